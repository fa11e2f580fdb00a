"""The users who logged in at this site before, with what it needs to let them in by itself."""

import json
from dataclasses import asdict, dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from syncjobs.simulation.calls.login_reply import ToldStore, UserInfo
from syncjobs.simulation.storage.database import Database

_hasher: Final = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class KnownUser:
    """A user as the server told them last."""

    user_id: str
    name: str
    password_hash: str
    stores: tuple[ToldStore, ...]

    def has_password(self, password: str) -> bool:
        """Whether this was the password at the last login that the server let in."""
        try:
            return _hasher.verify(self.password_hash, password)
        except VerificationError:
            return False


class KnownUsers:
    """Users by name; upper and lower case are the same."""

    def __init__(self, database: Database) -> None:
        self._connection = database.connection

    def get(self, name: str) -> KnownUser | None:
        """The user with this name, if one logged in here before."""
        row = self._connection.execute(
            "SELECT user_id, name, password_hash, stores FROM known_user WHERE name_key = ?",
            (name.strip().casefold(),),
        ).fetchone()
        if row is None:
            return None
        user_id, known_as, password_hash, stores = row
        return KnownUser(
            user_id, known_as, password_hash, tuple(_store(each) for each in json.loads(stores))
        )

    def replace(self, info: UserInfo, password: str, stores: tuple[ToldStore, ...]) -> KnownUser:
        """Keeps the user, the hash of the password and the stores in place of those before."""
        user = KnownUser(info.user.user_id, info.user.name, _hasher.hash(password), stores)
        self._connection.execute("DELETE FROM known_user WHERE user_id = ?", (user.user_id,))
        self._connection.execute(
            "INSERT OR REPLACE INTO known_user (name_key, user_id, name, password_hash, stores)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                user.name.strip().casefold(),
                user.user_id,
                user.name,
                user.password_hash,
                json.dumps([asdict(store) for store in stores]),
            ),
        )
        return user


def _store(members: dict[str, object]) -> ToldStore:
    return ToldStore(**{**members, "permissions": tuple(members["permissions"])})  # type: ignore[arg-type]
