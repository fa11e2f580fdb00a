"""What the REST API answers to odd calls is what its description says, and never a defect.

The calls are made of the description, in one process, and are the same at every run. With
`FUZZ_EXAMPLES=300 pytest -s tests/syncjobs/rest/test_fuzz.py` more of them are made, and every
limit that the description names is tried from both sides.
"""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from portal.two_stacks import HandlerOfSites
from tests.sites.site_users.people import a_user
from tests.syncjobs.admin.set_asides import set_aside_row
from tests.syncjobs.admin.syncs import a_sync
from tests.syncjobs.far_side import a_central, a_site
from tests.syncjobs.rest.calls import Script

USUAL: Final = 10
EXAMPLES: Final = int(os.environ.get("FUZZ_EXAMPLES", USUAL))
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


class Handler(HandlerOfSites):
    """The stack of people without the signals that end connections to the database."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002
        WSGIHandler.load_middleware(self, is_async)


generator: Any = SchemaGenerator  # It has no types.
description = schemathesis.openapi.from_dict(generator().get_schema(public=True))
description.app = Handler()
description.config.phases.coverage.enabled = EXAMPLES > USUAL


@pytest.fixture
def real_ids(db: None) -> dict[str, Any]:
    """The id of a row of every resource."""
    a_central()
    site = a_site()
    return {
        "sites": site.pk,
        "stores": site.stores.get().pk,
        "jobs": a_sync(site).pk,
        "set-aside": set_aside_row(site).pk,
        "users": a_user().pk,
    }


@pytest.fixture
def answers() -> Iterator[Counter[int]]:
    """How many answers of each status there were; `pytest -s` shows it."""
    counter = Counter[int]()
    yield counter
    print(sorted(counter.items()))  # noqa: T201 - for whoever asks for more of them


@description.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_it_answers_as_it_says(
    case: schemathesis.Case[Any], script: Script, real_ids: dict[str, Any], answers: Counter[int]
) -> None:
    cache.clear()
    # An invented id is nobody's: every other call is about a row that is there.
    if "id" in case.path_parameters and answers.total() % 2:
        case.path_parameters["id"] = real_ids[case.path.split("/")[3]]
    if isinstance(case.body, dict) and case.body.get("site_id") and answers.total() % 2:
        case.body["site_id"] = real_ids["sites"]
    # A key that comes again with another call is refused; most are to come once.
    if "Idempotency-Key" in case.headers and answers.total() % 4:
        case.headers["Idempotency-Key"] += str(answers.total())
    headers = {"Authorization": f"Bearer {script.secret}"}
    response = case.call_and_validate(headers=headers, checks=CHECKS)
    answers[response.status_code] += 1
