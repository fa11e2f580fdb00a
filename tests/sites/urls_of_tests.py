"""The portal's URLs with views that a test needs beside them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal import urls
from portal.urls import handler400 as handler400
from portal.urls import handler403 as handler403
from portal.urls import handler404 as handler404
from portal.urls import handler500 as handler500
from sites.api.views import SiteView
from sites.models import Site
from sites.registration import SiteDetails, change_site


def broken(request: HttpRequest) -> HttpResponse:
    """A defect."""
    raise RuntimeError("the secret inside of the portal")


class BrokenForSites(SiteView):
    """A defect behind the authentication of sites."""

    def get(self) -> HttpResponse:
        raise RuntimeError("the secret inside of the portal")


def rename(request: HttpRequest) -> HttpResponse:
    """Somebody who is signed in changes the only site."""
    change_site(Site.objects.get().pk, SiteDetails(request.GET["to"]), "Asked for")
    return HttpResponse()


urlpatterns = [
    path("sync/v5/broken", broken),
    path("sync/v5/broken-for-sites", BrokenForSites.as_view()),
    path("api/broken", broken),
    path("broken", broken),
    path("rename", rename),
    *urls.urlpatterns,
]
