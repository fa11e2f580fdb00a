"""The routes under `/api/v4/`; with or without a slash at the end."""

from django.urls import re_path

from syncjobs.api.login_view import LoginView

urlpatterns = [
    re_path(r"^login/?$", LoginView.as_view(), name="login-at-site"),
]
