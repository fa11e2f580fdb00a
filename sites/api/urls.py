"""The routes of the register under `/sync/v5/`; with or without a slash at the end."""

from django.urls import re_path

from sites.api.views import DiscoveryView

urlpatterns = [
    re_path(r"^site/?$", DiscoveryView.as_view(), name="discovery"),
]
