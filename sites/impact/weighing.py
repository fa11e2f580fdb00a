"""Finding out what a proposed change does to sites, in a fixed number of queries."""

from django.db.models import Count, Exists, OuterRef, Q

from sites.impact.impact import AffectedSites, Impact, NamedSite
from sites.impact.proposal import Proposal
from sites.impact.told import CentralServer, SiteState, Told, told
from sites.models import Site, Store

FIRST_SITES = 20


def impact_of(proposal: Proposal) -> Impact:
    """What the sites are told before and after the proposed change. Five queries at most."""
    before = _present_central_server()
    after = proposal.central or before
    ids = proposal.site_ids() | ({before.site_id} if before.site_id else set())
    states = _states(ids)
    found: dict[tuple[Told, Told], list[NamedSite]] = {}
    for state in states:
        pair = told(state, before), told(proposal.applied_to(state), after)
        if pair[0] != pair[1]:
            found.setdefault(pair, []).append(NamedSite(state.id, state.name))
    groups = [_group(pair, len(sites), sites) for pair, sites in found.items()]
    still_refused = 0
    if before.url != after.url:
        others, still_refused = _all_others(ids, before, after)
        groups = _joined(groups, others)
    groups.sort(key=lambda group: (-group.gravity, -group.count))
    names = {state.id: state.name for state in states}
    return Impact(tuple(groups), _store_sentences(proposal, names), still_refused)


def _present_central_server() -> CentralServer:
    row = Site.objects.central().order_by().values_list("pk", "url").first()
    return CentralServer(*row) if row else CentralServer()


def _states(site_ids: set[int]) -> list[SiteState]:
    active = Count("stores", filter=Q(stores__disabled=False))
    columns = ("pk", "name", "disabled_at", "disabled_reason", "active_stores")
    rows = Site.objects.filter(pk__in=site_ids).annotate(active_stores=active)
    return [
        SiteState(
            pk,
            name,
            is_known=True,
            disabled_reason=None if disabled_at is None else reason,
            active_stores=active_stores,
        )
        for pk, name, disabled_at, reason, active_stores in rows.values_list(*columns)
    ]


def _all_others(
    known: set[int], before: CentralServer, after: CentralServer
) -> tuple[AffectedSites, int]:
    """Those who are told a central URL and nothing else of the change; how many are refused."""
    rest = Site.objects.exclude(pk__in=known)
    let_in = rest.enabled().filter(
        Exists(Store.objects.filter(site=OuterRef("pk"), disabled=False))
    )
    count = let_in.order_by().count()
    first = [NamedSite(*row) for row in let_in.values_list("pk", "name")[:FIRST_SITES]]
    group = _group((Told(before.url), Told(after.url)), count, first)
    return group, rest.order_by().count() - count


def _group(pair: tuple[Told, Told], count: int, sites: list[NamedSite]) -> AffectedSites:
    return AffectedSites(*pair, count, tuple(sites[:FIRST_SITES]))


def _joined(groups: list[AffectedSites], others: AffectedSites) -> list[AffectedSites]:
    """The groups with the others, who may be told what one of them is told."""
    pair = others.before, others.after
    same = [group for group in groups if (group.before, group.after) == pair]
    rest = [group for group in groups if group not in same]
    sites = sorted(
        {site for group in (*same, others) for site in group.sites}, key=lambda site: site.name
    )
    count = sum(group.count for group in (*same, others))
    return [*rest, _group(pair, count, sites)] if count else rest


def _store_sentences(proposal: Proposal, names: dict[int, str]) -> tuple[str, ...]:
    sentences = []
    for store in proposal.stores:
        if store.before is None:
            continue
        old = names.get(store.before, "its site")
        if store.after is None:
            sentences.append(f"Store {store.code} would work on {old} no longer.")
        else:
            new = names.get(store.after, "another site")
            sentences.append(f"Store {store.code} would work on {new} instead of {old}.")
    return tuple(sentences)
