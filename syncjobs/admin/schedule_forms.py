"""What the acts on schedules ask for."""

from typing import Any

from django import forms

from syncjobs.admin.schedule_words import UNITS
from syncjobs.choices import ScheduledKind
from syncjobs.models import Schedule
from syncjobs.schedules.errors import ScheduleError
from syncjobs.schedules.setting import LONGEST_MINUTES, refuse_schedule


class WhyForm(forms.Form):
    """Why the schedules change."""

    reason = forms.CharField(
        label="Reason of this change",
        required=False,
        max_length=200,
        help_text="Kept in the history beside your name. Say why when others will ask.",
    )


class ScheduleKindForm(WhyForm):
    """Which job."""

    kind = forms.ChoiceField(label="Job", choices=ScheduledKind.choices, initial=ScheduledKind.SYNC)
    field_order = ("kind", "every", "unit", "from_time", "until_time", "reason")


class ScheduleForm(ScheduleKindForm):
    """Which job, how often, and within which hours of the day."""

    every = forms.IntegerField(label="Every", initial=1, min_value=1, max_value=LONGEST_MINUTES)
    unit = forms.TypedChoiceField(
        label="Unit of the interval",
        choices=[(length, many) for length, _, many in reversed(UNITS)],
        coerce=int,
        initial=24 * 60,
    )
    from_time = forms.TimeField(
        label="From",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="A time of the day at the site. Leave both empty for any time.",
    )
    until_time = forms.TimeField(
        label="Until",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Earlier than the other time: over midnight.",
    )

    @property
    def values(self) -> dict[str, Any]:
        """What was chosen, as `set_schedule` takes it."""
        data = self.cleaned_data
        return {
            "kind": ScheduledKind(data["kind"]),
            "every_minutes": data["every"] * data["unit"],
            "from_time": data["from_time"],
            "until_time": data["until_time"],
            "reason": data["reason"],
        }

    def clean(self) -> dict[str, Any]:
        """Refuses what nobody could keep."""
        data = super().clean() or {}
        if not self.errors:
            values = self.values
            try:
                refuse_schedule(values["every_minutes"], values["from_time"], values["until_time"])
            except ScheduleError as error:
                raise forms.ValidationError(str(error), code=error.code) from error
        return data


def as_typed(schedule: Schedule) -> dict[str, Any]:
    """What the form of a schedule says at first."""
    length = next(unit[0] for unit in UNITS if schedule.every_minutes % unit[0] == 0)
    return {
        "kind": schedule.kind,
        "every": schedule.every_minutes // length,
        "unit": length,
        "from_time": schedule.from_time,
        "until_time": schedule.until_time,
    }
