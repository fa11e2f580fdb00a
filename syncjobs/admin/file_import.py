"""Importing a CSV file with a look at what it does: the pages, for whichever file it is.

Between the look and the import the lines are kept in the session of the person who imports.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from sites.errors import RegisterError
from syncjobs.admin.seen_file import keep_seen, take_seen
from syncjobs.records.import_report import BadLine

SHOWN_PLANS: Final = 250
NOT_AT_HAND: Final = (
    "That file is not at hand any more: it was sent already, or another one was chosen since. Look"
    " at the list before you choose it again."
)
Line = TypeVar("Line")
R = TypeVar("R", bound="Report")


class Report(Protocol):
    """What an import does: lines that do something, and bad lines."""

    bad_lines: list[BadLine]
    bad_count: int

    @property
    def needed(self) -> Sequence[Any]:
        """The lines that do something, each with number, name and words."""


def file_field(limits: str = "In UTF-8") -> forms.FileField:
    """The field of a CSV file; `limits` say what a file must be."""
    return forms.FileField(
        label="CSV file",
        help_text=f"{limits}; the first line names the columns. Nothing is written before you have"
        " seen what it does.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )


class FileForm(forms.Form):
    """A CSV file; subclasses say how large it may be and what its lines are.

    `file_name` is known once it is valid.
    """

    largest: int
    # What stands on each line, such as `sites`.
    listed: str
    instead = "Import it in parts."
    file_name = ""

    file = file_field()

    def clean_file(self) -> list[Any]:
        """The lines of the file."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > self.largest:
            raise forms.ValidationError(
                f"The file has more than {self.largest // 1024} KiB. {self.instead}"
            )
        self.file_name = file.name or ""
        lines = self.lines(file.read())
        if not lines:
            raise forms.ValidationError(
                f"The file has no {self.listed} below its first line. Write one on each line."
            )
        return lines

    def lines(self, content: bytes) -> list[Any]:
        """The lines in the content. Raises ValidationError."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class FileImport(Generic[Line, R]):
    """What is imported: the key of the session, the words, the templates and the functions.

    `look` writes nothing, `import_lines` is told the name of the file too; both return a report.
    `done` says to the person what was imported, and where they go on; `around` is what the page
    of the report needs beside the report.
    """

    kept_as: str
    title: str
    address: str
    templates: str
    form: type[FileForm]
    line: Callable[..., Line]
    look: Callable[[Sequence[Line]], R]
    import_lines: Callable[[Sequence[Line], str], R]
    done: Callable[[HttpRequest, R], HttpResponse]
    around: Callable[[R], dict[str, Any]] = lambda _: {}
    button: str = "Import"


class FileImportPages(admin.ModelAdmin[Any]):
    """Adds the pages of an import to an admin."""

    def import_file(self, request: HttpRequest, what: FileImport[Line, R]) -> HttpResponse:
        """Asks for a file, shows what it does, and does it when that was seen."""
        if request.method == "POST" and "confirmed" in request.POST:
            return self.import_seen(request, what)
        form = what.form(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            lines = form.cleaned_data["file"]
            report = what.look(lines)
            may = not report.bad_count
            key = keep_seen(request.session, what.kept_as, form.file_name, lines) if may else ""
            return self.report_page(request, what, report, key)
        return self.file_page(request, what, "import.html", {"form": form, "title": what.title})

    def import_seen(self, request: HttpRequest, what: FileImport[Line, R]) -> HttpResponse:
        """Imports the lines that the person has seen, unless they have become bad since."""
        seen = take_seen(request.session, what.kept_as, request.POST["confirmed"])
        if seen is None:
            self.message_user(request, NOT_AT_HAND, messages.WARNING)
            return HttpResponseRedirect(reverse(what.address))
        try:
            report = what.import_lines([what.line(**line) for line in seen.lines], seen.name)
        except RegisterError as error:
            self.message_user(request, f"Nothing was imported. {error}", messages.ERROR)
            return HttpResponseRedirect(reverse(what.address))
        if report.bad_count:
            return self.report_page(request, what, report)
        return what.done(request, report)

    def report_page(
        self, request: HttpRequest, what: FileImport[Line, R], report: R, key: str = ""
    ) -> HttpResponse:
        """What the file does, with the button that has it done; or every bad line."""
        needed = report.needed
        context = {
            "title": "Nothing can be imported" if report.bad_count else "This will be imported",
            "report": report,
            "key": key,
            "shown": needed[:SHOWN_PLANS],
            "more_count": max(0, len(needed) - SHOWN_PLANS),
            "more_bad_count": report.bad_count - len(report.bad_lines),
            **what.around(report),
        }
        return self.file_page(request, what, "import_report.html", context)

    def file_page(
        self,
        request: HttpRequest,
        what: FileImport[Line, R],
        template: str,
        context: dict[str, Any],
    ) -> HttpResponse:
        """A page about a file."""
        around = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "import_title": what.title,
            "import_link": reverse(what.address),
            "button": what.button,
        }
        return TemplateResponse(request, f"{what.templates}{template}", {**around, **context})
