"""The page of all that is kept of changes, and its file. Nothing can be written here."""

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.views.decorators.http import require_safe

from sites.errors import RegisterError
from syncjobs.admin.history_form import HistoryForm
from syncjobs.admin.time_limit import TookTooLongError, time_limit
from syncjobs.history.asking import Place
from syncjobs.history.changes import Change, ChangePage
from syncjobs.history.export import changes_as_csv
from syncjobs.history.kept_tables import KEPT_TABLES, KeptTable
from syncjobs.history.naming import names_of
from syncjobs.history.reading import changes_asked_for

CHANGES_A_PAGE: Final = 50
MOST_SECONDS: Final = 5.0
PLACE: Final = "older"
GIVEN_UP: Final = (
    f"This was given up after {MOST_SECONDS:g} seconds, because too many changes would have to be"
    " read. Narrow it to one kind or to a period."
)


class HistoryPages(admin.AdminSite):
    """Adds the history to an admin site, for people who may look at some of it."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The page and its file."""
        page = self.admin_view(require_safe(self.history_page))
        export = self.admin_view(require_safe(self.history_export))
        return [
            path("history/", page, name="history"),
            path("history/export/", export, name="history-export"),
            *super().get_urls(),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The history is listed with what it is of."""
        apps = super().get_app_list(request, app_label)
        if _tables_for(request):
            for app in apps:
                if app["app_label"] == "sites":
                    app["models"].append(_entry())
        return apps

    def history_page(self, request: HttpRequest) -> HttpResponse:
        """The changes that are asked for, so many at a time."""
        form = _form(request)
        page, problem = ChangePage([], None), ""
        if form.is_valid():
            try:
                with time_limit(MOST_SECONDS):
                    page = changes_asked_for(form.asked(), CHANGES_A_PAGE, _place(request))
            except TookTooLongError:
                problem = GIVEN_UP
        context = {
            **self.each_context(request),
            "title": "History",
            "form": form,
            "of": _name_of_thing(form),
            "rows": [(change, _address(change)) for change in page.changes],
            "problem": problem,
            "filters": _query(request),
            "is_first": PLACE not in request.GET,
            "older": _query(request, page.older) if page.older else "",
        }
        return TemplateResponse(request, "admin/history.html", context)

    def history_export(self, request: HttpRequest) -> HttpResponseBase:
        """The same changes, all of them, as a file. Raises Http404 for what nobody can ask."""
        form = _form(request)
        if not form.is_valid():
            raise Http404
        return changes_as_csv(form.asked())


def _tables_for(request: HttpRequest) -> list[KeptTable]:
    return [table for table in KEPT_TABLES if table.may_be_seen_by(request.user)]


def _entry() -> dict[str, Any]:
    """What the admin's list of tables says of it."""
    nothing = dict.fromkeys(("add", "change", "delete"), False)
    return {
        "name": "History",
        "object_name": "History",
        "perms": {**nothing, "view": True},
        "admin_url": reverse("admin:history"),
        "add_url": None,
        "view_only": True,
    }


def _form(request: HttpRequest) -> HistoryForm:
    """What is asked. Raises PermissionDenied for people who may look at nothing of it."""
    tables = _tables_for(request)
    if not tables:
        raise PermissionDenied
    return HistoryForm(tables, request.GET)


def _place(request: HttpRequest) -> Place | None:
    text = request.GET.get(PLACE, "")
    try:
        return Place.read(text) if text else None
    except RegisterError as error:
        raise Http404 from error


def _query(request: HttpRequest, place: Place | None = None) -> str:
    """What is asked now, as the end of an address; from a place on."""
    asked = {key: text for key, text in request.GET.items() if text and key != PLACE}
    query = urlencode(asked | ({PLACE: str(place)} if place else {}))
    return f"?{query}" if query else ""


def _name_of_thing(form: HistoryForm) -> str:
    """What the page is narrowed to; empty for nothing."""
    thing = form.cleaned_data.get("of") if form.is_valid() else None
    if thing is None:
        return ""
    pk = thing.table.model._meta.pk.to_python(thing.pk)
    return names_of([(thing.table.model, pk)]).of(thing.table.model, pk)


def _address(change: Change) -> str:
    """The page on which the thing is seen; empty when it is gone."""
    if change.page_of is None:
        return ""
    model, pk = change.page_of
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[quote(pk)])
