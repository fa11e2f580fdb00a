"""Several calls at the same moment, answered by the running web server."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor

from syncjobs.models import QueuedRecord, Record
from tests.support.servers import PortalServer
from tests.syncjobs.exchange.wire import a_remote
from tests.syncjobs.patients.people import JOINS, PATIENTS, credentials, patient, write

CALLS = 8


def call(server: PortalServer, method: str, path: str, body: bytes | None = None) -> object:
    """The JSON of an answer, which must be 200."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    try:
        connection.request(method, path, body, credentials("One"))
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        return json.loads(text)
    finally:
        connection.close()


def test_calls_at_the_same_moment_make_one_join(portal_server: PortalServer) -> None:
    one = a_remote("One")
    write(patient("p-ada", "Ada", "King"))
    # Remembers the password: slow checks that come together are turned away.
    found = call(portal_server, "GET", f"{PATIENTS}?last_name=king")
    assert [each["ID"] for each in found] == ["p-ada"]  # type: ignore[attr-defined]
    body = json.dumps({"name_ID": "p-ada", "store_ID": one.store.pk}).encode()
    with ThreadPoolExecutor(CALLS) as threads:
        calls = [threads.submit(call, portal_server, "POST", JOINS, body) for _ in range(CALLS)]
    answers = [each.result() for each in calls]
    assert answers == [answers[0]] * CALLS
    assert Record.objects.filter(table_name="name_store_join").count() == 1
    assert QueuedRecord.objects.filter(site=one.site).count() == 2
