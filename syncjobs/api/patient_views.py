"""`GET /api/v4/patient` and `POST /api/v4/name_store_join` (protocol 8.3)."""

import json
from typing import Final

from django.http import HttpResponse

from sites.api.authentication import client_address
from sites.api.password_authentication import PasswordSiteView
from sites.api.views import SiteView, json_answer
from syncjobs.api.answers import gzipped
from syncjobs.api.query import whole_number
from syncjobs.exchange.json_body import read_json_body
from syncjobs.patients.asking import (
    DEFAULT_LIMIT,
    MOST_ROWS,
    PatientQuery,
    read_day,
    read_texts,
    read_yes_or_no,
)
from syncjobs.patients.joining import join_patient, read_wish
from syncjobs.patients.recording import Asker, record_search
from syncjobs.patients.searching import find_patients
from syncjobs.records.json_text import dump

LARGEST_BODY_BYTES: Final = 16 * 1024


class PatientView(PasswordSiteView):
    """Patients of all sites, by what a site knows of one."""

    def get(self) -> HttpResponse:
        """The patients that fit, as a bare list."""
        asked = self.request.GET
        query = PatientQuery(
            texts=read_texts(asked),
            born_on=read_day(asked, "dob"),
            wants_deleted=read_yes_or_no(asked, "is_deleted"),
            limit=min(whole_number(asked, "limit", default=DEFAULT_LIMIT), MOST_ROWS),
            offset=whole_number(asked, "offset", default=0),
        )
        found = find_patients(query)
        record_search(_asker(self), query, len(found))
        return gzipped(self.request, json_answer(dump(found).encode()))


class NameStoreJoinView(PasswordSiteView):
    """Makes a patient visible to a store of the calling site."""

    def post(self) -> HttpResponse:
        """The join, made now or before; always with the status 200."""
        wish = read_wish(read_json_body(self.request, LARGEST_BODY_BYTES).value)
        return json_answer(json.dumps(join_patient(_asker(self), wish)).encode())


def _asker(view: SiteView) -> Asker:
    return Asker(view.site.id, view.site.name, client_address(view.request))
