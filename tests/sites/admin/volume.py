"""Many sites at once, written past the rules."""

from datetime import timedelta

from django.utils import timezone

from sites.models import Site, Store

VERSIONS = ("2.18.01", "2.19.00", "2.20.0")


def many_sites(count: int) -> None:
    """`count` sites with a store each, the first 2,000 of which have called."""
    now = timezone.now()
    sites = [
        Site(
            name=f"Health post {number:05}",
            name_key=f"health post {number:05}",
            code=f"HP{number:05}",
            hardware_id=f"machine-{number}" if number < 2_000 else "",
            app_name="Open mSupply Android" if number < 2_000 else "",
            app_version=VERSIONS[number % 3] if number < 2_000 else "",
            sync_version=14 if number < 2_000 else None,
            last_contact_at=now - timedelta(minutes=number) if number < 2_000 else None,
        )
        for number in range(count)
    ]
    Site.objects.bulk_create(sites, batch_size=2_000)
    stores = [
        Store(code=f"S{number:05}", name=f"Store {number}", site=site)
        for number, site in enumerate(sites)
    ]
    Store.objects.bulk_create(stores, batch_size=2_000)
