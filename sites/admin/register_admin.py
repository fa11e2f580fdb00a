"""What the admin of sites and the admin of stores have in common."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin

from sites.errors import RegisterError
from sites.who_changed import who_changed

SAVED_BY_SOMEBODY_ELSE = (
    "Somebody else saved the same name or code at this moment, so nothing was saved."
    " Look at the list, then try again."
)
UNIQUE_VIOLATION = "23505"
# What has no value that could be shown to who only looks.
ONLY_TYPED = {"reason", "seen_change"}
ONLY_FOR_THE_PROGRAM = {"Name key", "Group key", "Central changed at"}


class RegisterAdmin(SimpleHistoryAdmin):
    """Pages of the register: a history to read, and refusals of the last moment as sentences."""

    object_history_list_template = "admin/history_list.html"
    # The sections of a new row, where they are others than those of one that exists.
    add_fieldsets: ClassVar[Any] = None

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """As declared; who only looks does not see what is only typed."""
        if obj is None and self.add_fieldsets is not None:
            return self.add_fieldsets
        sections = super().get_fieldsets(request, obj)
        if not self.only_looks(request, obj):
            return sections
        return [
            (title, {**section, "fields": [f for f in section["fields"] if f not in ONLY_TYPED]})
            for title, section in sections
        ]

    def only_looks(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the page shows this person a row that the person may not change."""
        return obj is not None and not self.has_change_permission(request, obj)  # type: ignore[no-untyped-call]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, under the name of what it lists."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """As Django's; what is refused at the last moment is said, and nothing is saved."""
        page = super().changeform_view
        return self.refusing(request, lambda: page(request, object_id, form_url, extra_context))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As Django's; what is refused at the last moment is said, and nothing is deleted."""
        page = super().delete_view
        return self.refusing(request, lambda: page(request, object_id, extra_context))

    def refusing(self, request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
        """The answer of `view`, or the same page again with the reason of a late refusal."""
        try:
            return view()
        except RegisterError as error:
            self.message_user(request, str(error), messages.ERROR)
        except IntegrityError as error:
            if not is_taken(error):
                raise
            self.message_user(request, SAVED_BY_SOMEBODY_ELSE, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The package's page; it asks the database even for what cannot be an id."""
        try:
            self.opts.pk.to_python(unquote(object_id))
        except ValidationError as error:
            raise Http404 from error
        page: HttpResponse = super().history_view(request, object_id, extra_context)  # type: ignore[no-untyped-call]
        return page

    def history_form_view(self, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        """There is no page of an old version: the package's own lets viewers go back to one."""
        raise Http404

    def set_history_delta_changes(self, *args: Any, **kwargs: Any) -> None:
        """What changed, without the columns that only the program looks at; and who did it."""
        super().set_history_delta_changes(*args, **kwargs)
        records = args[1]
        for record in records:
            record.who = who_changed(record.history_user, record.door)
            changes = getattr(record, "history_delta_changes", [])
            record.history_delta_changes = [
                change for change in changes if change["field"] not in ONLY_FOR_THE_PROGRAM
            ]

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody goes back to an old version; the history tells what to enter again."""
        return True


def is_taken(error: IntegrityError) -> bool:
    """Whether the database refused a value because another row has it."""
    state = getattr(error.__cause__, "sqlstate", "")
    return state == UNIQUE_VIOLATION or "UNIQUE constraint failed" in str(error)
