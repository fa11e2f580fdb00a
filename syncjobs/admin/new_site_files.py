"""Many new sites from a CSV file, with a look at what it makes, ending with a page of their cards.

Passwords are made after the look, and are on the page of the cards alone.
"""

from typing import Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from sites.admin.site_cards import cards_page
from sites.counted import counted
from syncjobs.admin.file_import import FileForm, FileImport, FileImportPages, file_field
from syncjobs.admin.new_site import NewSites
from syncjobs.site_files.reading import EXAMPLE, SiteLine, read_sites
from syncjobs.site_files.registering import judge_sites, register_from_file
from syncjobs.site_files.report import SiteFileReport
from syncjobs.spreadsheet import csv_lines

LARGEST_FILE: Final = 256 * 1024
# Hashing so many passwords takes some seconds, and so many cards are a page that loads.
MOST_SITES: Final = 250
KEPT_AS: Final = "new_sites"


class SiteFileForm(FileForm):
    """The file of new sites."""

    largest = LARGEST_FILE
    listed = "sites"
    instead = "Divide it into several."
    file = file_field(f"In UTF-8, with at most {MOST_SITES} sites")

    def lines(self, content: bytes) -> list[SiteLine]:
        """The lines of the file."""
        lines = list(read_sites(content))
        if len(lines) > MOST_SITES:
            raise forms.ValidationError(
                f"The file has {len(lines):,} sites; {MOST_SITES} are made at once, because each"
                " password is hashed slowly on purpose. Divide it into several."
            )
        return lines


class NewSiteFiles(FileImportPages, NewSites):
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
        columns, *rows = EXAMPLE
        response = HttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="new-sites.csv"'
        return response

    def file_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for a file, shows what it makes, and makes it when that was seen."""
        if not self.may_make_sites(request):
            raise PermissionDenied
        return self.import_file(request, self.new_sites())

    def new_sites(self) -> FileImport[SiteLine, SiteFileReport]:
        """What is made, and how."""
        return FileImport(
            kept_as=KEPT_AS,
            title="New sites from a file",
            address="admin:sites_site_file",
            templates="admin/sites/site/new_",
            form=SiteFileForm,
            line=SiteLine,
            look=judge_sites,
            import_lines=register_from_file,
            done=self.sites_made,
            button="Make the sites",
        )

    def sites_made(self, request: HttpRequest, report: SiteFileReport) -> HttpResponse:
        """The cards of the new sites."""
        self.log_new_sites(request, [each.site for each in report.registered])
        cards = [(each.site, each.password) for each in report.registered]
        return cards_page(self, request, cards, f"{counted(len(cards), 'site')} registered")
