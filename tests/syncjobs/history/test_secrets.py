"""Nothing that is kept of changes is a secret."""

import pytest
from django.apps import apps
from simple_history.models import HistoricalChanges

from sites.central_server import tick_central_server
from sites.errors import CentralUrlError
from sites.models import Site
from sites.registration import SiteDetails, change_site
from syncjobs.history.kept_tables import KEPT_TABLES
from tests.sites.registered import history_of, registered

SECRETS = ("hash", "token", "secret", "key", "credential", "password")
# Folded names, by which names are compared, and when a password was set.
NO_SECRETS = {"name_key", "group_key", "password_set_at"}


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


@pytest.mark.django_db
def test_a_url_with_a_password_is_neither_stored_nor_repeated() -> None:
    site = registered()
    url = "https://ada:open-sesame@central.example.org"
    with pytest.raises(CentralUrlError) as refused:
        change_site(site.pk, SiteDetails(site.name, url=url))
    assert "open-sesame" not in str(refused.value)
    with pytest.raises(CentralUrlError):
        tick_central_server(Site.objects.get(pk=site.pk), url)
    kept = [str(value) for row in history_of(site).values() for value in row.values()]
    assert not any("open-sesame" in text for text in kept)
