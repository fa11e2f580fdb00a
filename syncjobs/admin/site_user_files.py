"""Users of sites as CSV files: exporting the list, and importing with a look at what it does.

Between the look and the import the lines are kept in the session of the person who imports, with
hashes in the place of passwords.
"""

from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import URLPattern, path, reverse

from sites.counted import counted
from sites.models import SiteUser
from syncjobs.admin.file_import import FileForm, FileImport, FileImportPages
from syncjobs.first_password import WARNING, would_be_first_password
from syncjobs.spreadsheet import csv_download
from syncjobs.user_files.importing import import_users
from syncjobs.user_files.passwords import hashed_passwords
from syncjobs.user_files.plan import UserImportReport
from syncjobs.user_files.reading import UserLine, read_users
from syncjobs.user_files.writing import users_as_csv

LARGEST_FILE: Final = 1024 * 1024
# Hashing so many takes some seconds, in which the person waits.
MOST_PASSWORDS: Final = 200
KEPT_AS: Final = "user_import"


class UserFileForm(FileForm):
    """The file of users to import."""

    largest = LARGEST_FILE
    listed = "users"
    instead = "Import it in parts, or with manage.py import_users."

    def lines(self, content: bytes) -> list[UserLine]:
        """The lines of the file, with hashes for passwords."""
        lines = list(read_users(content))
        if sum(bool(line.password) for line in lines) > MOST_PASSWORDS:
            raise forms.ValidationError(
                f"The file has more than {MOST_PASSWORDS} passwords. Import it in parts, or with"
                " manage.py import_users; or leave the passwords out and set them afterwards."
            )
        return list(hashed_passwords(lines))


class SiteUserFiles(FileImportPages, admin.ModelAdmin[SiteUser]):
    """Adds the file of users to their admin: whoever sees the list may take it along."""

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the files."""
        wrap = self.admin_site.admin_view
        return [
            path("export/", wrap(self.export_view), name="sites_siteuser_export"),
            path("import/", wrap(self.import_view), name="sites_siteuser_import"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the links to the files."""
        query = request.GET.copy()
        query.pop(PAGE_VAR, None)
        link = reverse("admin:sites_siteuser_export") + (f"?{query.urlencode()}" if query else "")
        links = {"export_link": link, "may_import": self.may_import(request)}
        return super().changelist_view(request, {**links, **(extra_context or {})})

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """All users that the list shows with these filters and this search, in its order."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:sites_siteuser_changelist") + "?e=1")
        return _download(listed.queryset)

    @admin.action(description="Export the selected users as CSV", permissions=["view"])
    def export_users(self, request: HttpRequest, queryset: QuerySet[SiteUser]) -> HttpResponseBase:  # noqa: ARG002
        """The selected users as a file."""
        return _download(queryset)

    def may_import(self, request: HttpRequest) -> bool:
        """Whether this person may add and change users."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for a file, shows what it does, and does it when that was seen."""
        if not self.may_import(request):
            raise PermissionDenied
        return self.import_file(request, self.user_import())

    def user_import(self) -> FileImport[UserLine, UserImportReport]:
        """What is imported, and how."""
        return FileImport(
            kept_as=KEPT_AS,
            title="Import users of sites",
            address="admin:sites_siteuser_import",
            templates="admin/sites/siteuser/",
            form=UserFileForm,
            line=UserLine,
            look=lambda lines: import_users(lines, dry_run=True),
            import_lines=lambda lines, _: import_users(lines),
            done=self.users_imported,
            around=_warning,
        )

    def users_imported(self, request: HttpRequest, report: UserImportReport) -> HttpResponse:
        """Says what was imported, and goes to the list, to those without a password if any."""
        said = f"{report.new_count:,} added, {report.changed_count:,} changed."
        self.message_user(request, said, messages.SUCCESS)
        if report.no_password_count:
            users = counted(report.no_password_count, "new user")
            said = f"{users} without a password: choose them below and set new passwords."
            self.message_user(request, said, messages.WARNING)
        page = reverse("admin:sites_siteuser_changelist")
        return HttpResponseRedirect(page + ("?login=password" if report.no_password_count else ""))


def _warning(report: UserImportReport) -> dict[str, Any]:
    is_first = report.has_passwords and would_be_first_password()
    return {"warning": WARNING if is_first else ""}


def _download(users: QuerySet[SiteUser]) -> StreamingHttpResponse:
    return csv_download("users-of-sites", users_as_csv(users))
