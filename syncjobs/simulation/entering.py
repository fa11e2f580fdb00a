"""Entering the sync settings at a site (protocol 3.1, case 1; 5.1, step 1)."""

from syncjobs.simulation.calls.v5_api import V5Api
from syncjobs.simulation.errors import SiteChangedError
from syncjobs.simulation.options import Login
from syncjobs.simulation.storage.database import Database
from syncjobs.simulation.storage.stored_settings import Setting, StoredSettings


def enter_settings(database: Database, login: Login, api: V5Api) -> None:
    """Asks the server who the site is, unless these settings are the stored ones.

    Raises SyncFailedError; SiteChangedError when the database is another site's.
    """
    settings = StoredSettings(database)
    entered = {
        Setting.URL: login.url,
        Setting.NAME: login.name,
        Setting.PASSWORD_SHA256: login.password_sha256,
    }
    if all(settings.text(setting) == value for setting, value in entered.items()):
        return
    site = api.get_site()
    known_uuid = settings.text(Setting.SITE_UUID)
    if known_uuid not in {None, site.uuid}:
        raise SiteChangedError(
            f"The database is the one of the site {known_uuid}; these settings are the ones of"
            f" {site.uuid}."
        )
    with database.transaction():
        for setting, value in entered.items():
            settings.save(setting, value)
        settings.save(Setting.SITE_UUID, site.uuid)
        settings.save(Setting.SITE_ID, site.site_id)
