"""Forms as a browser without scripts fills them in and sends them."""

from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.utils.html import strip_tags

Fields = dict[str, str]


class _Reader(HTMLParser):
    """Collects what the form with an id would send, untouched."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._form_id = form_id
        self._is_inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._is_inside = given.get("id", "") == self._form_id
        elif self._is_inside and tag == "input":
            self._read_input(given, is_checked="checked" in given)
        elif self._is_inside and tag == "select":
            self._select = given["name"]
        elif self._is_inside and tag == "option" and "selected" in given:
            self.fields[self._select] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False

    def _read_input(self, given: Fields, *, is_checked: bool) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if name and kind not in {"submit", "checkbox"}:
            self.fields[name] = given.get("value", "")
        elif kind == "checkbox" and is_checked:
            self.fields[name] = given.get("value", "on")


def fields_of(response: Any, form_id: str = "") -> Fields:
    """What the form would send if nothing were typed; without an id, of forms without one."""
    reader = _Reader(form_id)
    reader.feed(response.content.decode())
    return reader.fields


def fill_in(client: Client, path: str, form_id: str = "", **typed: str | None) -> Any:
    """Opens the page and sends its form with what is typed; None unticks a box."""
    return send(client, path, fields_of(client.get(path), form_id), **typed)


def send(client: Client, path: str, fields: Fields, **typed: str | None) -> Any:
    """Sends these fields, changed by what is typed, and follows to the page that answers."""
    data = fields | {name: text for name, text in typed.items() if text is not None}
    for name, text in typed.items():
        if text is None:
            data.pop(name, None)
    return client.post(path, data, follow=True)


def text_of(response: Any) -> str:
    """What the page says, without its tags and on one line."""
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def messages_of(response: Any) -> list[str]:
    """The messages at the top of the page."""
    return [str(message) for message in response.context["messages"]]


def fill_in_and_confirm(client: Client, path: str, form_id: str, **typed: str | None) -> Any:
    """As `fill_in`; where the page before a change is saved comes up, it is confirmed."""
    reason = typed.get("reason") or "As agreed"
    page = fill_in(client, path, form_id, **typed)
    fields = fields_of(page, "before-saving")
    if not fields:
        return page
    return send(client, path, fields, before_saving="save", reason=reason)
