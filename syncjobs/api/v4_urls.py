"""The routes under `/api/v4/`; with or without a slash at the end."""

from django.urls import re_path

from syncjobs.api.login_view import LoginView
from syncjobs.api.patient_views import NameStoreJoinView, PatientView

urlpatterns = [
    re_path(r"^login/?$", LoginView.as_view(), name="login-at-site"),
    re_path(r"^patient/?$", PatientView.as_view(), name="patients-of-all-sites"),
    re_path(r"^name_store_join/?$", NameStoreJoinView.as_view(), name="join-of-a-patient"),
]
