"""System checks that are easier to call than to provoke."""

from types import SimpleNamespace
from typing import Any, cast

from portal.checks import check_no_django_sites


def test_it_refuses_the_sites_of_django() -> None:
    installed = cast("Any", [SimpleNamespace(name="django.contrib.sites")])
    assert [error.id for error in check_no_django_sites(installed)] == ["portal.E001"]


def test_it_accepts_the_portals_own_sites() -> None:
    assert check_no_django_sites() == []
