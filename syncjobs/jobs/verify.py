"""The verification: walking the way that a site would walk to the Open mSupply central server.

Every step is done over real HTTP in the site's name, with a one-time secret instead of its
password. It binds no hardware id and counts as no contact of the site.
"""

from dataclasses import dataclass

from django.conf import settings

from sites.authentication import refuse_unless_ready
from sites.central_server import present_central_server
from sites.central_url import is_loopback, joined_v6_url
from sites.compatibility import Fit, v6_version_of
from sites.discovery import DiscoveryAnswer, discover
from sites.errors import PortalError
from sites.models import Site
from sites.names import name_key
from sites.one_time_credentials import issue_one_time_secret, withdraw_one_time_secret
from sites.site_facts import SiteFacts, facts_by_id
from sites.site_versions import versions_of
from syncjobs.choices import StepName
from syncjobs.clients.bounded_http import Answer
from syncjobs.clients.central_server import SiteVoice, ask_site_name, ask_site_status
from syncjobs.clients.v6_reply import V6Reply, V6Verdict, read_v6_reply, readable
from syncjobs.errors import JobFailedError
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.verify_failures import (
    central_not_configured,
    is_another_site,
    v6_version_incompatible,
    versions_do_not_fit,
)
from syncjobs.jobs.verify_verdicts import judge_call_back, judge_server

DEFAULT_APP_NAME = "Open mSupply Desktop"
DEFAULT_APP_VERSION = "2.20.0"


@dataclass(frozen=True, slots=True)
class Way:
    """From which site to which central server; `is_saved` says whether that one has the tick."""

    facts: SiteFacts
    central: Site | None
    is_saved: bool = True


@dataclass(frozen=True, slots=True)
class Probe:
    """What the server answered, and whether it asked this portal about the site meanwhile."""

    answer: Answer
    called_back: bool


def verify(run: JobRun) -> None:
    """Walks the way of the job's site as the register stands. Raises what `walk` raises."""
    walk(run, Way(facts_of(run.site_id), present_central_server()))


def walk(run: JobRun, way: Way) -> None:
    """Takes the steps of a verification one after the other; the first that fails ends it.

    Raises JobFailedError and what `JobRun.heartbeat` raises.
    """
    answer = _check_discovery_answer(run, way.facts)
    _check_address(run, answer.omSupplyCentralServerUrl)
    probe = _check_server_answers(run, way.facts, answer.omSupplyCentralServerUrl)
    reply = read_v6_reply(probe.answer)
    with run.step(StepName.IS_CENTRAL) as step:
        judge_server(step, reply, knows_its_role=way.is_saved)
    with run.step(StepName.CALLS_BACK) as step:
        judge_call_back(step, reply, called_back=probe.called_back, knows_its_role=way.is_saved)
    _check_identity(run, answer.omSupplyCentralServerUrl, way)
    _check_versions(run, way.facts, way.central, reply)


def facts_of(site_id: int) -> SiteFacts:
    """What the register says of the site. Raises JobFailedError when it was deleted."""
    facts = facts_by_id(site_id)
    if facts is None:
        raise JobFailedError("site_deleted", "The site was deleted.")
    return facts


def _check_discovery_answer(run: JobRun, facts: SiteFacts) -> DiscoveryAnswer:
    with run.step(StepName.DISCOVERY_ANSWER) as step:
        try:
            refuse_unless_ready(facts)
        except PortalError as error:
            raise JobFailedError(error.code, error.text, error.admin_advice) from error
        answer = discover(facts)
        if not answer.omSupplyCentralServerUrl:
            raise central_not_configured()
        step.passed(answer.as_json().decode())
    return answer


def _check_address(run: JobRun, central_url: str) -> None:
    with run.step(StepName.V6_ADDRESS) as step:
        joined = joined_v6_url(central_url)
        if is_loopback(central_url):
            step.warn(
                f"{joined} means the machine of each remote site itself.",
                "Enter the address under which other machines reach the central server; this one"
                " is good for trials on a single machine only.",
            )
        else:
            step.passed(joined)


def _check_server_answers(run: JobRun, facts: SiteFacts, central_url: str) -> Probe:
    with run.step(StepName.SERVER_ANSWERS) as step:
        life = int(settings.OUTGOING_CONNECT_SECONDS + settings.OUTGOING_READ_SECONDS) + 5
        secret = issue_one_time_secret(facts.id, life)
        try:
            answer = ask_site_status(central_url, _voice(facts, secret))
        finally:
            called_back = withdraw_one_time_secret(secret)
        step.passed(f"It answered with HTTP status {answer.status}.")
    return Probe(answer, called_back)


def _check_identity(run: JobRun, central_url: str, way: Way) -> None:
    with run.step(StepName.IS_THE_TICKED_SITE) as step:
        site_name = ask_site_name(central_url)
        ticked = way.central.name if way.central else "none"
        if site_name is None:
            step.warn(
                "The server does not say which site it is.",
                f"Make sure that it is the one of {ticked}.",
            )
        # The server says the name with which it signs in, where case and spaces do not matter.
        elif name_key(site_name) != name_key(ticked):
            raise is_another_site(readable(site_name), ticked, is_saved=way.is_saved)
        else:
            step.passed(f"It is {ticked}.")


def _check_versions(run: JobRun, facts: SiteFacts, central: Site | None, reply: V6Reply) -> None:
    with run.step(StepName.VERSIONS_FIT) as step:
        found = versions_of(facts, central.app_version if central else "")
        if reply.verdict is V6Verdict.OTHER_VERSION:
            raise v6_version_incompatible(reply.text)
        if found.is_problem:
            raise versions_do_not_fit(found.sentence, found.upgrades)
        if found.fit is Fit.UNKNOWN:
            step.warn(found.sentence, "They are compared once it has called.")
        else:
            step.passed(found.sentence)


def _voice(facts: SiteFacts, secret: str) -> SiteVoice:
    app_version = facts.app_version or DEFAULT_APP_VERSION
    return SiteVoice(
        site_name=facts.name,
        one_time_secret=secret,
        app_name=facts.app_name or DEFAULT_APP_NAME,
        app_version=app_version,
        sync_version=facts.sync_version or settings.SYNC_VERSION_MAX,
        v6_version=v6_version_of(app_version),
    )
