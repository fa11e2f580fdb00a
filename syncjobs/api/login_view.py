"""`POST /api/v4/login` (protocol 8.1): a site asks whether somebody may log in there."""

import json
from typing import Final

from django.http import HttpResponse

from sites.api.authentication import client_address
from sites.api.views import RouteView, json_answer
from sites.logins.errors import LoginLockedOutError
from syncjobs.exchange.json_body import read_json_body
from syncjobs.login.attempt import read_login
from syncjobs.login.logging_in import log_in

LARGEST_BODY_BYTES: Final = 16 * 1024


class LoginView(RouteView):
    """The call carries no credentials but those that it asks about."""

    def post(self) -> HttpResponse:
        """The answer that lets the user in, or the one that tells how long a lockout lasts."""
        body = read_json_body(self.request, LARGEST_BODY_BYTES)
        try:
            answer = log_in(read_login(body.value), client_address(self.request))
        except LoginLockedOutError as refusal:
            return _locked_out(refusal)
        return json_answer(json.dumps(answer).encode())


def _locked_out(refusal: LoginLockedOutError) -> HttpResponse:
    """Not the error envelope: a site looks for these two members, and counts them down."""
    remaining = {"status": refusal.code, "timeoutRemaining": refusal.remaining_milliseconds}
    response = json_answer(json.dumps(remaining).encode())
    response.status_code = refusal.http_status
    return response
