"""A program that prepares sites and records for a test of Open mSupply, and the sites it made."""

from dataclasses import dataclass
from typing import Any

from sites.models import Site, Store
from tests.sites.calls import Caller, basic
from tests.syncjobs.exchange.wire import Remote, a_remote

# The URLs as they are where SYNC_TEST_API is set, for pytest.mark.urls.
URLS = "tests.syncjobs.test_api.urls_of_tests"


@dataclass(frozen=True, slots=True)
class SecretCaller(Caller):
    """An installation that knows its secret and never knew the password, as these tests do."""

    known_secret: str = ""

    def headers(self) -> dict[str, str]:
        return Caller.headers(self) | {"Authorization": basic(self.name, self.known_secret)}


@dataclass(frozen=True, slots=True)
class MadeRemote(Remote):
    """A site that was made through the test API; it runs on the machine of its maker."""

    secret: str
    machine: str

    @property
    def caller(self) -> Caller:
        return SecretCaller(self.site.name, hardware_id=self.machine, known_secret=self.secret)


@dataclass(frozen=True, slots=True)
class Preparer:
    """The program; it calls with the credentials of some site."""

    remote: Remote

    def answer(self, route: str, body: Any) -> Any:
        """The answer to a POST below /sync/v5/test/."""
        return self.remote.post(f"test/{route}", body)

    def upsert(self, body: Any) -> None:
        """Writes records as the centre would."""
        answer = self.answer("upsert", body)
        assert 200 <= answer.status_code < 300, answer.content

    def delete(self, body: Any) -> None:
        """Deletes records as the centre would."""
        answer = self.answer("delete", body)
        assert 200 <= answer.status_code < 300, answer.content

    def create_site(self, *visible_name_ids: str) -> MadeRemote:
        """A new site."""
        answer = self.answer("create_site", {"visibleNameIds": list(visible_name_ids)})
        assert answer.status_code == 200, answer.content
        made = answer.json()
        return MadeRemote(
            Site.objects.get(pk=made["site"]["site_ID"]),
            Store.objects.get(pk=made["store"]["ID"]),
            made["site"]["password"],
            self.remote.caller.hardware_id,
        )


def a_preparer() -> Preparer:
    """A test program with the credentials of a site that never syncs itself."""
    return Preparer(a_remote("Caller", initialised=False))
