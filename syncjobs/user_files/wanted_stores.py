"""What the cells of a file say of a user's stores."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sites.models import Role, StoreAccess
from sites.site_users.stores import StoreGrant, grant_of
from syncjobs.user_files.columns import CLOSED_STORES, DEFAULT_STORE, STORES
from syncjobs.user_files.known import Known
from syncjobs.user_files.store_cells import StoreCell, read_stores

_Grants = dict[str, StoreGrant]


@dataclass(slots=True)
class StoreJudge:
    """Judges the stores of one user; what is wrong is added to `reasons`."""

    user_id: str
    cells: Mapping[str, str]
    known: Known
    roles: Mapping[str, Role]
    reasons: list[str]

    def wanted(self) -> _Grants:
        """The stores that the user is to have, by id: those of the file, or those of now."""
        wanted = self._of_file() if STORES in self.cells else self._of_now()
        return self._with_default(wanted) if DEFAULT_STORE in self.cells else wanted

    def present(self) -> list[StoreAccess]:
        """The stores that the user has."""
        return self.known.accesses.get(self.user_id, [])

    def _of_now(self) -> _Grants:
        return {access.store_id: grant_of(access) for access in self.present()}

    def _of_file(self) -> _Grants:
        now, wanted = self._of_now(), _Grants()
        for column in (STORES, CLOSED_STORES):
            for cell in self._read(column):
                grant = self._grant(cell, can_log_in=column == STORES)
                if grant is None:
                    continue
                if grant.store_id in wanted:
                    self.reasons.append(f"The store {cell.code} is named twice.")
                was_default = grant.store_id in now and now[grant.store_id].is_default
                wanted[grant.store_id] = replace(grant, is_default=was_default)
        return wanted

    def _read(self, column: str) -> list[StoreCell]:
        try:
            return read_stores(self.cells.get(column, ""))
        except ValueError as error:
            self.reasons.append(f"{column}: {error}")
            return []

    def _grant(self, cell: StoreCell, *, can_log_in: bool) -> StoreGrant | None:
        store = self.known.store(cell.code)
        if store is None:
            self.reasons.append(f"No store has the code {cell.code}.")
        roles = {name: self.roles.get(name.casefold()) for name in cell.roles}
        if missing := [name for name, role in roles.items() if role is None]:
            self.reasons.append(f"There is no role {', '.join(missing)}.")
        if store is None:
            return None
        ids = frozenset(role.pk for role in roles.values() if role is not None)
        return StoreGrant(self.user_id, store.pk, ids, can_log_in)

    def _with_default(self, wanted: _Grants) -> _Grants:
        """With the default store that the file names; an empty cell says that there is none."""
        code = self.cells[DEFAULT_STORE]
        store = self.known.store(code) if code else None
        if code and (store is None or store.pk not in wanted):
            self.reasons.append(f"{DEFAULT_STORE}: {code} is not one of the user's stores.")
        return {
            store_id: replace(grant, is_default=store is not None and store.pk == store_id)
            for store_id, grant in wanted.items()
        }
