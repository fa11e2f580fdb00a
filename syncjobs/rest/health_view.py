"""The health of the fleet in the REST API."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sites.health import Health
from syncjobs.fleet.health_counts import health_counts


class HealthCountAnswer(serializers.Serializer[Any]):
    """How many sites are in this state."""

    health = serializers.ChoiceField(choices=Health.choices)
    count = serializers.IntegerField()


class FleetAnswer(serializers.Serializer[Any]):
    """How many sites there are, and how many of them are in each state, the best first."""

    sites = serializers.IntegerField()
    counts = HealthCountAnswer(many=True)


class FleetView(APIView):
    """How the fleet is; the list of sites can be filtered by `health`."""

    scope = "sites"
    needed_permissions: ClassVar[Any] = {"get": ("sites.view_site",)}
    http_method_names = ("get", "head")

    @extend_schema(
        operation_id="health_retrieve",
        summary="Count the sites in each state",
        responses={200: FleetAnswer},
    )
    def get(self, request: Request) -> Response:  # noqa: ARG002
        """One query, however many sites there are."""
        counts = health_counts()
        return Response(
            FleetAnswer({"sites": sum(each.count for each in counts), "counts": counts}).data
        )
