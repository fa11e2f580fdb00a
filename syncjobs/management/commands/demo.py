"""`manage.py demo`: loads a set-up to try things with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sites.errors import RegisterError
from syncjobs.demonstration import DEMO_SITES, label_demonstration, load_demonstration
from syncjobs.demonstration.central_data import load_central_data
from syncjobs.demonstration.people import DEMO_USER, load_people


class Command(BaseCommand):
    """One central server and three remote sites with stores and passwords that everybody knows."""

    help = (
        "Loads a central server and three remote sites with known passwords, and a user of sites;"
        " safe to run twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Registers what is missing and prints how to sign in."""
        if not settings.EMBEDDED:
            raise CommandError(
                "The demo has passwords that everybody knows and is refused in production mode."
                " Register sites with create_site, or in the admin."
            )
        try:
            new = load_demonstration()
            label_demonstration(new)
            records = load_central_data()
            load_people()
        except RegisterError as error:
            raise CommandError(str(error)) from error
        present = len(DEMO_SITES) - len(new)
        self.stdout.write(f"{len(new)} demo sites registered, {present} were there already.")
        self.stdout.write(f"{records} records of what they trade were added.")
        for demo in DEMO_SITES:
            stores = ", ".join(demo.stores)
            self.stdout.write(f"  {demo.name:<24} password {demo.password:<28} stores {stores}")
        self.stdout.write("Who works at a site logs in there, in Open mSupply:")
        who = (
            f"{DEMO_USER.name:<24} password {DEMO_USER.password:<28} store  {DEMO_USER.store_code}"
        )
        self.stdout.write(f"  {who}")
