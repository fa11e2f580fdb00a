"""The portal's URLs with a view of the REST API that answers who calls."""

from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.urls import urlpatterns as urls_of_the_portal


class WhoCalls(APIView):
    """Reading and writing as the views of sites do."""

    scope = "sites"
    needed_permissions = {"get": ("sites.view_site",), "post": ("sites.change_site",)}

    def get(self, request: Request, **_: Any) -> Response:
        return Response({"person": request.user.get_username()})

    post = get


class WithoutPermissions(APIView):
    """A view whose author forgot to say what it needs."""

    scope = "sites"

    def get(self, _: Request) -> Response:
        return Response({})


urlpatterns = [
    path("api/v1/who/", WhoCalls.as_view()),
    path("api/v1/forgotten/", WithoutPermissions.as_view()),
    *urls_of_the_portal,
]
