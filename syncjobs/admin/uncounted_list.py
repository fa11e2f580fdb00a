"""A list of a table that is too large to be counted."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.http import HttpRequest

MOST_PAGES = 200


class UncountedChangeList(ChangeList):
    """Reads one page, and one row more to know whether there is a next one. One query."""

    has_more: bool

    def get_results(self, request: HttpRequest) -> None:  # noqa: ARG002
        """Reads the page. Raises IncorrectLookupParameters beyond the last one."""
        if not 1 <= self.page_num <= MOST_PAGES:
            raise IncorrectLookupParameters
        first = (self.page_num - 1) * self.list_per_page
        rows: list[Any] = list(self.queryset[first : first + self.list_per_page + 1])
        if first and not rows:
            raise IncorrectLookupParameters
        known = first + len(rows)
        self.has_more = len(rows) > self.list_per_page
        self.result_list = rows[: self.list_per_page]
        self.result_count = self.full_result_count = known
        self.show_full_result_count = False
        self.show_admin_actions = False
        self.can_show_all = False
        self.multi_page = known > self.list_per_page
        shown = min(known, MOST_PAGES * self.list_per_page)
        self.paginator = Paginator(range(shown), self.list_per_page)
