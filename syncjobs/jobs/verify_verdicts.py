"""What a server's answer means for a verification (protocol 7.4), in sentences with advice."""

from syncjobs.clients.v6_reply import V6Reply, V6Verdict
from syncjobs.errors import JobFailedError
from syncjobs.jobs.job_run import StepOutcome
from syncjobs.jobs.verify_failures import (
    asks_another_server,
    cannot_reach_portal,
    cannot_use_answer,
)

REFUSALS = {
    V6Verdict.NOT_CENTRAL: JobFailedError(
        "open_msupply_not_central",
        "This is an Open mSupply server, but it does not consider itself the central server.",
        "It learns of its role at its next sync: let it sync once, then verify again. If that does"
        " not help, the tick is on another site.",
        may_pass=True,
    ),
    V6Verdict.REFUSED_REQUEST: JobFailedError(
        "central_refused_request",
        "The server understands requests like this one, but refused it.",
        "Its version of Open mSupply may be too old or too new for this portal.",
    ),
    V6Verdict.REDIRECTS: JobFailedError(
        "central_redirects",
        "The server sends callers to another address, which remote sites do not survive.",
        "Enter the address to which it sends them, with the right scheme (http or https).",
    ),
    V6Verdict.SERVER_ERROR: JobFailedError(
        "central_server_error",
        "The server, or a proxy before it, answered with an error of its own.",
        "Look at the log of the Open mSupply central server, then verify again.",
        may_pass=True,
    ),
    V6Verdict.STRANGER: JobFailedError(
        "not_open_msupply",
        "Something answers there, but it is not an Open mSupply central server.",
        "Check host and port: the URL of the Open mSupply central server is neither this portal's"
        " nor the one of an ordinary site.",
    ),
}


def judge_server(step: StepOutcome, reply: V6Reply, *, knows_its_role: bool) -> None:
    """Is it an Open mSupply central server at all? Raises JobFailedError when it is not.

    A server that gets the tick only when a change is saved cannot know of its role before.
    """
    if reply.verdict is V6Verdict.NOT_CENTRAL and not knows_its_role:
        step.warn(
            "This is an Open mSupply server, not aware yet that it is to be the central one.",
            "It learns of its role at its first sync after this is saved; verify again then.",
        )
        return
    refusal = REFUSALS.get(reply.verdict)
    if refusal is not None:
        named = f" It names {reply.text}." if reply.text else ""
        raise JobFailedError(
            refusal.job_code, refusal.text + named, refusal.advice, may_pass=refusal.may_pass
        )
    step.passed("It speaks as an Open mSupply central server.")


def judge_call_back(
    step: StepOutcome, reply: V6Reply, *, called_back: bool, knows_its_role: bool
) -> None:
    """Did it ask *this* portal about the site, as it does for every V6 request (protocol 5.6)?

    Raises JobFailedError when it did not, or could not make use of the answer.
    """
    if reply.verdict is V6Verdict.NOT_CENTRAL and not knows_its_role:
        step.warn(
            "Whether it asks this portal cannot be judged before it knows its role.",
            "Make sure that this portal's URL stands in its sync settings.",
        )
    elif called_back and reply.verdict in {V6Verdict.CENTRAL, V6Verdict.BUSY}:
        step.passed("It asked this portal who the site is and was told.")
    elif called_back:
        raise cannot_use_answer(reply.text)
    elif reply.verdict is V6Verdict.OTHER_VERSION:
        step.warn(
            "It did not ask, because the V6 versions do not fit.",
            "Make the versions fit, then verify again.",
        )
    elif reply.verdict is V6Verdict.CANNOT_VALIDATE:
        raise cannot_reach_portal(reply.text)
    else:
        raise asks_another_server()
