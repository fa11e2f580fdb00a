"""The records that a new data set starts with, also after a test that emptied the database."""

from importlib import import_module

import pytest
from django.apps import apps

DATABASE_FIXTURES = {"db", "transactional_db"}


@pytest.fixture(autouse=True)
def starting_records(request: pytest.FixtureRequest, _django_db_helper: None) -> None:
    """Writes what the migrations wrote, when a test that commits has taken it away again."""
    uses_database = request.node.get_closest_marker("django_db")
    if not uses_database and not DATABASE_FIXTURES & set(request.fixturenames):
        return
    log = apps.get_model("syncjobs", "CentralLog")
    if not log.objects.exists():
        import_module("syncjobs.migrations.0003_starting_records").write_records(apps, None)
