"""What an act on one site is made of, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, QueryDict

from sites.admin.form_to_return_to import CHOICE, SAVE
from sites.admin.site_action_forms import ReasonForm
from sites.impact.impact import Impact
from sites.impact.proposal import Proposal
from sites.impact.weighing import impact_of
from sites.models import Site


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to tell the administrator, and a password that is shown this one time."""

    message: str
    password: str = ""


class SiteAction:
    """One act: its place in the address, its words, its form and what it does."""

    slug: ClassVar[str]
    label: ClassVar[str]
    is_grave: ClassVar[bool] = False
    asks_for_url: ClassVar[bool] = False
    form_class: ClassVar[type[forms.Form]] = ReasonForm

    def is_offered(self, site: Site) -> bool:  # noqa: ARG002
        """Whether the site's page has a button for it."""
        return True

    def not_offered(self, site: Site) -> str:
        """What is said to somebody whose page was older than the site."""
        return f"“{self.label}” is not possible for {site.name} as it is now."

    def consequence(self, site: Site) -> str:
        """What will happen, in sentences."""
        raise NotImplementedError

    def proposal(self, site: Site, data: Mapping[str, Any]) -> Proposal | None:  # noqa: ARG002
        """What the act changes of what sites are told; None when nothing can be said of it.

        `data` is what the form says, which need not be valid.
        """
        return None

    def impact(self, site: Site, data: Mapping[str, Any]) -> Impact:
        """What the act does to sites, as far as it can be said; see `proposal`."""
        proposal = self.proposal(site, data)
        return impact_of(proposal) if proposal is not None else Impact()

    def initial(self, site: Site) -> dict[str, Any]:  # noqa: ARG002
        """What the form says at first."""
        return {}

    def typed_impact(self, site: Site, request: HttpRequest) -> Impact:
        """What the act does with what was typed, or with what the form says at first."""
        return self.impact(site, request.POST if request.method == "POST" else self.initial(site))

    def form_of(self, site: Site, request: HttpRequest) -> forms.Form:
        """The form as it was sent, or at first; a reason is required where the act is grave.

        Whoever only verifies first need not have a reason yet.
        """
        data = request.POST if request.method == "POST" else None
        form = self.form_class(data, initial=self.initial(site))
        if isinstance(form, ReasonForm) and request.POST.get(CHOICE, SAVE) == SAVE:
            form.require_reason_for(self.typed_impact(site, request))
        return form

    def form_again(self, site: Site, data: QueryDict) -> forms.Form:
        """The form after a refusal: as typed, but knowing what the page says by now."""
        fresh = data.copy()
        for name, value in self.initial(site).items():
            if self.form_class.base_fields[name].widget.is_hidden:
                fresh[name] = "" if value is None else str(value)
        return self.form_class(fresh)

    def run(self, site: Site, data: dict[str, Any]) -> Outcome:
        """Does it. Raises RegisterError."""
        raise NotImplementedError
