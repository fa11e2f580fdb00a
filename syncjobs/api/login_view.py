"""`POST /api/v4/login` (protocol 8.1): a site asks whether somebody may sign in there."""

import json
from typing import Final

from django.http import HttpResponse

from sites.api.authentication import client_address
from sites.api.views import RouteView, json_answer
from syncjobs.exchange.json_body import read_json_body
from syncjobs.login import log_in, read_login

LARGEST_BODY_BYTES: Final = 16 * 1024


class LoginView(RouteView):
    """The call carries no credentials but those that it asks about."""

    def post(self) -> HttpResponse:
        """The answer that signs the user in; 401 for a wrong password, 404 for people of sites."""
        body = read_json_body(self.request, LARGEST_BODY_BYTES)
        answer = log_in(read_login(body.value), client_address(self.request))
        return json_answer(json.dumps(answer).encode())
