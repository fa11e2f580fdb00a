"""The page before a change is saved: what it does to sites, and the reason.

Nothing is kept between the form and the page: what was typed travels in the page itself.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from sites.admin.form_to_return_to import CHOICE, SAVE
from sites.admin.register_admin import RegisterAdmin
from sites.admin.site_action_forms import ReasonForm
from sites.admin.verifying_first import VerifyingFirst
from sites.impact.effects import Gravity
from sites.impact.impact import Impact
from sites.impact.proposal import Proposal
from sites.impact.weighing import impact_of

# The impact that the page showed, and what one of its buttons says.
SEEN = "impact_seen"
VERIFY = "verify"
NOT_TYPED = {"csrfmiddlewaretoken", CHOICE, SEEN, "reason", "verification"}


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody must look at; `is_another` says that something else was shown before."""

    proposal: Proposal
    impact: Impact
    form: ReasonForm
    is_another: bool


class UnseenImpactError(Exception):
    """Nothing was saved, because what it does is to be looked at first."""

    def __init__(self, look: Look) -> None:
        super().__init__("The impact of the change is to be looked at.")
        self.look = look


class BeforeSaving(VerifyingFirst, RegisterAdmin):
    """Pages of the register whose changes are looked at before they are saved."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """As Django's; in the place of a change that has an impact comes the page before it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except UnseenImpactError as unseen:
            return self.before_saving_page(request, object_id, unseen.look)

    def _create_formsets(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """As Django's, which hands the rows to nobody before it saves the form."""
        formsets, inlines = super()._create_formsets(request, *args, **kwargs)  # type: ignore[misc]
        request.typed_formsets = formsets  # type: ignore[attr-defined]
        return formsets, inlines

    def look_first(self, request: HttpRequest, proposal: Proposal) -> None:
        """Returns when the change may be saved: nobody is told anything else, or it was seen.

        Raises UnseenImpactError. Call it when all that was typed is valid, before saving any.
        """
        impact = impact_of(proposal)
        if impact.gravity is Gravity.NONE:
            return
        is_same = request.POST.get(SEEN) == impact.fingerprint
        is_confirmed = is_same and request.POST.get(CHOICE) == SAVE
        form = ReasonForm({"reason": request.POST.get("reason", "")} if is_confirmed else None)
        form.initial = {"reason": request.POST.get("reason", "")}
        form.require_reason_for(impact)
        if not (is_confirmed and form.is_valid()):
            is_another = SEEN in request.POST and not is_same
            raise UnseenImpactError(Look(proposal, impact, form, is_another))

    def before_saving_page(
        self, request: HttpRequest, object_id: str | None, look: Look
    ) -> TemplateResponse:
        """What the change does, with everything that was typed; no id is that of a new row."""
        original = self.get_object(request, object_id) if object_id else None
        may_verify = original is not None and self.offers_verification(request)
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in NOT_TYPED
            for value in values
        ]
        context = {
            **self.admin_site.each_context(request),
            **self.verification(request, object_id, look.proposal, look.impact),
            "opts": self.opts,
            "title": "Before this is saved",
            "subtitle": str(original or f"New {self.opts.verbose_name}"),
            "original": original,
            "impact": look.impact,
            "form": look.form,
            "is_another": look.is_another,
            "typed": typed,
            "may_verify": look.impact.has_new_central_url and may_verify,
        }
        return TemplateResponse(request, "admin/before_saving.html", context)


def typed_stores(request: HttpRequest) -> list[Any]:
    """The stores of the valid rows that were added or changed."""
    formsets: Any = getattr(request, "typed_formsets", [])
    return [form.instance for rows in formsets for form in rows.forms if form.has_changed()]
