"""Links from one page of the admin to others."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def link_to(row: Model, text: str = "") -> SafeString:
    """A link to the page of a row, with its own name as text unless told otherwise."""
    address = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    page = reverse(address, args=[quote(row.pk)])
    return format_html('<a href="{}">{}</a>', page, text or str(row))


def link_to_list(model: type[Model], text: str, **query: str) -> SafeString:
    """A link to the list of a table, filtered by `query`."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    suffix = f"?{urlencode(query)}" if query else ""
    return format_html('<a href="{}{}">{}</a>', address, suffix, text)


def listed(items: Iterable[SafeString | str], more: str = "") -> SafeString:
    """The items as a list; `more` says in its last line what is not shown."""
    lines = format_html_join("", "<li>{}</li>", ((item,) for item in items))
    last = format_html("<li>{}</li>", more) if more else ""
    return format_html("<ul>{}{}</ul>", lines, last)
