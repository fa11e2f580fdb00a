"""Alert channels and deliveries in the admin."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from syncjobs.alerts.deliveries import queue_test
from syncjobs.models import AlertChannel, AlertDelivery
from tests.portal.forms import fill_in, messages_of, text_of
from tests.syncjobs.alerts.unwell import a_channel

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
CHANNELS = "/admin/syncjobs/alertchannel/"
DELIVERIES = "/admin/syncjobs/alertdelivery/"
ADD = f"{CHANNELS}add/"
FORM = "alertchannel_form"
SECRET_URL = "https://user:s3cret@hooks.example.org:8443/s3cret/path?key=s3cret"


@pytest.fixture(autouse=True)
def with_mail_server(settings: Settings) -> None:
    settings.EMAIL_IS_SET_UP = True


def page_of(row: AlertChannel | AlertDelivery, act: str = "change") -> str:
    root = CHANNELS if isinstance(row, AlertChannel) else DELIVERIES
    return f"{root}{row.pk}/{act}/"


@pytest.mark.parametrize(
    ("kind", "address"),
    [("email", "health@example.org"), ("webhook", SECRET_URL), ("webhook", "http://[::1]:9/x")],
)
def test_it_adds_a_channel(administrator: Client, kind: str, address: str) -> None:
    typed = {"name": "Team", "kind": kind, "new_address": f" {address} "}
    fill_in(administrator, ADD, FORM, **typed)
    channel = AlertChannel.objects.get()
    assert (channel.name, channel.kind, channel.address) == ("Team", kind, address)
    assert channel.is_on


@pytest.mark.parametrize(
    ("kind", "address", "error"),
    [
        ("email", "", "This is not an e-mail address."),
        ("email", "https://example.org", "This is not an e-mail address."),
        ("email", "a@example.org, b@example.org", "This is not an e-mail address."),
        ("webhook", "", "The URL is not one of a web server."),
        ("webhook", "health@example.org", "The URL is not one of a web server."),
        ("webhook", "ftp://example.org/x", "The URL is not one of a web server."),
        ("webhook", "file:///etc/passwd", "The URL is not one of a web server."),
        ("webhook", "https:///x", "The URL is not one of a web server."),
        ("webhook", "https://example.org:99999/x", "The URL is not one of a web server."),
        ("webhook", "https://exa mple.org/x", "The URL contains a space."),
    ],
)
def test_it_refuses_an_address_that_cannot_be_used(
    administrator: Client, kind: str, address: str, error: str
) -> None:
    typed = {"name": "Team", "kind": kind, "new_address": address}
    assert error in text_of(fill_in(administrator, ADD, FORM, **typed))
    assert not AlertChannel.objects.exists()


def test_it_keeps_the_address_unless_a_new_one_is_typed(administrator: Client) -> None:
    channel = a_channel(address=SECRET_URL)
    fill_in(administrator, page_of(channel), FORM, name="Renamed", is_on=None)
    channel.refresh_from_db()
    assert (channel.name, channel.is_on, channel.address) == ("Renamed", False, SECRET_URL)
    fill_in(administrator, page_of(channel), FORM, new_address="https://other.example.org/y")
    channel.refresh_from_db()
    assert channel.address == "https://other.example.org/y"


def test_it_wants_a_new_address_for_another_kind(administrator: Client) -> None:
    channel = a_channel(address=SECRET_URL)
    response = fill_in(administrator, page_of(channel), FORM, kind="email")
    assert "This is not an e-mail address." in text_of(response)
    channel.refresh_from_db()
    assert channel.kind == "webhook"


@pytest.mark.parametrize("who", ["administrator", "viewer"])
def test_it_shows_no_secret_of_a_webhook(request: pytest.FixtureRequest, who: str) -> None:
    client: Client = request.getfixturevalue(who)
    channel = a_channel(address=SECRET_URL)
    delivery = queue_test(channel)
    pages = [CHANNELS, page_of(channel), page_of(channel, "history"), DELIVERIES]
    for path in (*pages, page_of(delivery)):
        page = client.get(path)
        assert page.status_code == 200
        assert "s3cret" not in page.content.decode(), path
    assert "https://hooks.example.org:8443/…" in text_of(client.get(page_of(channel)))
    assert "https://hooks.example.org:8443/…" in text_of(client.get(page_of(delivery)))


def test_it_says_when_no_mail_server_is_set_up(administrator: Client, settings: Settings) -> None:
    settings.EMAIL_IS_SET_UP = False
    typed = {"name": "Team", "kind": "email", "new_address": "health@example.org"}
    response = fill_in(administrator, ADD, FORM, **typed)
    assert any("E-mail is not set up" in message for message in messages_of(response))
    assert "No mail server" in text_of(administrator.get(CHANNELS))


def test_it_sends_a_test(administrator: Client) -> None:
    channel = a_channel(is_on=False)
    response = administrator.post(page_of(channel, "test"), follow=True)
    delivery = AlertDelivery.objects.get()
    assert response.redirect_chain == [(page_of(delivery), 302)]
    assert "A test is on its way." in messages_of(response)[0]
    assert administrator.get(page_of(channel, "test")).status_code == 405
    assert administrator.post(f"{CHANNELS}4711/test/").status_code == 404


def test_it_deletes_a_channel_with_its_deliveries(administrator: Client) -> None:
    channel = a_channel()
    queue_test(channel)
    page = administrator.get(page_of(channel, "delete"))
    assert "Alert deliveries: 1" in text_of(page)
    administrator.post(page_of(channel, "delete"), {"post": "yes"})
    assert (AlertChannel.objects.count(), AlertDelivery.objects.count()) == (0, 0)


def test_it_lists_deliveries_with_their_errors(administrator: Client) -> None:
    channel = a_channel()
    states = {"failed": 5, "sent": 1, "queued": 1, "sending": 2}
    for status, attempt in states.items():
        row = queue_test(channel)
        error = "The webhook answered HTTP 500. Look there." if status != "sent" else ""
        AlertDelivery.objects.filter(pk=row.pk).update(status=status, attempt=attempt, error=error)
    page = text_of(administrator.get(DELIVERIES))
    for word in ("Failed", "Sent", "Will try again", "Being sent", "answered HTTP 500"):
        assert word in page
    assert len(administrator.get(f"{DELIVERIES}?status__exact=failed").context["cl"].result_list)
    assert "Being sent" in text_of(administrator.get(CHANNELS))


def test_it_tries_a_failed_delivery_again(administrator: Client) -> None:
    row = queue_test(a_channel())
    AlertDelivery.objects.update(status="failed", attempt=5, ended_at=timezone.now(), error="No.")
    assert "Try again" in text_of(administrator.get(page_of(row)))
    response = administrator.post(page_of(row, "try-again"), follow=True)
    assert "It is tried again." in messages_of(response)[0]
    assert AlertDelivery.objects.get().status == "queued"
    AlertDelivery.objects.update(status="sent")
    assert "Try again" not in text_of(administrator.get(page_of(row)))
    response = administrator.post(page_of(row, "try-again"), follow=True)
    assert "was sent already" in messages_of(response)[0]


def test_nobody_writes_deliveries(administrator: Client) -> None:
    row = queue_test(a_channel())
    assert administrator.get(f"{DELIVERIES}add/").status_code == 403
    assert administrator.post(page_of(row), {}).status_code == 403
    assert administrator.post(page_of(row, "delete"), {"post": "yes"}).status_code == 403


def test_viewers_look_and_do_not_act(viewer: Client) -> None:
    channel = a_channel()
    row = queue_test(channel)
    assert "Send a test" not in viewer.get(page_of(channel)).content.decode()
    changes = (ADD, page_of(channel), page_of(channel, "delete"), page_of(channel, "test"))
    for path in (*changes, page_of(row, "try-again")):
        assert viewer.post(path, {"name": "Mine", "post": "yes"}).status_code == 403, path
    assert (AlertChannel.objects.get().name, AlertDelivery.objects.count()) == ("Team", 1)


def test_its_lists_cost_the_same_however_many_there_are(administrator: Client) -> None:
    channel = a_channel()
    queue_test(channel)
    for path in (CHANNELS, DELIVERIES):
        administrator.get(path)
    with CaptureQueriesContext(connection) as few:
        administrator.get(CHANNELS)
        administrator.get(DELIVERIES)
    pattern = queue_test(channel)
    columns = {"channel": channel, "subject": "x", "payload": "{}"}
    AlertDelivery.objects.bulk_create(
        AlertDelivery(**columns, not_before=pattern.not_before) for _ in range(1_000)
    )
    with CaptureQueriesContext(connection) as queries:
        administrator.get(CHANNELS)
        administrator.get(DELIVERIES)
    assert len(queries) <= len(few) + 1
