"""The short form of a new site: its name, its stores, and a password if somebody insists."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms

from sites.admin.site_form import judged
from sites.credentials import check_strength
from sites.names import LONGEST_CODE, LONGEST_NAME, LONGEST_STORE_NAME
from sites.site_drafts import STORES, DraftJudge, SiteDraft
from sites.store_assignment import WantedStore
from syncjobs.admin.store_code_field import store_code_attributes

ROWS: Final = 3
MOST_ROWS: Final = 30
NO_STORE: Final = (
    "Every site needs a store. Name a free one or a new one; a dummy store is enough. A site"
    " without any is made with “All fields”."
)


class ShortSiteForm(forms.Form):
    """A new site; stores are typed in rows, of which there may be more."""

    name = forms.CharField(
        required=False,
        help_text="The name with which the site signs in. It is typed at the site exactly so.",
        widget=forms.TextInput(
            attrs={"class": "vTextField", "autocomplete": "off", "maxlength": LONGEST_NAME}
        ),
    )
    code = forms.CharField(
        required=False,
        label="Code (optional)",
        help_text="A short code for lists and reports, if you use codes.",
        widget=forms.TextInput(attrs={"class": "vTextField", "maxlength": LONGEST_CODE}),
    )
    password = forms.CharField(
        required=False,
        label="Password (optional)",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Leave it empty and the portal makes a strong one, shown once on the card.",
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, row_count: int = ROWS, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.row_count = min(max(row_count, ROWS), MOST_ROWS)
        for number in range(self.row_count):
            self.fields[code_field(number)] = _store_field(
                number, "Code", store_code_attributes(only_free=True)
            )
            self.fields[name_field(number)] = _store_field(
                number, "Name", {"maxlength": LONGEST_STORE_NAME, "autocomplete": "off"}
            )

    @property
    def own_fields(self) -> Iterator[forms.BoundField]:
        """The fields that are of no store."""
        return (self[name] for name in self.base_fields)

    @property
    def store_rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Code and name of each store."""
        return ((self[code_field(at)], self[name_field(at)]) for at in range(self.row_count))

    @property
    def may_have_more_rows(self) -> bool:
        """Whether another row can be asked for."""
        return self.row_count < MOST_ROWS

    def clean(self) -> dict[str, Any]:
        """Judges all of it by the rules of the register."""
        filled = [at for at in range(self.row_count) if any(self._typed_store(at))]
        draft = self.draft()
        for problem in DraftJudge.of([draft]).problems(draft):
            if problem.column == STORES and problem.store_number is not None:
                self.add_error(code_field(filled[problem.store_number]), problem.sentence)
            elif problem.column in self.fields and problem.column not in self.errors:
                self.add_error(problem.column, problem.sentence)
        if not filled:
            self.add_error(code_field(0), NO_STORE)
        return self.cleaned_data

    def clean_password(self) -> str:
        """The typed password, which must be strong; empty for one that the portal makes."""
        password: str = self.cleaned_data["password"]
        if password:
            judged(check_strength, password, self.cleaned_data.get("name", ""))
        return password

    def draft(self) -> SiteDraft:
        """What is typed."""
        typed = [self._typed_store(at) for at in range(self.row_count)]
        stores = [WantedStore(code, name) for code, name in typed if code or name]
        name, code = (self.cleaned_data.get(field, "") for field in ("name", "code"))
        return SiteDraft(name, code, stores=stores)

    def _typed_store(self, number: int) -> tuple[str, str]:
        data = self.cleaned_data
        return data.get(code_field(number), ""), data.get(name_field(number), "")


def code_field(number: int) -> str:
    """The field of a store's code, counted from 0."""
    return f"store_code_{number}"


def name_field(number: int) -> str:
    """The field of a store's name, counted from 0."""
    return f"store_name_{number}"


def _store_field(number: int, label: str, attributes: dict[str, Any]) -> forms.CharField:
    named = f"{label} of store {number + 1}"
    widget = forms.TextInput(attrs={**attributes, "placeholder": label, "aria-label": named})
    return forms.CharField(label=named, required=False, widget=widget)
