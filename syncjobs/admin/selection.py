"""What was selected in a list, while a page asks what is to be done with it."""

from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest


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
