"""What the page of the history can be asked."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone

from sites.admin.site_form import judged
from sites.choices import Door
from syncjobs.history.asking import Asked, Happened, Thing
from syncjobs.history.kept_tables import TABLE_OF_KEY, KeptTable

DAYS_OF_PERIOD: Final = {"today": 0, "7": 6, "30": 29}
PERIODS: Final = (
    ("", "Any time"),
    ("today", "Today"),
    ("7", "The last 7 days"),
    ("30", "The last 30 days"),
)
DAY: Final = timedelta(days=1)
# Nothing is kept of days beyond these, and a calendar ends somewhere.
FIRST_DAY: Final = date(1970, 1, 2)
LAST_DAY: Final = date(9000, 1, 1)


class HistoryForm(forms.Form):
    """Filters; what is left empty leaves nothing out."""

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=100,
        help_text="A part of a name or code, or a whole id, of what was changed.",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(label="Kind", required=False)
    happened = forms.ChoiceField(
        label="What happened",
        required=False,
        choices=[("", "Anything"), *((each.value, each.value.capitalize()) for each in Happened)],
    )
    door = forms.ChoiceField(
        label="Door", required=False, choices=[("", "Any door"), *Door.choices]
    )
    who = forms.CharField(
        label="Person",
        required=False,
        max_length=150,
        help_text="A part of the name with which they sign in to this admin.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    period = forms.ChoiceField(label="Period", required=False, choices=PERIODS)
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    of = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, tables: Sequence[KeptTable], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tables = tuple(tables)
        kind: Any = self.fields["kind"]
        kind.choices = [("", "Everything"), *((table.key, table.label) for table in tables)]

    def clean_of(self) -> Thing | None:
        """The one thing that is asked for, among those whose history this person may look at."""
        text: str = self.cleaned_data["of"]
        thing = judged(Thing.read, text) if text else None
        if thing is not None and thing.table not in self._tables:
            raise forms.ValidationError("You may not look at the history of this.")
        return thing

    def clean(self) -> dict[str, Any]:
        """Refuses a period that ends before it begins."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "This is before the first day. Choose a later one.")
        return data

    def asked(self) -> Asked:
        """What the valid form asks for."""
        data = self.cleaned_data
        begins = [each for each in (_midnight(data["since"]), _begin(data["period"])) if each]
        return Asked(
            tables=(TABLE_OF_KEY[data["kind"]],) if data["kind"] else self._tables,
            happened=Happened(data["happened"]) if data["happened"] else None,
            door=Door(data["door"]) if data["door"] else None,
            user_name=data["who"],
            since=max(begins, default=None),
            until=_midnight(min(data["until"], LAST_DAY) + DAY) if data["until"] else None,
            text=data["q"],
            of=data["of"],
        )


def _begin(period: str) -> datetime | None:
    if not period:
        return None
    return _midnight(timezone.localdate() - DAYS_OF_PERIOD[period] * DAY)


def _midnight(day: date | None) -> datetime | None:
    if day is None:
        return None
    known = min(max(day, FIRST_DAY), LAST_DAY + DAY)
    return timezone.make_aware(datetime.combine(known, time()))
