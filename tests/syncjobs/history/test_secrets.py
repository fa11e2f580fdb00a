"""Nothing that is kept of changes is a secret."""

from django.apps import apps
from simple_history.models import HistoricalChanges

from syncjobs.history.kept_tables import KEPT_TABLES

SECRETS = ("hash", "token", "secret", "key", "credential", "password")
# The folded name, by which names are compared, and when a password was set.
NO_SECRETS = {"name_key", "password_set_at"}


def test_no_column_of_any_history_holds_a_secret() -> None:
    histories = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    assert len(histories) >= len(KEPT_TABLES)
    columns = {field.name for model in histories for field in model._meta.fields}
    assert {name for name in columns if any(word in name for word in SECRETS)} == NO_SECRETS


def test_every_history_of_a_table_is_told() -> None:
    kept = {
        model
        for model in apps.get_models()
        if issubclass(model, HistoricalChanges) and hasattr(model, "history_type")
    }
    assert kept == {table.history for table in KEPT_TABLES}
