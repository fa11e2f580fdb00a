"""With which errors a job of this portal can end, of each an example."""

from datetime import timedelta
from typing import Final

from syncjobs.choices import StepName
from syncjobs.clients import central_no_answer, remote_no_answer
from syncjobs.clients.bounded_http import NoAnswer
from syncjobs.clients.remote_graphql import (
    not_open_msupply,
    redirects,
    refusal,
    server_error,
)
from syncjobs.clients.remote_no_answer import SiteUnreachableError, proxy_answers
from syncjobs.clients.remote_replies import SignInRefusal
from syncjobs.errors import JobFailedError
from syncjobs.following.errors import began_again, did_not_call, not_prepared, went_silent
from syncjobs.following.expecting import NO_URL
from syncjobs.jobs.own_failures import initialised_already, met_a_defect, worker_lost
from syncjobs.jobs.site_refusals import (
    ASKED,
    DID_NOT_ASK,
    NOT_READY,
    another_site_answers,
    sign_in_failure,
)
from syncjobs.jobs.verify_failures import (
    asks_another_server,
    cannot_reach_portal,
    cannot_use_answer,
    central_not_configured,
    is_another_site,
    v6_version_incompatible,
    versions_do_not_fit,
)
from syncjobs.jobs.verify_verdicts import REFUSALS
from syncjobs.jobs.watch_errors import end_unseen, never_started, site_lost, stands_still

WHERE: Final = "in the step “Push”"
SOME_TEXT: Final = "connection refused"
SOME_MINUTES: Final = timedelta(minutes=9)

AT_THE_SITE: Final = (
    *(JobFailedError(*words) for words in remote_no_answer.MEANINGS.values()),
    SiteUnreachableError("site_has_no_url", NO_URL),
    proxy_answers(502),
    not_open_msupply(),
    redirects("https://other.example.org"),
    server_error(),
    refusal("Unauthenticated", None),
    refusal("Unknown field", None),
    another_site_answers("District 13"),
    *(JobFailedError(*words) for words in NOT_READY.values()),
    *(JobFailedError(*words) for words in ASKED.values()),
    *(JobFailedError(*words) for words in DID_NOT_ASK.values()),
    sign_in_failure(SignInRefusal("AccountBlocked", SOME_MINUTES), asked_portal=False),
    sign_in_failure(SignInRefusal("SomethingNew"), asked_portal=True),
)
WHILE_WATCHED: Final = (
    site_lost(WHERE, remote_no_answer.MEANINGS[NoAnswer.NO_CONNECTION][1]),
    never_started(),
    end_unseen(WHERE),
    stands_still(WHERE, 900),
    did_not_call(timedelta(hours=24)),
    went_silent(StepName.PUSH, timedelta(minutes=15)),
    began_again(StepName.PUSH),
    not_prepared("", ""),
)
WHEN_VERIFIED: Final = (
    central_not_configured(),
    *central_no_answer.MEANINGS.values(),
    *REFUSALS.values(),
    cannot_use_answer(SOME_TEXT),
    cannot_reach_portal(SOME_TEXT),
    asks_another_server(),
    is_another_site("District 13", "Central server"),
    v6_version_incompatible("it speaks 5, the site 4"),
    versions_do_not_fit(
        "Open mSupply 2.20.0 at the site is newer than 2.19.0 at the central server.",
        ["the Open mSupply central server"],
    ),
)
OF_THE_PORTAL: Final = (worker_lost(), met_a_defect(), initialised_already())
