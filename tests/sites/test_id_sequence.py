"""A site's number is never given out twice, also not by a migration that makes the table anew."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sites.registration import delete_site
from tests.sites.registered import bare

BEFORE = [("sites", "0010_initialisation_is_no_history")]


@pytest.fixture
def migrated(transactional_db: None) -> Iterator[Callable[[list[tuple[str, str]]], Any]]:
    """Brings the tables to where these migrations leave them, and afterwards back to the newest."""

    def migrate(targets: list[tuple[str, str]]) -> Any:
        executor = MigrationExecutor(connection)
        return executor.migrate(targets).apps

    yield migrate
    call_command("migrate", verbosity=0)


def newest() -> list[tuple[str, str]]:
    leaves: list[tuple[str, str]] = MigrationExecutor(connection).loader.graph.leaf_nodes()
    return leaves


@pytest.mark.any_database
@pytest.mark.django_db(transaction=True)
def test_it_gives_no_id_again_after_the_table_was_made_anew(
    migrated: Callable[[list[tuple[str, str]]], Any],
) -> None:
    kept, *closed = (bare(name).pk for name in ("Kept", "Closed", "Closed later"))
    for pk in closed:
        delete_site(pk)
    migrated(BEFORE)
    migrated(newest())
    assert apps.get_model("sites", "Site").objects.get().pk == kept
    assert bare("New").pk > max(closed)
