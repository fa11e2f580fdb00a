"""Rows that a body names by what people know of them."""

from rest_framework.serializers import ValidationError

from sites.models import Site


def site_named(site_id: int | None) -> Site | None:
    """The site with this id; None for none. Raises ValidationError."""
    if site_id is None:
        return None
    site = Site.objects.filter(pk=site_id).first()
    if site is None:
        raise ValidationError({"site_id": ["There is no site with this id."]})
    return site
