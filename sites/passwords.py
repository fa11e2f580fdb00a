"""Setting a site's password."""

from django.utils import timezone

from sites.change_reasons import with_reason
from sites.credentials import check_strength, client_secret, hash_secret
from sites.models import Site


def set_site_password(site: Site, password: str, reason: str = "") -> None:
    """Gives the site a new password and saves it; the old one is refused from then on.

    What is stored is a slow hash of what clients send; nothing can show the password again.
    Raises WeakPasswordError.
    """
    check_strength(password, site.name)
    site.password_hash = hash_secret(client_secret(password))
    site.password_set_at = timezone.now()
    site._change_reason = with_reason("Password set", reason)
    site.save(update_fields=["password_hash", "password_set_at"])
