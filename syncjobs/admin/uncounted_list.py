"""A list of a table that is too large to be counted."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.http import HttpRequest

from syncjobs.admin.time_limit import TookTooLongError, time_limit

MOST_PAGES = 200
MOST_SECONDS = 5.0


class UncountedChangeList(ChangeList):
    """Reads one page, and one row more to know whether there is a next one. One query.

    A search that reads too long is given up: it would hold up the sites.
    """

    has_more: bool
    is_given_up = False

    def get_results(self, request: HttpRequest) -> None:
        """Reads the page. Raises IncorrectLookupParameters beyond the last one."""
        if not 1 <= self.page_num <= MOST_PAGES:
            raise IncorrectLookupParameters
        first = (self.page_num - 1) * self.list_per_page
        rows = self._rows_from(request, first)
        if first and not rows and not self.is_given_up:
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

    def _rows_from(self, request: HttpRequest, first: int) -> list[Any]:
        try:
            with time_limit(MOST_SECONDS):
                return list(self.queryset[first : first + self.list_per_page + 1])
        except TookTooLongError:
            self.is_given_up = True
            said = (
                f"This was given up after {MOST_SECONDS:g} seconds, because too many records would"
                " have to be read. There may be such records all the same. Look for the beginning"
                " of an id, or narrow the list to one table."
            )
            self.model_admin.message_user(request, said, messages.WARNING)
            return []
