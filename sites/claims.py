"""A second machine with a site's right password: a clone of the bound one, or its replacement.

It is refused (protocol 2.2) and kept as a claim, until an administrator accepts it or keeps the
bound machine. Whenever the site's machine changes its claims go, because they were made against
the former one; a machine that still calls is a claim again at its next call.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from sites.change_reasons import with_reason
from sites.claim_throttle import MOST_CLAIMS, may_write, remember_written
from sites.errors import ClaimGoneError
from sites.hardware import hand_over, keep_in_history
from sites.models import PendingClaim, Site
from sites.site_call import SiteCall
from sites.site_facts import SiteFacts

LONGEST_ADDRESS = 64


def record_claim(facts: SiteFacts, call: SiteCall) -> None:
    """Keeps that another machine than the bound one came with the site's right password.

    Written at most once in CONTACT_WRITE_SECONDS for each machine. Of each site the MOST_CLAIMS
    machines are kept that came last.
    """
    if not may_write(facts.id, facts.hardware_id, call.hardware_id):
        return
    _write(facts.id, call)
    remember_written(facts.id, facts.hardware_id, call.hardware_id)


@transaction.atomic
def accept_claim(site_id: int, claim_id: int, reason: str = "") -> Site:
    """Binds the claimed machine in the place of the bound one, which is refused from then on.

    Raises ClaimGoneError when somebody has decided by now, in whatever way.
    """
    site = Site.objects.select_for_update().filter(pk=site_id).first()
    # Under the lock of its site a claim that is still there was made against the bound machine.
    claim = PendingClaim.objects.filter(pk=claim_id, site_id=site_id).first()
    if site is None or claim is None:
        raise ClaimGoneError
    return hand_over(site, claim.hardware_id, with_reason("New device accepted", reason))


@transaction.atomic
def keep_old_machine(site_id: int, reason: str = "") -> int:
    """Drops the claims of the site, which stays bound to its machine; returns how many they were.

    Raises ClaimGoneError when there are none by now.
    """
    site = Site.objects.select_for_update().filter(pk=site_id).first()
    dropped, _ = PendingClaim.objects.filter(site_id=site_id).delete()
    if site is None or not dropped:
        raise ClaimGoneError
    keep_in_history(site, with_reason("Old device kept", reason))
    return dropped


def two_devices(site: Site) -> datetime | None:
    """When the bound machine and a claimed one last called in turn; None when they never did."""
    last: datetime | None = site.pending_claims.aggregate(last=Max("alternated_at"))["last"]
    return last


def sites_in_turn() -> QuerySet[Site]:
    """The enabled sites that their bound machine and a claimed one use in turn."""
    in_turn = PendingClaim.objects.order_by().filter(alternated_at__isnull=False)
    return Site.objects.enabled().filter(pk__in=in_turn.values("site_id"))


def claimed_site_count() -> int:
    """How many sites another machine than the bound one has called for, without a decision."""
    return PendingClaim.objects.order_by().values("site_id").distinct().count()


def prune_claims() -> int:
    """Deletes claims whose machine has not called for JOB_RETENTION_DAYS; returns how many."""
    limit = timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS)
    deleted, _ = PendingClaim.objects.filter(last_at__lt=limit).delete()
    return deleted


@transaction.atomic
def _write(site_id: int, call: SiteCall) -> None:
    """Writes the call, unless its machine was bound or its site freed since it was looked at."""
    site = (
        Site.objects.select_for_update()
        .filter(pk=site_id)
        .exclude(hardware_id__in=("", call.hardware_id))
        .values_list("last_contact_at")
        .first()
    )
    if site is None:
        return
    claim = PendingClaim.objects.filter(site_id=site_id, hardware_id=call.hardware_id).first()
    now = timezone.now()
    if claim is None:
        _begin(site_id, call, now)
    elif now - claim.last_at >= timedelta(seconds=settings.CONTACT_WRITE_SECONDS):
        _go_on(claim, call, now, bound_called_at=site[0])


def _begin(site_id: int, call: SiteCall, now: datetime) -> None:
    PendingClaim.objects.create(
        site_id=site_id,
        hardware_id=call.hardware_id,
        app_name=call.app_name,
        app_version=call.app_version,
        address=call.address[:LONGEST_ADDRESS],
        first_at=now,
        last_at=now,
    )
    newest_first = PendingClaim.objects.filter(site_id=site_id).order_by("-last_at", "-pk")
    too_many = list(newest_first.values_list("pk", flat=True)[MOST_CLAIMS:])
    if too_many:
        PendingClaim.objects.filter(pk__in=too_many).delete()


def _go_on(
    claim: PendingClaim, call: SiteCall, now: datetime, bound_called_at: datetime | None
) -> None:
    if bound_called_at is not None and bound_called_at > claim.last_at:
        claim.alternated_at = now
    claim.app_name, claim.app_version = call.app_name, call.app_version
    claim.address = call.address[:LONGEST_ADDRESS]
    claim.last_at = now
    claim.call_count += 1
    claim.save()
