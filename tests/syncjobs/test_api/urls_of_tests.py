"""The portal's URLs as they are where SYNC_TEST_API is set."""

from django.urls import include, path

from portal import urls
from portal.urls import handler400 as handler400
from portal.urls import handler403 as handler403
from portal.urls import handler404 as handler404
from portal.urls import handler500 as handler500

urlpatterns = [
    path("sync/v5/test/", include("syncjobs.test_api.urls")),
    *urls.urlpatterns,
]
