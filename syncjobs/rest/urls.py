"""The addresses of the REST API."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from syncjobs.rest.documentation import Description, documentation
from syncjobs.rest.health_view import FleetView
from syncjobs.rest.job_views import JobViews
from syncjobs.rest.set_aside_views import SetAsideViews
from syncjobs.rest.site_views import SiteViews
from syncjobs.rest.store_views import StoreViews
from syncjobs.rest.unknown_address import UnknownAddress
from syncjobs.rest.user_views import RoleViews, UserViews

router = SimpleRouter()
router.register("sites", SiteViews, basename="rest-site")
router.register("stores", StoreViews, basename="rest-store")
router.register("jobs", JobViews, basename="rest-job")
router.register("set-aside", SetAsideViews, basename="rest-set-aside")
router.register("users", UserViews, basename="rest-user")
router.register("roles", RoleViews, basename="rest-role")

urlpatterns = [
    *router.urls,
    path("health/", FleetView.as_view(), name="rest-health"),
    path("schema/", Description.as_view(), name="rest-schema"),
    path("docs/", documentation, name="rest-docs"),
    re_path("", UnknownAddress.as_view(), name="rest-unknown-address"),
]
