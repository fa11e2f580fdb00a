"""The routes of the exchange under `/sync/v5/`; with or without a slash at the end."""

from django.urls import re_path

from syncjobs.api.initialise_view import InitialiseView
from syncjobs.api.views import (
    AcknowledgedRecordsView,
    CentralRecordsView,
    QueuedRecordsView,
    SiteStatusView,
)

urlpatterns = [
    re_path(r"^site_status/?$", SiteStatusView.as_view(), name="site-status"),
    re_path(r"^initialise/?$", InitialiseView.as_view(), name="initialise"),
    re_path(r"^central_records/?$", CentralRecordsView.as_view(), name="central-records"),
    re_path(r"^queued_records/?$", QueuedRecordsView.as_view(), name="queued-records"),
    re_path(
        r"^acknowledged_records/?$", AcknowledgedRecordsView.as_view(), name="acknowledged-records"
    ),
]
