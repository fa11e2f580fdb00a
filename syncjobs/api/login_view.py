"""`POST /api/v4/login` (protocol 8.1): a site asks whether somebody may sign in there."""

import json
from typing import Final

from django.http import HttpResponse
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from sites.api.authentication import client_address
from sites.api.views import JsonWhateverWasAsked, json_answer
from syncjobs.exchange.json_body import read_json_body
from syncjobs.login import log_in, read_login

LARGEST_BODY_BYTES: Final = 16 * 1024


class LoginView(APIView):
    """The call carries no credentials but those that it asks about."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer,)
    parser_classes = ()
    content_negotiation_class = JsonWhateverWasAsked
    http_method_names = ("post",)

    def post(self, request: Request) -> HttpResponse:
        """The answer that signs the user in; 401 for a wrong password, 404 for people of sites."""
        body = read_json_body(request._request, LARGEST_BODY_BYTES)
        answer = log_in(read_login(body.value), client_address(request._request))
        return json_answer(json.dumps(answer).encode())
