"""EMAIL_URL."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.email_settings import EmailSettings, email_settings

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", EmailSettings()),
        ("smtp://mail", EmailSettings(is_set_up=True, host="mail", port=25)),
        (
            "smtp+tls://me%40example.org:p%40ss@mail.example.org",
            EmailSettings(
                is_set_up=True,
                host="mail.example.org",
                port=587,
                user="me@example.org",
                password="p@ss",
                use_tls=True,
            ),
        ),
        (
            "smtp+ssl://me:pass@mail.example.org:4650",
            EmailSettings(
                is_set_up=True,
                host="mail.example.org",
                port=4650,
                user="me",
                password="pass",
                use_ssl=True,
            ),
        ),
    ],
)
def test_it_is_read(url: str, expected: EmailSettings) -> None:
    assert email_settings(url) == expected


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://u:s3cret@x", "smtp://", "smtp+tls://u:s3cret@x:port"]
)
def test_it_is_refused_without_telling_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is not the address") as refusal:
        email_settings(url)
    assert "s3cret" not in str(refusal.value)


def test_it_does_not_tell_the_password() -> None:
    assert "s3cret" not in repr(email_settings("smtp://u:s3cret@mail.example.org"))
