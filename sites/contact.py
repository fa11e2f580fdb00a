"""When a site last called, and what it said of itself."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from sites.models import Site
from sites.site_call import SiteCall
from sites.site_facts import SiteFacts

# A third of all calls end in this statement, and making it of a QuerySet costs more than it does.
_WRITE_CONTACT = (
    "UPDATE sites_site SET last_contact_at = %s, last_attempt_at = %s, last_refusal_code = '',"
    " app_name = %s, app_version = %s, sync_version = %s WHERE id = %s"
)
# PostgreSQL then answers before this one statement is on its disk. When the machine fails within
# that second the contact is lost, and the site's next call writes another.
_WITHOUT_WAITING = {"postgresql": " AND set_config('synchronous_commit', 'off', true) = 'off'"}


def record_contact(facts: SiteFacts, call: SiteCall) -> None:
    """Keeps time and versions of a call that was let in.

    Written at most once in CONTACT_WRITE_SECONDS for each site, unless something changed: a sync
    makes several calls, and none of them may cost more than it has to.
    """
    said_before = (facts.app_name, facts.app_version, facts.sync_version, facts.last_refusal_code)
    says_now = (call.app_name, call.app_version, call.sync_version, "")
    now = timezone.now()
    is_fresh = facts.last_contact_at is not None and now - facts.last_contact_at < timedelta(
        seconds=settings.CONTACT_WRITE_SECONDS
    )
    if is_fresh and said_before == says_now:
        return
    moment = connection.ops.adapt_datetimefield_value(now)
    said = (call.app_name, call.app_version, call.sync_version)
    with connection.cursor() as cursor:
        statement = _WRITE_CONTACT + _WITHOUT_WAITING.get(connection.vendor, "")
        cursor.execute(statement, (moment, moment, *said, facts.id))


def record_refusal(facts: SiteFacts, code: str) -> None:
    """Keeps that a call with the right password was refused, and with which error code.

    Throttled as `record_contact` is. A wrong password is not kept: anybody can send one.
    """
    now = timezone.now()
    is_fresh = facts.last_attempt_at is not None and now - facts.last_attempt_at < timedelta(
        seconds=settings.CONTACT_WRITE_SECONDS
    )
    if is_fresh and facts.last_refusal_code == code:
        return
    Site.objects.filter(pk=facts.id).update(last_attempt_at=now, last_refusal_code=code)
