"""One central server and three remote sites, to try things with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sites.central_server import move_central_server
from sites.labels.setting import add_labels
from sites.models import Site
from sites.names import name_key
from sites.registration import SiteDetails, enable_site
from syncjobs.register import register_site


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A site of the demonstration, whose password is known to everybody."""

    name: str
    code: str
    password: str
    stores: tuple[str, ...]
    central_url: str = ""
    labels: tuple[str, ...] = ()


DEMO_SITES: Final = (
    DemoSite(
        "Demo central server",
        "DC",
        "marabou-stork-over-the-lake",
        ("DEMO-CENTRAL",),
        "http://127.0.0.1:2055",
    ),
    DemoSite(
        "Demo district hospital",
        "DDH",
        "hospital-on-the-green-hill",
        ("DEMO-HOSP",),
        labels=("region: north",),
    ),
    DemoSite(
        "Demo health centre",
        "DHC",
        "papyrus-boat-at-sunrise",
        ("DEMO-HC", "DEMO-DISP"),
        labels=("region: south", "solar power"),
    ),
    DemoSite(
        "Demo clinic",
        "DCL",
        "red-road-after-the-rain",
        ("DEMO-CLINIC",),
        labels=("region: south",),
    ),
)


def load_demonstration() -> list[Site]:
    """Registers the demonstration's sites that are missing; returns those that are new.

    The tick is given only while no site has it. Raises RegisterError when a store of the
    demonstration stands on another site.
    """
    known = set(
        Site.objects.values_list("name_key", flat=True).filter(
            name_key__in=[name_key(demo.name) for demo in DEMO_SITES]
        )
    )
    return [_register(demo) for demo in DEMO_SITES if name_key(demo.name) not in known]


def _register(demo: DemoSite) -> Site:
    is_central = bool(demo.central_url) and not Site.objects.central().exists()
    details = SiteDetails(demo.name, demo.code, demo.central_url, is_central)
    return register_site(details, demo.password, demo.stores, "Demonstration")


def label_demonstration(sites: Iterable[Site]) -> None:
    """Gives these sites of the demonstration their labels."""
    labels = {name_key(demo.name): demo.labels for demo in DEMO_SITES}
    for site in sites:
        add_labels([site.pk], labels[site.name_key], "Demonstration")


def enable_again(names: Iterable[str]) -> list[tuple[str, str]]:
    """Enables those of these sites that are disabled; returns their names, and why they were."""
    keys = [name_key(name) for name in names]
    disabled = Site.objects.filter(name_key__in=keys, disabled_at__isnull=False).order_by("pk")
    told = [(site.pk, site.name, site.disabled_reason) for site in disabled]
    for site_id, _, _ in told:
        enable_site(site_id)
    return [(name, reason) for _, name, reason in told]


def place_central_server(url: str) -> None:
    """Tells remote sites another URL of the central server, if the demonstration's has the tick."""
    central = Site.objects.central().filter(name_key=name_key(DEMO_SITES[0].name)).first()
    if central is not None and central.url != url:
        move_central_server(central.pk, url, from_site_id=central.pk, reason="Demonstration")
