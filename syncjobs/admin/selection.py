"""What was selected in a list, while a page asks what is to be done with it."""

from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from syncjobs.admin.read_only import Act

M = TypeVar("M", bound=Model)


class ActsOnMany(admin.ModelAdmin[M]):
    """Adds the page on which an act on what was selected asks."""

    act_on_many_template = "admin/act.html"

    def act_on_many_page(
        self, request: HttpRequest, act: Act, consequence: str, form: forms.Form
    ) -> HttpResponse:
        """The page that says what the act does, and asks; it keeps what was selected."""
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": act.label,
            "original": None,
            "act": act,
            "consequence": consequence,
            "form": form,
            **kept_selection(request),
        }
        return TemplateResponse(request, self.act_on_many_template, context)


def kept_selection(request: HttpRequest) -> dict[str, Any]:
    """What `admin/act.html` keeps of an action of a list and of what was selected for it."""
    return {
        "action": request.POST.get("action", ""),
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across") == "1",
        "checkbox_name": ACTION_CHECKBOX_NAME,
    }


def ids_of(rows: QuerySet[Any]) -> list[Any]:
    """The ids of the selected rows, each once, however the list was searched and sorted."""
    return list(rows.order_by().values_list("pk", flat=True).distinct())
