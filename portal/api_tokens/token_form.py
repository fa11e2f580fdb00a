"""What is asked of whoever makes a token."""

from typing import Any

from django import forms

from portal.api_tokens.issuing import LIFETIMES
from portal.api_tokens.scopes import Reach, Resource, scopes_within

NOTHING_CHOSEN = "Choose at least one thing that the token may see or change."


class TokenForm(forms.Form):
    """A purpose, an end and, for each part of the API, how far the token reaches."""

    name = forms.CharField(
        label="What it is for",
        max_length=100,
        help_text="Such as “Nightly registration of sites”. Name the program and where it runs.",
    )
    days = forms.TypedChoiceField(
        label="It holds for", choices=tuple(LIFETIMES.items()), coerce=int, initial=30
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for resource in Resource:
            self.fields[resource.value] = forms.ChoiceField(
                label=resource.label, choices=Reach.choices, required=False
            )

    def clean(self) -> dict[str, Any] | None:
        """A token that may do nothing is a mistake."""
        if not self.errors and not self.scopes():
            raise forms.ValidationError(NOTHING_CHOSEN, code="nothing_chosen")
        return self.cleaned_data

    def scopes(self) -> list[str]:
        """The scopes that were chosen."""
        chosen = ((each, Reach(self.cleaned_data[each.value])) for each in Resource)
        return [scope for resource, reach in chosen for scope in scopes_within(resource, reach)]
