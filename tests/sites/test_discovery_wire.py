"""Discovery through the web server of production, byte by byte (protocol 1)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sites.models import Site
from tests.sites.calls import Caller, error_in
from tests.sites.registered import registered
from tests.sites.wire import Answer, Wire, exchange
from tests.support.servers import PortalServer
from tests.support.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

MALFORMED_CREDENTIALS = (
    b"",
    b"Basic",
    b"Basic \xff\xfe\x80",
    b"\xc3\x28",
    b"Basic YWJj",
    b"Basic " + b"/" * 4000,
    b"Bearer a",
    b"Basic \xe4\xb8\xad",
    b"\tBasic\t",
)
NO_HTTP = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"garbage\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET /sync/v5/site HTTP/9.9\r\n\r\n",
    b"GET /sync/v5/site HTTP/1.1\r\nbad header\r\n\r\n",
    b"GET /sync/v5/site HTTP/1.1\r\nversion: 1\x004\r\n\r\n",
)


def error_code(answer: Answer) -> str:
    code: str = error_in(answer.headers["content-type"], answer.body)["code"]
    return code


def test_it_answers_a_call_as_sites_make_it(portal_server: PortalServer) -> None:
    site = registered()
    answer = exchange(portal_server, Caller().headers())
    assert (answer.status, answer.json()["siteId"]) == (200, site.pk)
    assert answer.headers["content-type"] == "application/json"
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_it_answers_a_new_connection_for_every_call(portal_server: PortalServer) -> None:
    registered()
    assert [exchange(portal_server, Caller().headers()).status for _ in range(5)] == [200] * 5


def test_it_keeps_a_connection_alive(portal_server: PortalServer) -> None:
    registered()
    with Wire(portal_server) as wire:
        for _ in range(5):
            wire.send(wire.request(Caller().headers()))
            assert wire.answer().status == 200


def test_it_closes_a_connection_that_asks_for_it(portal_server: PortalServer) -> None:
    registered()
    with Wire(portal_server) as wire:
        wire.send(wire.request(Caller().headers() | {"Connection": "close"}))
        assert wire.answer().status == 200
        assert wire.is_closed()


def test_it_answers_pipelined_calls_in_their_order(portal_server: PortalServer) -> None:
    registered()
    exchange(portal_server, Caller().headers())
    with Wire(portal_server) as wire:
        known, unknown = wire.request(Caller().headers()), wire.request(Caller("No").headers())
        wire.send(known + unknown + known)
        assert [wire.answer().status for _ in range(3)] == [200, 401, 200]


def test_it_reads_header_names_in_any_case(portal_server: PortalServer) -> None:
    registered()
    for odd in (str.upper, str.lower, str.title, str.swapcase):
        headers = {odd(name): value for name, value in Caller().headers().items()}
        assert exchange(portal_server, headers).status == 200


def test_it_reads_names_in_utf_8(portal_server: PortalServer) -> None:
    site = registered("Ärzte: 中央")
    answer = exchange(portal_server, Caller("Ärzte: 中央").headers())
    assert (answer.json()["name"], answer.json()["siteId"]) == ("Ärzte: 中央", site.pk)


def test_it_answers_other_methods_without_content_type(portal_server: PortalServer) -> None:
    registered()
    headers = Caller().headers() | {"Content-Length": "0"}
    for method in ("POST", "PUT", "DELETE", "PROPFIND"):
        answer = exchange(portal_server, headers, method=method)
        assert (answer.status, error_code(answer)) == (405, "method_not_allowed")


def test_it_answers_without_redirect(portal_server: PortalServer) -> None:
    registered()
    for path in ("/sync/v5/site/", "/sync/v5/site?x=1"):
        assert exchange(portal_server, Caller().headers(), path).status == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_it_answers_unknown_paths_with_an_envelope(
    portal_server: PortalServer, method: str
) -> None:
    for path in ("/sync/", "/sync/v5/none", "/sync/%ff", "/sync//", "/sync/a%00b"):
        answer = exchange(portal_server, {"Content-Length": "0"}, path, method)
        assert (answer.status, error_code(answer)) == (404, "unknown_route")


def test_it_refuses_malformed_credentials(portal_server: PortalServer) -> None:
    for value in MALFORMED_CREDENTIALS:
        answer = exchange(portal_server, Caller().headers() | {"Authorization": value})
        assert (answer.status, error_code(answer)) == (401, "credentials_missing"), value


@pytest.mark.parametrize("name", ["msupply-site-uuid", "app-name", "app-version", "version"])
def test_it_refuses_malformed_headers(portal_server: PortalServer, name: str) -> None:
    registered()
    for value in (b"", b"\xff", b"a\xc2\x85b", b"9" * 20_000):
        answer = exchange(portal_server, Caller().headers() | {name: value})
        assert (answer.status, error_code(answer)) == (400, "request_header_invalid"), value


def test_it_answers_when_a_header_is_sent_twice(portal_server: PortalServer) -> None:
    registered()
    twice = {"Version": "14", "AUTHORIZATION": "Basic YWJj"}
    answer = exchange(portal_server, Caller().headers() | twice)
    assert answer.status in {200, 400, 401}
    assert answer.status == 200 or error_code(answer)


def test_it_refuses_an_unknown_host_with_an_envelope(portal_server: PortalServer) -> None:
    with Wire(portal_server) as wire:
        wire.send(b"GET /sync/v5/site HTTP/1.1\r\nHost: evil.example.org\r\n\r\n")
        answer = wire.answer()
    assert (answer.status, error_code(answer)) == (400, "bad_request")


def test_it_survives_what_is_not_http(portal_server: PortalServer) -> None:
    registered()
    for content in NO_HTTP:
        with Wire(portal_server) as wire:
            wire.send(content)
            assert 400 <= wire.answer().status < 500, content
        assert exchange(portal_server, Caller().headers()).status == 200


def test_it_survives_a_huge_header(portal_server: PortalServer) -> None:
    registered()
    with Wire(portal_server) as wire:
        try:
            wire.send(wire.request({"app-name": "x" * 3_000_000}))
        except OSError:
            pass
        else:
            assert wire.answer().status in {400, 413, 431}
    assert exchange(portal_server, Caller().headers()).status == 200


def test_it_survives_a_call_that_is_broken_off(portal_server: PortalServer) -> None:
    registered()
    with Wire(portal_server) as wire:
        wire.send(wire.request(Caller().headers())[:-10])
    assert exchange(portal_server, Caller().headers()).status == 200


def ask_until_tried(server: PortalServer, caller: Caller) -> Answer:
    """The answer to a call that comes back for as long as too many sign in (protocol 2.2)."""

    def tried() -> Answer | None:
        answer = exchange(server, caller.headers())
        if answer.status == 503:
            assert error_code(answer) == "site_auth_timeout"
            assert answer.headers["retry-after"] == "60"
            return None
        return answer

    answer = wait_for(tried, 30, "A free place for a slow check")
    assert answer is not None
    return answer


def ask_at_once(server: PortalServer, callers: list[Caller]) -> list[Answer]:
    with ThreadPoolExecutor(len(callers)) as threads:
        return list(threads.map(lambda caller: ask_until_tried(server, caller), callers))


def test_it_binds_one_of_two_machines_that_arrive_at_once(portal_server: PortalServer) -> None:
    site = registered()
    callers = [Caller(hardware_id="machine-1"), Caller(hardware_id="machine-2")]
    answers = ask_at_once(portal_server, callers)
    site.refresh_from_db()
    assert sorted(answer.status for answer in answers) == [200, 401]
    (winner,) = [c for c, a in zip(callers, answers, strict=True) if a.status == 200]
    (loser,) = [answer for answer in answers if answer.status == 401]
    assert site.hardware_id == winner.hardware_id
    assert error_code(loser) == "site_incorrect_hardware_id"


def test_it_serves_twenty_first_contacts_at_once(portal_server: PortalServer) -> None:
    sites = [registered(f"District {number}") for number in range(20)]
    callers = [Caller(site.name, hardware_id=f"machine of {site.name}") for site in sites]
    answers = ask_at_once(portal_server, callers)
    assert [answer.json()["siteId"] for answer in answers] == [site.pk for site in sites]
    bound = Site.objects.order_by("pk").values_list("hardware_id", flat=True)
    assert list(bound) == [caller.hardware_id for caller in callers]


def test_it_knows_in_every_process_what_one_has_learnt(portal_server: PortalServer) -> None:
    registered()
    ask_until_tried(portal_server, Caller())
    answers = ask_at_once(portal_server, [replace(Caller())] * 20)
    assert [answer.status for answer in answers] == [200] * 20
