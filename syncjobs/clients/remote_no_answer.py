"""What it means that a site gives no answer at its URL, in words with advice."""

from typing import Final

from syncjobs.clients.bounded_http import Answer, NoAnswer, NoAnswerError, Question, ask
from syncjobs.errors import JobFailedError

# What a proxy before the site answers when nobody is behind it.
NOBODY_BEHIND_THE_PROXY: Final = (502, 503, 504)


class SiteUnreachableError(JobFailedError):
    """Nobody answers at the site's URL now; the site may still call by itself."""


MEANINGS: Final = {
    NoAnswer.NO_CONNECTION: (
        "site_no_connection",
        "The site did not react in time at its URL.",
        "Check host and port, and that a firewall lets the portal through to the site.",
    ),
    NoAnswer.HOST_UNKNOWN: (
        "site_host_unknown",
        "No machine has the host name of the site's URL.",
        "Check the spelling of the host in the site's URL.",
    ),
    NoAnswer.REFUSES_CONNECTION: (
        "site_refuses_connection",
        "The site's machine is there, but nothing listens on the port of its URL.",
        "Check the port, and that Open mSupply is running there.",
    ),
    NoAnswer.CONNECTION_LOST: (
        "site_connection_lost",
        "The connection to the site was lost before an answer came.",
        (
            "Check that the site's URL begins with the right scheme (http or https) and has the"
            " right port."
        ),
    ),
    NoAnswer.TOO_SLOW: (
        "site_too_slow",
        "The site took the connection but did not answer in time.",
        (
            "Look whether the site's machine is overloaded, or whether it waits for this portal: it"
            " must be able to reach the portal at the URL in its sync settings."
        ),
    ),
    NoAnswer.SPEAKS_HTTP: (
        "site_speaks_http",
        "The site speaks http on the port of its URL, not https.",
        "Begin the site's URL with http://, or use the port on which it speaks https.",
    ),
    NoAnswer.CERTIFICATE_REFUSED: (
        "site_certificate_refused",
        "The site's certificate is not one of a public authority for this host name.",
        (
            "Give the site such a certificate. Open mSupply makes one of its own when it has none:"
            " to accept those of all sites, set REMOTE_SITE_VERIFY_TLS=false, if you trust the"
            " network between the portal and the sites."
        ),
    ),
    NoAnswer.ANSWER_TOO_LONG: (
        "not_open_msupply",
        "What answers at the site's URL is not Open mSupply.",
        "Check host and port of the site's URL.",
    ),
}


def ask_site(question: Question) -> Answer:
    """Posts JSON to a site and reads the answer.

    Raises SiteUnreachableError, and JobFailedError when what answers cannot be a site.
    """
    try:
        answer = ask(question)
    except NoAnswerError as error:
        raise _no_answer(error.reason) from error
    if answer.status in NOBODY_BEHIND_THE_PROXY:
        raise proxy_answers(answer.status)
    return answer


def proxy_answers(status: int) -> SiteUnreachableError:
    """Nobody is behind the proxy at the site's URL."""
    return SiteUnreachableError(
        "site_behind_proxy_is_away",
        f"A proxy answers at the site's URL (HTTP status {status}), but not the site.",
        "Look whether Open mSupply is running behind it.",
    )


def _no_answer(reason: NoAnswer) -> JobFailedError:
    kind = JobFailedError if reason is NoAnswer.ANSWER_TOO_LONG else SiteUnreachableError
    return kind(*MEANINGS[reason])
