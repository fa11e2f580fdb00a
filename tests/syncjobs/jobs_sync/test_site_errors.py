"""A sync that fails at the site."""

from unittest.mock import Mock

import pytest

from syncjobs.choices import Verdict
from syncjobs.clients.remote_replies import SiteError
from syncjobs.jobs.site_errors import MEANINGS, site_failure
from tests.remote_site import Plan
from tests.syncjobs.far_side import steps_of
from tests.syncjobs.jobs_sync.conftest import StartSite
from tests.syncjobs.jobs_sync.jobs import step_of, synced, the_site

VARIANTS = [
    "API_VERSION_INCOMPATIBLE",
    "CENTRAL_V6_NOT_CONFIGURED",
    "CONNECTION_ERROR",
    "HARDWARE_ID_MISMATCH",
    "INCORRECT_PASSWORD",
    "INTEGRATION_ERROR",
    "INTEGRATION_TIMEOUT_REACHED",
    "INVALID_URL",
    "SITE_AUTH_TIMEOUT",
    "SITE_HAS_NO_STORE",
    "SITE_NAME_NOT_FOUND",
    "SITE_UUID_IS_BEING_CHANGED",
    "UNKNOWN",
    "V6_API_VERSION_INCOMPATIBLE",
]


@pytest.mark.django_db(transaction=True)
def test_it_takes_over_the_error_of_the_site(start_site: StartSite) -> None:
    start_site(plan=Plan(fails_in="pullRemote", variant="CONNECTION_ERROR"))
    job = synced()
    assert (job.status, job.error_code, job.attempt) == ("failed", "connection_error", 1)
    assert job.error_message.startswith("The site could not reach this portal")
    assert job.error_detail == Plan().full_error
    assert (the_site().last_failure_code, the_site().last_failure_message) == (
        "connection_error",
        job.error_message,
    )


@pytest.mark.django_db(transaction=True)
def test_it_ends_the_failing_step_with_the_error(start_site: StartSite) -> None:
    start_site(plan=Plan(fails_in="push", variant="INTEGRATION_TIMEOUT_REACHED"))
    job = synced()
    assert steps_of(job) == [
        ("prepare", Verdict.PASSED),
        ("push_v6", Verdict.PASSED),
        ("push", Verdict.FAILED),
    ]
    step = step_of(job, "push")
    assert (step.total, step.done) == (12, 0)
    assert step.finished_at is not None
    assert step.finished_at >= step.started_at
    assert step.message == "A central server took too long to integrate what the site pushed."
    assert step.advice


@pytest.mark.django_db(transaction=True)
def test_it_keeps_the_full_text_legible_and_without_secrets(start_site: StartSite) -> None:
    text = f"first\nsecond\0 {'ab' * 32} {'x' * 50_000}"
    start_site(plan=Plan(fails_in="push", full_error=text))
    detail = synced().error_detail
    assert detail.startswith("first\nsecond  … xxx")
    assert len(detail) == 20_000


@pytest.mark.django_db(transaction=True)
def test_a_defect_of_the_portal_leaves_no_step_open(
    start_site: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_site(plan=Plan(fails_in="push"))
    monkeypatch.setattr("syncjobs.jobs.watching.site_failure", Mock(side_effect=RuntimeError))
    job = synced()
    assert (job.status, job.error_code) == ("failed", "internal_error")
    steps = list(job.steps.values_list("name", "verdict", "message"))
    assert steps[-1] == ("push", "warning", "The portal did not see its end.")
    assert not job.steps.filter(finished_at__isnull=True).exists()


@pytest.mark.any_database
def test_it_has_words_for_every_error() -> None:
    assert sorted(MEANINGS) == VARIANTS
    for variant in VARIANTS:
        failure = site_failure(SiteError(variant, ""))
        assert failure.job_code == variant.lower()
        assert failure.text.endswith(".")
        assert failure.advice.endswith(".")
        assert not failure.may_pass


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("variant", "code"), [("BRAND_NEW", "brand_new"), ("<script>", "unknown"), ("", "unknown")]
)
def test_it_takes_an_error_that_it_does_not_know(variant: str, code: str) -> None:
    failure = site_failure(SiteError(variant, ""))
    assert failure.job_code == code
    assert failure.text == MEANINGS["UNKNOWN"][0]
