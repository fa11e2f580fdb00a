"""Fixtures of the tests of alerts."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from pytest_django.fixtures import Settings

from tests.syncjobs.alerts.stand_ins import MailServer, Webhook


@pytest.fixture(autouse=True)
def nothing_settles(settings: Settings) -> None:
    """Alerts are told at once, but in the tests about settling."""
    settings.ALERT_SETTLE_SECONDS = 0
    settings.PORTAL_URL = "https://portal.example.org"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Ends what the test has entered."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def webhook(stack: ExitStack) -> Webhook:
    """A webhook that takes everything."""
    return stack.enter_context(Webhook())


@pytest.fixture
def mail_server(stack: ExitStack, settings: Settings) -> MailServer:
    """A mail server, to which EMAIL_URL points."""
    server = stack.enter_context(MailServer())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_IS_SET_UP = True
    return server
