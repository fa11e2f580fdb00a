"""Migrations are applied at the start, and cost next to nothing when there are none to apply."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def unapplied_migrations() -> list[str]:
    """The migrations of this code that the database has not seen, as `app.name`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate_when_needed() -> None:
    """Bring the database to the present code."""
    if unapplied_migrations():
        call_command("migrate", interactive=False, verbosity=0)
