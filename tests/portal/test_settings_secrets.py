"""Secrets are taken as they were given."""

import pytest

from portal.environment import text


@pytest.mark.parametrize("value", ["$uper-secret", "", "plain", "a=b#c"])
def test_it_takes_a_secret_to_the_letter(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORTAL_ADMIN_PASSWORD", value)
    assert text("PORTAL_ADMIN_PASSWORD") == value


def test_it_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_ADMIN_PASSWORD", raising=False)
    assert text("PORTAL_ADMIN_PASSWORD") == ""
