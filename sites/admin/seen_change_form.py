"""Forms that overwrite nobody's change: what was changed after the page was opened is refused."""

from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet

from sites.seen_change import last_change, newest_change

M = TypeVar("M", bound=Model)


class SeenChangeForm(forms.ModelForm[M]):
    """A form of a row that has a history; a page must have its hidden field to be judged by it."""

    # The newest change that the person who fills in the form can have seen.
    seen_change = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["seen_change"] = self.newest_change()

    def histories(self) -> list[QuerySet[Any]]:
        """What is kept of changes of the row, and of what belongs to it."""
        history: Any = self.instance
        return [history.history.all()]

    def newest_change(self) -> str:
        """What stands for the last change by a person or a command."""
        return newest_change(self.histories())

    def clean(self) -> dict[str, Any] | None:
        """Makes sure that nobody's change is overwritten."""
        data = super().clean() or self.cleaned_data
        seen = data.get("seen_change")
        if seen and seen != self.newest_change():
            self.refuse_stale_form()
        return data

    def refuse_stale_form(self) -> None:
        """Says who changed the row while the form was being filled in."""
        change = last_change(self.histories())
        self.add_error(
            None,
            f"This {self.instance._meta.verbose_name} was changed by {change.who} at {change.at},"
            " after you opened this page. Nothing was saved. Open the page again, then make your"
            " change.",
        )
