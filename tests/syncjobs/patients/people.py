"""Patients at the centre, and the calls with which sites look for them."""

import json
from typing import Any

from django.test import Client

from sites.credentials import client_secret
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from syncjobs.records.completion import complete
from tests.sites.calls import ADDRESS, PASSWORD, basic
from tests.syncjobs.exchange.wire import Remote

PATIENTS = "/api/v4/patient"
JOINS = "/api/v4/name_store_join"


def change(table_name: str, record_id: str, **members: Any) -> Change:
    """A change at the centre: a record with every member that sites require."""
    return Change(table_name, record_id, complete(table_name, {"ID": record_id, **members}))


def patient(record_id: str, first: str, last: str, **members: Any) -> Change:
    """A patient, who is not written yet."""
    name = {"name": f"{last}, {first}", "first": first, "last": last, "type": "patient"}
    return change("name", record_id, **(name | members))


def policy(record_id: str, patient_id: str, **numbers: str) -> Change:
    """An insurance policy of a patient."""
    return change("nameInsuranceJoin", record_id, nameID=patient_id, type="personal", **numbers)


def document(record_id: str, patient_id: str, **members: Any) -> Change:
    """A document about a patient, such as an encounter."""
    return change("om_document", record_id, owner_name_ID=patient_id, status="ACTIVE", **members)


def write(*changes: Change) -> None:
    """Makes the changes at the centre."""
    author_changes(changes)


def credentials(name: str, password: str = PASSWORD) -> dict[str, str]:
    """The only header of a call that is not HTTP's own."""
    return {"Authorization": basic(name, client_secret(password))}


def ask(name: str, **query: Any) -> Any:
    """The answer to the search of the site with this name."""
    client = Client(REMOTE_ADDR=ADDRESS)
    return client.get(PATIENTS, query, headers=credentials(name))


def found(name: str, **query: Any) -> list[str]:
    """The ids of the patients that the site finds, in the order of the answer."""
    answer = ask(name, **query)
    assert answer.status_code == 200, answer.content
    return [each["ID"] for each in answer.json()]


def post_join(name: str, body: Any) -> Any:
    """The answer when the site wants a patient made visible."""
    client = Client(REMOTE_ADDR=ADDRESS)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(JOINS, data, content_type="application/json", headers=credentials(name))


def joined(remote: Remote, patient_id: str) -> dict[str, Any]:
    """The join that the site gets when it wants a patient visible to its store."""
    body = {"name_ID": patient_id, "store_ID": remote.store.pk}
    answer = post_join(remote.site.name, body)
    assert answer.status_code == 200, answer.content
    join: dict[str, Any] = answer.json()
    return join
