"""Records in the admin: a list along indexes, and a page that says where a record belongs."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from sites.models import Site
from syncjobs.admin import record_display as show
from syncjobs.admin.json_display import pretty_json
from syncjobs.admin.read_only import ReadOnlyAdmin
from syncjobs.admin.record_filters import (
    CENTRAL_PARAMETER,
    DELETED_PARAMETER,
    TABLE_PARAMETER,
    CentralFilter,
    DeletedFilter,
    TableFilter,
    chosen_table,
    is_of_the_log,
)
from syncjobs.admin.record_search import search_records
from syncjobs.admin.uncounted_list import UncountedChangeList
from syncjobs.models import Record
from syncjobs.records.tables import TABLES


class RecordAdmin(ReadOnlyAdmin[Record]):
    """What travels between the sites, to look at. There may be millions: nothing is counted."""

    list_display = (
        "show_record",
        "table_name",
        "show_state",
        "show_author",
        "show_cursor",
        "show_changed",
    )
    list_display_links = ("show_record",)
    list_filter = (TableFilter, CentralFilter, DeletedFilter)
    search_fields = ("record_id",)
    search_help_text = (
        "The beginning of an id. Once a table is chosen and no id in it begins so, the text is"
        " searched in the JSON, for a few seconds; without a table it is not, because every record"
        " would be read."
    )
    # Their order is that of an index; by any other column all records would be sorted.
    sortable_by = ()
    ordering = ("table_name", "record_id")
    fieldsets = (
        (
            "What it is",
            {
                "fields": (
                    "table_name",
                    "record_id",
                    "show_state",
                    "show_changed",
                    "show_author_link",
                    "show_central",
                )
            },
        ),
        (
            "Where it belongs",
            {
                "fields": (
                    "show_class",
                    "show_owner",
                    "show_partner",
                    "show_parent",
                    "show_person",
                    "show_joined",
                    "show_children",
                )
            },
        ),
        ("Who has it queued", {"fields": ("show_queued",)}),
        ("Content", {"fields": ("show_json",)}),
    )
    readonly_fields = (
        "show_state",
        "show_changed",
        "show_author_link",
        "show_central",
        "show_class",
        "show_owner",
        "show_partner",
        "show_parent",
        "show_person",
        "show_joined",
        "show_children",
        "show_queued",
        "show_json",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        """Records without their JSON, with the stores that they name and their authors' names."""
        author = Site.objects.filter(pk=OuterRef("author_site_id")).order_by().values("name")
        records = super().get_queryset(request).annotate(author_name=Subquery(author[:1]))
        return records.defer("data").select_related("owner_store", "partner_name", "partner_store")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ARG002
        """One that does not count."""
        return UncountedChangeList

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Along the index of ids; the central log along its own, the newest first."""
        return ("-central_cursor",) if is_of_the_log(request) else self.ordering

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # noqa: ARG002
        """Only the filters: a lookup in the address could read every record."""
        return lookup in {TABLE_PARAMETER, CENTRAL_PARAMETER, DELETED_PARAMETER}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Record], search_term: str
    ) -> tuple[QuerySet[Record], bool]:
        """By id, and by text within one table."""
        text, table_name = search_term.strip(), chosen_table(request)
        if not text:
            return queryset, False
        if not table_name:
            said = "Ids were searched, not the content: choose a table to search that as well."
            self.message_user(request, said, messages.INFO)
        return search_records(queryset, text, table_name), False

    @admin.display(description="id")
    def show_record(self, record: Record) -> str:
        """The id; the link to the record's page."""
        return record.record_id

    @admin.display(description="state")
    def show_state(self, record: Record) -> SafeString:
        """Kept or deleted."""
        return show.state_badge(record)

    @admin.display(description="author")
    def show_author(self, record: Record) -> str:
        """The name of the site that wrote it."""
        name: str | None = getattr(record, "author_name", None)
        site_id = record.author_site_id
        return "The centre" if site_id is None else name or f"Site {site_id}"

    @admin.display(description="central log")
    def show_cursor(self, record: Record) -> str:
        """The place in the central log."""
        return "" if record.central_cursor is None else f"{record.central_cursor:,}"

    @admin.display(description="changed")
    def show_changed(self, record: Record) -> str:
        """When the portal wrote it last."""
        return f"{timezone.localtime(record.changed_at):%d %b %Y %H:%M:%S}"

    @admin.display(description="author")
    def show_author_link(self, record: Record) -> SafeString | str:
        """The site that wrote it."""
        return show.author_text(record)

    @admin.display(description="central log")
    def show_central(self, record: Record) -> str:
        """The place in the central log and what that means."""
        return show.central_text(record)

    @admin.display(description="kind of data")
    def show_class(self, record: Record) -> str:
        """How records of its table travel."""
        table = TABLES.get(record.table_name)
        return table.record_class.value.capitalize() if table else show.NOBODY

    @admin.display(description="store that owns it")
    def show_owner(self, record: Record) -> SafeString | str:
        """The owner store."""
        return show.store_text(record.owner_store, record.owner_store_id)

    @admin.display(description="addressed to")
    def show_partner(self, record: Record) -> SafeString | str:
        """The partner store."""
        return show.partner_text(record)

    @admin.display(description="line of")
    def show_parent(self, record: Record) -> SafeString | str:
        """The parent."""
        return show.parent_text(record)

    @admin.display(description="about the person")
    def show_person(self, record: Record) -> SafeString | str:
        """The person."""
        return show.person_text(record)

    @admin.display(description="makes visible to its store")
    def show_joined(self, record: Record) -> SafeString | str:
        """The name that is joined to the store."""
        return show.joined_text(record)

    @admin.display(description="its lines")
    def show_children(self, record: Record) -> SafeString | str:
        """The children."""
        return show.children_text(record)

    @admin.display(description="waits for")
    def show_queued(self, record: Record) -> SafeString | str:
        """The queues."""
        return show.queued_text(record)

    @admin.display(description="JSON")
    def show_json(self, record: Record) -> SafeString | str:
        """The content as sites get it."""
        return pretty_json(record.data) if record.data else "None: the record is deleted."
