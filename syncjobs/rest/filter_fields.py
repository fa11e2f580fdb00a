"""Filters that several lists have, each of which refuses what it does not understand."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.db.models import Q
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from syncjobs.rest.strict_fields import LARGEST_ID

# Moments of other years are mistakes, and some cannot be turned into UTC.
YEARS: Final = range(1970, 3000)
LONGEST_SEARCH: Final = 200


class MomentField(IsoDateTimeField):
    """A moment in the form of ISO 8601."""

    default_error_messages = {
        "invalid": "This is no moment of ISO 8601, such as 2026-01-31T08:00:00Z."
    }

    def strptime(self, value: str, format: str) -> datetime:  # noqa: A002 - Django's
        """The moment. Raises ValueError."""
        moment: datetime = super().strptime(value.strip(), format)
        if moment.year not in YEARS:
            raise ValueError
        return moment


class Moment(filters.IsoDateTimeFilter):
    """A moment, before or after which something was."""

    field_class = MomentField


@extend_schema_field(OpenApiTypes.BOOL)
class YesNo(filters.TypedChoiceFilter):
    """`true` or `false`."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("true", "Yes"), ("false", "No")]
        super().__init__(choices=choices, coerce=lambda text: text == "true", **kwargs)


class IdOf(filters.NumberFilter):
    """The id of a row that has a number."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=LARGEST_ID, **kwargs)


class Words(filters.CharFilter):
    """A text that is to be equal."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_SEARCH, **kwargs)


class Search(Words):
    """A text that one of the columns contains, whatever the case."""

    def __init__(self, columns: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.columns = columns

    def filter(self, qs: Any, value: str) -> Any:
        """The rows that contain it."""
        if not value:
            return qs
        found = Q()
        for column in self.columns:
            found |= Q(**{f"{column}__icontains": value})
        return qs.filter(found)
