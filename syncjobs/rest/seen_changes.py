"""Changes that overwrite nobody's: `If-Match` says what one has seen."""

from typing import Any

from django.db.models import QuerySet
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from sites.seen_change import last_change, newest_change
from syncjobs.rest.errors import ChangedMeanwhileError
from syncjobs.rest.views import RestViews


class SeenChanges(RestViews):
    """Views of rows that have a history: what is looked at has an `ETag`."""

    def histories(self, pk: Any) -> list[QuerySet[Any]]:
        """What is kept of changes of the row, and of what belongs to it."""
        rows: Any = self.get_queryset()
        return [rows.model.history.filter(**{rows.model._meta.pk.attname: pk})]

    def retrieve(self, request: Request, pk: str) -> Response:  # noqa: ARG002 - the framework's
        """The row as it is now."""
        # Read before the row: what is changed between the two is then refused, not overwritten.
        seen = newest_change(self.histories(pk))
        content = self.get_serializer(self.row(pk)).data
        return Response(content, headers={"ETag": f'"{seen}"'})

    def refuse_unseen(self, request: Request, pk: str) -> None:
        """Raises ChangedMeanwhileError when the row is not as `If-Match` says.

        Call it when nobody else can change the row any more.
        """
        header = request.headers.get("If-Match", "").strip()
        if not header or header == "*":
            return
        histories = self.histories(pk)
        if f'"{newest_change(histories)}"' not in parse_etags(header):
            raise ChangedMeanwhileError(last_change(histories))
