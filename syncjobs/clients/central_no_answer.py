"""What it means that the Open mSupply central server gives no answer, in words with advice."""

from typing import Any, Final

from syncjobs.clients.bounded_http import Answer, NoAnswer, NoAnswerError, Question, ask
from syncjobs.errors import JobFailedError

MEANINGS: Final = {
    NoAnswer.NO_CONNECTION: JobFailedError(
        "central_no_connection",
        "No connection could be made: the server did not react in time.",
        "Check host and port, and that a firewall lets the portal through.",
        may_pass=True,
    ),
    NoAnswer.HOST_UNKNOWN: JobFailedError(
        "central_host_unknown",
        "No server has this host name.",
        "Check the spelling of the host in the URL.",
        may_pass=True,
    ),
    NoAnswer.REFUSES_CONNECTION: JobFailedError(
        "central_refuses_connection",
        "The machine is there, but nothing listens on this port.",
        "Check the port, and that Open mSupply is running there.",
        may_pass=True,
    ),
    NoAnswer.CONNECTION_LOST: JobFailedError(
        "central_connection_lost",
        "The connection was lost before an answer came.",
        "Check that the URL begins with the right scheme (http or https) and has the right port.",
        may_pass=True,
    ),
    NoAnswer.TOO_SLOW: JobFailedError(
        "central_too_slow",
        "The server took the connection but did not answer in time.",
        "Look whether the server is overloaded, or whether it waits for this portal: it must be"
        " able to reach the portal at the URL in its own sync settings.",
        may_pass=True,
    ),
    NoAnswer.SPEAKS_HTTP: JobFailedError(
        "central_speaks_http",
        "The server speaks http on this port, not https.",
        "Begin the URL with http://, or use the port on which it speaks https.",
    ),
    NoAnswer.CERTIFICATE_REFUSED: JobFailedError(
        "central_certificate_refused",
        "The server's certificate is not one that remote sites trust.",
        "Use a certificate of a public authority for exactly this host name; sites do not accept"
        " self-signed or private ones.",
    ),
    NoAnswer.ANSWER_TOO_LONG: JobFailedError(
        "central_answer_too_long",
        "The server's answer is far longer than one of Open mSupply would be.",
        "Check that the URL is the one of the Open mSupply central server.",
    ),
}


def post_json(url: str, payload: dict[str, Any]) -> Answer:
    """Posts JSON to the central server and reads the answer, whatever its status.

    Raises JobFailedError, with a sentence of its own for each way in which there is no answer.
    """
    try:
        return ask(Question(url, payload))
    except NoAnswerError as error:
        told = MEANINGS[error.reason]
        raise JobFailedError(
            told.job_code, told.text, told.advice, may_pass=told.may_pass
        ) from error
