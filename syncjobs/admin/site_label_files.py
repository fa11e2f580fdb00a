"""Labels of sites from a CSV file; the export of the list of sites has them."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from sites.counted import counted
from syncjobs.admin.file_import import FileForm, FileImport, FileImportPages
from syncjobs.label_files.importing import import_labels
from syncjobs.label_files.plan import LabelImportReport
from syncjobs.label_files.reading import LabelLine, read_label_lines

# Of 40,000 sites with three labels each.
LARGEST_FILE: Final = 4 * 1024 * 1024
SHOWN_NEW: Final = 50
ADDRESS: Final = "admin:sites_site_import_labels"


class LabelFileForm(FileForm):
    """The file of labels to import."""

    largest = LARGEST_FILE
    listed = "sites"

    def lines(self, content: bytes) -> list[LabelLine]:
        """The lines of the file."""
        return list(read_label_lines(content))


class LabelFiles(FileImportPages):
    """Adds the file of labels to the admin of sites."""

    def get_urls(self) -> list[URLPattern]:
        """The address of the import."""
        view = self.admin_site.admin_view(self.import_labels_view)
        return [path("import-labels/", view, name="sites_site_import_labels"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the link to the import."""
        link = {"may_import_labels": self.has_change_permission(request)}
        return super().changelist_view(request, {**link, **(extra_context or {})})

    def import_labels_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for a file, shows what it does, and does it when that was seen."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return self.import_file(request, self.label_import())

    def label_import(self) -> FileImport[LabelLine, LabelImportReport]:
        """What is imported, and how."""
        return FileImport(
            kept_as="label_import",
            title="Import labels of sites",
            address=ADDRESS,
            templates="admin/sites/site/label_",
            form=LabelFileForm,
            line=LabelLine,
            look=lambda lines: import_labels(lines, dry_run=True),
            import_lines=lambda lines, _: import_labels(lines),
            done=self.labels_imported,
            around=_new_labels,
        )

    def labels_imported(self, request: HttpRequest, report: LabelImportReport) -> HttpResponse:
        """Says how many sites changed, and goes to the list."""
        said = f"The labels of {counted(report.changed_count, 'site')} were changed."
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:sites_site_changelist"))


def _new_labels(report: LabelImportReport) -> dict[str, Any]:
    new = list(report.new_labels.values())
    return {"new_labels": new[:SHOWN_NEW], "more_new_count": max(0, len(new) - SHOWN_NEW)}
