"""Who asked what about patients: kept for a while, because it is health data."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from syncjobs.choices import PatientSearchKind
from syncjobs.models import PatientSearch
from syncjobs.patients.asking import PatientQuery


@dataclass(frozen=True, slots=True)
class Asker:
    """The site that asks, and the address from which it does."""

    site_id: int
    site_name: str
    address: str


def record_search(asker: Asker, query: PatientQuery, result_count: int) -> None:
    """Keeps that the site searched, and how many patients it was shown."""
    PatientSearch.objects.create(
        kind=PatientSearchKind.SEARCH,
        site_id=asker.site_id,
        site_name=asker.site_name,
        address=asker.address,
        asked=query.as_asked(),
        result_count=result_count,
    )


def record_join(asker: Asker, patient_id: str, store_id: str) -> None:
    """Keeps that the site had a patient made visible to one of its stores."""
    PatientSearch.objects.create(
        kind=PatientSearchKind.JOIN,
        site_id=asker.site_id,
        site_name=asker.site_name,
        address=asker.address,
        asked={"name_ID": patient_id, "store_ID": store_id},
        patient_id=patient_id,
        result_count=1,
    )


def prune_patient_searches() -> int:
    """Deletes what is older than PATIENT_SEARCH_RETENTION_DAYS; returns how many rows."""
    limit = timezone.now() - timedelta(days=settings.PATIENT_SEARCH_RETENTION_DAYS)
    return PatientSearch.objects.filter(at__lt=limit).delete()[0]
