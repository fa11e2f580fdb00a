"""What the admin of rows has in common that the portal itself writes."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst

from syncjobs.admin.titled_list import TitledListAdmin

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Act:
    """How an act is called, and whether it is one to think about twice."""

    label: str
    is_grave: bool = True


class ReadOnlyAdmin(TitledListAdmin[M]):
    """Rows that nobody adds, edits or deletes by hand; whoever may change them has acts."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """They are written by what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002
        """What happened cannot be edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002
        """They go by what happens, too."""
        return False

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Whether this person may decide about such rows, and not only look at them."""
        codename = get_permission_codename("change", self.opts)
        return request.user.has_perm(f"{self.opts.app_label}.{codename}")

    def acting_person(self, request: HttpRequest) -> User:
        """Who acts. Raises PermissionDenied for people who may only look."""
        if not isinstance(request.user, User) or not self.has_act_permission(request):
            raise PermissionDenied
        return request.user

    def row_or_404(self, request: HttpRequest, pk: int) -> M:
        """The row with this id. Raises Http404."""
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        return row

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of one row; its template offers the acts that are possible."""
        context = {
            "title": capfirst(self.opts.verbose_name),
            "may_act": self.has_act_permission(request),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def act_page(
        self,
        request: HttpRequest,
        act: Act,
        consequence: str,
        form: forms.Form,
        rows: list[M],
    ) -> HttpResponse:
        """The page that says what will happen, asks for what the act needs and sends it."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": act.label,
            "act": act,
            "consequence": consequence,
            "form": form,
            "original": rows[0] if len(rows) == 1 else None,
            "selected": [row.pk for row in rows],
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "action": request.POST.get("action", ""),
        }
        return TemplateResponse(request, "admin/act.html", context)

    def to_list(self) -> HttpResponse:
        """Goes to the list."""
        return HttpResponseRedirect(reverse(f"admin:{self._address('changelist')}"))

    def to_page(self, pk: int) -> HttpResponse:
        """Goes to the page of a row."""
        return HttpResponseRedirect(reverse(f"admin:{self._address('change')}", args=[pk]))

    def _address(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"
