"""Counting the rows of a list up to a number beyond which nobody pages."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class BoundedPaginator(Paginator[Any]):
    """Pages of the first `most` rows; the rows beyond are neither counted nor reached."""

    most = 10_000

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most `most`. One query that reads no more of them."""
        rows: Any = self.object_list
        return int(rows.order_by()[: self.most].count())

    @property
    def is_cut(self) -> bool:
        """Whether there may be more rows than are counted."""
        return self.count >= self.most
