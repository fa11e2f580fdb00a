"""A change of the register that is not saved yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self

from sites.impact.told import CentralServer, SiteState
from sites.models import Store
from sites.names import name_key

REASON_TO_COME = "the reason that you give"


@dataclass(frozen=True, slots=True)
class StoreChange:
    """On which site (its id; None: on none) a store is active before and after."""

    code: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be changed; what is not named stays as it is.

    `central` is the central server afterwards, `names` the new names by site id, `disabled` and
    `enabled` are ids of sites, of which there may be some thousands.
    """

    central: CentralServer | None = None
    names: dict[int, str] = field(default_factory=dict)
    stores: tuple[StoreChange, ...] = ()
    disabled: frozenset[int] = frozenset()
    enabled: frozenset[int] = frozenset()

    def with_stores(self, stores: Iterable[Store]) -> Self:
        """The same, and these stores as well; see `store_changes`."""
        return replace(self, stores=(*self.stores, *store_changes(stores)))

    def site_ids(self) -> set[int]:
        """The sites that the proposal names."""
        central = self.central.site_id if self.central else None
        of_stores = (site_id for store in self.stores for site_id in (store.before, store.after))
        ids = {site_id for site_id in (central, *of_stores) if site_id is not None}
        return ids.union(self.names, self.disabled, self.enabled)

    def applied_to(self, state: SiteState) -> SiteState:
        """The site as it would be afterwards, still signing in under its present name."""
        name = self.names.get(state.id, state.name)
        reason = None if state.id in self.enabled else state.disabled_reason
        if state.id in self.disabled:
            reason = REASON_TO_COME
        gained = sum(store.after == state.id for store in self.stores)
        lost = sum(store.before == state.id for store in self.stores)
        return replace(
            state,
            is_known=name_key(name) == name_key(state.name),
            disabled_reason=reason,
            active_stores=state.active_stores + gained - lost,
        )


def store_changes(stores: Iterable[Store]) -> tuple[StoreChange, ...]:
    """Where these stores, new or changed and not saved, are active before and after. One query."""
    wanted = list(stores)
    rows = Store.objects.filter(pk__in=[store.pk for store in wanted], disabled=False)
    before = dict(rows.order_by().values_list("pk", "site_id"))
    changes = (
        StoreChange(store.code, before.get(store.pk), None if store.disabled else store.site_id)
        for store in wanted
    )
    return tuple(change for change in changes if change.before != change.after)
