"""A new site for a test."""

import secrets
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from sites.credentials import client_secret, generate_password
from sites.models import Site, Store
from sites.models.store import new_record_id
from sites.registration import SiteDetails
from syncjobs.choices import LONGEST_RECORD_ID
from syncjobs.exchange.errors import RequestBodyError
from syncjobs.records.central_edits import Edit, edit_centrally
from syncjobs.records.routing import is_id
from syncjobs.register import register_site

READABLE: Final = 'Send {"visibleNameIds": ["…", …]} with ids of names.'


@dataclass(frozen=True, slots=True)
class CreatedSite:
    """A site, its store, and what the site sends in the place of its password."""

    site: Site
    store: Store
    secret: str

    def as_json(self) -> dict[str, Any]:
        """What the caller is answered."""
        return {
            "site": {
                "ID": str(self.site.uuid),
                "site_ID": self.site.pk,
                "name": self.site.name,
                "password": self.secret,
            },
            "store": {"ID": self.store.pk, "name_ID": self.store.name_id},
        }


def read_visible_names(body: Any) -> list[str]:
    """The ids of the names that the site's store is to see, each once; null means none.

    Raises RequestBodyError when they are not a list of ids.
    """
    if not isinstance(body, dict | None):
        raise RequestBodyError("The body is not a JSON object.", READABLE)
    ids = (body or {}).get("visibleNameIds", [])
    if not isinstance(ids, list) or not all(_is_id(each) for each in ids):
        raise RequestBodyError("visibleNameIds is not a list of ids.", READABLE)
    return list(dict.fromkeys(ids))


@transaction.atomic
def create_site(visible_name_ids: list[str]) -> CreatedSite:
    """Registers a site with a store that sees these names; they need not exist."""
    word = secrets.token_hex(6)
    password = generate_password()
    site = register_site(SiteDetails(f"test site {word}"), password, [f"T{word}"], "Test API")
    store = site.stores.get()
    edit_centrally(_join(store, name_id) for name_id in visible_name_ids)
    return CreatedSite(site, store, client_secret(password))


def _join(store: Store, name_id: str) -> Edit:
    record_id = new_record_id()
    join = {"ID": record_id, "store_ID": store.pk, "name_ID": name_id, "inactive": False}
    return Edit("name_store_join", record_id, join)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and is_id(value, LONGEST_RECORD_ID)
