"""Every URL of the portal."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView

from portal import api_errors
from portal.health import healthz, readyz

urlpatterns = [
    # First what is asked for most.
    path("sync/v5/", include("sites.api.urls")),
    path("sync/v5/", include("syncjobs.api.urls")),
    path("api/v4/", include("syncjobs.api.v4_urls")),
    path("api/v1/", include("syncjobs.rest.urls")),
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    *([path("sync/v5/test/", include("syncjobs.test_api.urls"))] if settings.SYNC_TEST_API else []),
    # Everything below these resolves, so that no middleware ever answers with a redirect.
    re_path(r"^(?:sync|api)(?:/.*)?$", csrf_exempt(api_errors.unknown_route), name="unknown-route"),
]

handler400 = api_errors.bad_request
handler403 = api_errors.permission_denied
handler404 = api_errors.not_found
handler500 = api_errors.server_error
