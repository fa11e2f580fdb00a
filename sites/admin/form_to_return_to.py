"""A form to which one goes back from the page before its change is saved."""

from typing import TypeVar

from django import forms
from django.db.models import Model

# The button that was pressed on that page.
CHOICE = "before_saving"
SAVE, BACK = "save", "back"

M = TypeVar("M", bound=Model)


class FormToReturnTo(forms.ModelForm[M]):
    """A form that is shown again as it was typed when somebody goes back to it."""

    def is_valid(self) -> bool:
        """Whether it may be saved; never when somebody only goes back to it."""
        return super().is_valid() and self.data.get(CHOICE) != BACK
