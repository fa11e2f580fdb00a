"""Many new sites from a CSV file, with a look at what it makes, ending with a page of their cards.

Between the look and the making the lines are kept in the session of the person; passwords are made
afterwards, and are on the page of the cards alone.
"""

import csv
from dataclasses import asdict
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from sites.admin.site_cards import cards_page
from sites.errors import RegisterError
from syncjobs.admin.new_site import NewSites
from syncjobs.admin.site_records import counted
from syncjobs.site_files.reading import EXAMPLE, SiteLine, read_sites
from syncjobs.site_files.registering import judge_sites, register_from_file
from syncjobs.site_files.report import SiteFileReport
from syncjobs.spreadsheet import BYTE_ORDER_MARK, Echo

LARGEST_FILE: Final = 256 * 1024
# Hashing so many passwords takes some seconds, and so many cards are a page that loads.
MOST_SITES: Final = 250
KEPT_AS: Final = "new_sites"


class SiteFileForm(forms.Form):
    """The file of new sites; `file_name` is known once it is valid."""

    file_name = ""
    file = forms.FileField(
        label="CSV file",
        help_text=f"In UTF-8, with at most {MOST_SITES} sites; the first line names the columns."
        " Nothing is written before you have seen what it makes.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> list[SiteLine]:
        """The lines of the file."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"The file has more than {LARGEST_FILE // 1024} KiB. Divide it into several."
            )
        self.file_name = file.name or ""
        lines = list(read_sites(file.read()))
        if len(lines) > MOST_SITES:
            raise forms.ValidationError(
                f"The file has {len(lines):,} sites; {MOST_SITES} are made at once, because each"
                " password is hashed slowly on purpose. Divide it into several."
            )
        if not lines:
            raise forms.ValidationError("The file has no sites below its first line.")
        return lines


class NewSiteFiles(NewSites):
    """Adds the file of new sites to their admin."""

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the file and of the example."""
        wrap = self.admin_site.admin_view
        return [
            path("new/file/", wrap(self.file_view), name="sites_site_file"),
            path("new/example/", wrap(self.example_view), name="sites_site_file_example"),
            *super().get_urls(),
        ]

    def example_view(self, request: HttpRequest) -> HttpResponse:
        """A file with the columns and some sites, to begin with."""
        if not self.may_make_sites(request):
            raise PermissionDenied
        writer = csv.writer(Echo())
        lines = [writer.writerow(row) for row in EXAMPLE]
        response = HttpResponse([BYTE_ORDER_MARK, *lines], content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="new-sites.csv"'
        return response

    def file_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for a file, shows what it makes, and makes it when that was seen."""
        if not self.may_make_sites(request):
            raise PermissionDenied
        if request.method == "POST" and "confirmed" in request.POST:
            return self.make_seen(request)
        request.session.pop(KEPT_AS, None)
        form = SiteFileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            lines: list[SiteLine] = form.cleaned_data["file"]
            report = judge_sites(lines)
            if not report.bad_cells:
                kept = {"name": form.file_name, "lines": [asdict(line) for line in lines]}
                request.session[KEPT_AS] = kept
            return self.file_report_page(request, report)
        context = {"form": form, "title": "New sites from a file", "most": MOST_SITES}
        return self.new_sites_page(request, "file.html", context)

    def make_seen(self, request: HttpRequest) -> HttpResponse:
        """Makes the sites that the person has seen, unless their lines have become bad since."""
        kept = request.session.pop(KEPT_AS, None)
        # At once, so that the same file sent twice is made once.
        request.session.save()
        if kept is None:
            said = (
                "That file is not at hand any more: it was sent already, or another one was chosen"
                " since. Look at the list of sites before you choose it again."
            )
            self.message_user(request, said, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:sites_site_file"))
        lines = [SiteLine(**line) for line in kept["lines"]]
        try:
            report, registered = register_from_file(lines, kept["name"])
        except RegisterError as error:
            self.message_user(request, f"Nothing was made. {error}", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:sites_site_file"))
        if report.bad_cells:
            return self.file_report_page(request, report)
        self.log_new_sites(request, [each.site for each in registered])
        said = f"{counted(len(registered), 'site')} registered"
        return cards_page(self, request, [(each.site, each.password) for each in registered], said)

    def file_report_page(self, request: HttpRequest, report: SiteFileReport) -> HttpResponse:
        """What the file makes, with the button that has it made; or everything that is wrong."""
        title = "Nothing can be made of this file yet" if report.bad_cells else "This will be made"
        return self.new_sites_page(request, "file_report.html", {"title": title, "report": report})

    def new_sites_page(
        self, request: HttpRequest, template: str, context: dict[str, Any]
    ) -> HttpResponse:
        """A page about a file."""
        around = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/sites/site/{template}", {**around, **context})
