"""Importing a CSV file with a look at what it does: the pages, for whichever file it is.

Between the look and the import the lines are kept in the session of the person who imports.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from syncjobs.records.import_report import BadLine

SHOWN_PLANS: Final = 200
Line = TypeVar("Line")
R = TypeVar("R", bound="Report")


class Report(Protocol):
    """What an import does: lines that do something, and bad lines."""

    bad_lines: list[BadLine]
    bad_count: int

    @property
    def needed(self) -> Sequence[Any]:
        """The lines that do something, each with number, name and words."""


class FileForm(forms.Form):
    """A CSV file; subclasses say how large it may be and what is in it."""

    largest: int
    instead = "Import it in parts."

    file = forms.FileField(
        label="CSV file",
        help_text="In UTF-8; the first line names the columns. Nothing is written before you have"
        " seen what it does.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> list[Any]:
        """The lines of the file."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > self.largest:
            raise forms.ValidationError(
                f"The file has more than {self.largest // 1024} KiB. {self.instead}"
            )
        return self.lines(file.read())

    def lines(self, content: bytes) -> list[Any]:
        """The lines in the content. Raises ValidationError."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class FileImport(Generic[Line, R]):
    """What is imported: the key of the session, the words, the templates and the function.

    `done` says to the person what was imported, and where they go on; `around` is what the page
    of the report needs beside the report.
    """

    kept_as: str
    title: str
    address: str
    templates: str
    form: type[FileForm]
    line: Callable[..., Line]
    import_lines: Callable[[Iterable[Line], bool], R]
    done: Callable[[HttpRequest, R], HttpResponse]
    around: Callable[[R], dict[str, Any]] = lambda _: {}


class FileImportPages(admin.ModelAdmin[Any]):
    """Adds the pages of an import to an admin."""

    def import_file(self, request: HttpRequest, what: FileImport[Line, R]) -> HttpResponse:
        """Asks for a file, shows what it does, and does it when that was seen."""
        if request.method == "POST" and "confirmed" in request.POST:
            return self.import_seen(request, what)
        request.session.pop(what.kept_as, None)
        form = what.form(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            lines = form.cleaned_data["file"]
            report = what.import_lines(lines, True)  # noqa: FBT003 - whether it is a dry run
            if not report.bad_count:
                request.session[what.kept_as] = [asdict(line) for line in lines]
            return self.report_page(request, what, report)
        context = {"form": form, "title": what.title}
        return self.file_page(request, f"{what.templates}import.html", context)

    def import_seen(self, request: HttpRequest, what: FileImport[Line, R]) -> HttpResponse:
        """Imports the lines that the person has seen, unless they have become bad since."""
        kept = request.session.pop(what.kept_as, None)
        if kept is None:
            said = "That file is not at hand any more. Choose it again; nothing was imported."
            self.message_user(request, said, messages.WARNING)
            return HttpResponseRedirect(reverse(what.address))
        report = what.import_lines([what.line(**line) for line in kept], False)  # noqa: FBT003
        if report.bad_count:
            return self.report_page(request, what, report)
        return what.done(request, report)

    def report_page(
        self, request: HttpRequest, what: FileImport[Line, R], report: R
    ) -> HttpResponse:
        """What the file does, with the button that has it done; or every bad line."""
        needed = report.needed
        context = {
            "title": "Nothing can be imported" if report.bad_count else "This will be imported",
            "report": report,
            "import_link": reverse(what.address),
            "shown": needed[:SHOWN_PLANS],
            "more_count": max(0, len(needed) - SHOWN_PLANS),
            "more_bad_count": report.bad_count - len(report.bad_lines),
            **what.around(report),
        }
        return self.file_page(request, f"{what.templates}import_report.html", context)

    def file_page(
        self, request: HttpRequest, template: str, context: dict[str, Any]
    ) -> HttpResponse:
        """A page about a file."""
        around = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, {**around, **context})
