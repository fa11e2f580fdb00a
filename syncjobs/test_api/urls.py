"""The routes of the test API under `/sync/v5/test/`; with or without a slash at the end."""

from django.urls import re_path

from syncjobs.test_api.views import CreateSiteView, DeleteView, UpsertView

urlpatterns = [
    re_path(r"^create_site/?$", CreateSiteView.as_view(), name="test-create-site"),
    re_path(r"^upsert/?$", UpsertView.as_view(), name="test-upsert"),
    re_path(r"^delete/?$", DeleteView.as_view(), name="test-delete"),
]
