"""`manage.py lift_sign_in_lockout`: lets somebody sign in to this admin again."""

from typing import Any, Final

from axes.models import AccessAttempt
from django.core.management.base import BaseCommand, CommandParser

from portal.signing_in.lockouts import forget_name

OF_ADDRESS: Final = "If everybody at the address is locked out, use --all."


class Command(BaseCommand):
    """Lockouts end by themselves; this is for whoever cannot wait and can ask nobody."""

    help = "Forgets the wrong passwords of a person of this admin, or of everybody."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("name", nargs="?", help="the name with which the person signs in")
        whose.add_argument(
            "--all", action="store_true", help="everybody, also who is locked out by the address"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Forgets them."""
        if options["all"]:
            AccessAttempt.objects.all().delete()
            self.stdout.write("All lockouts are lifted.")
        else:
            name = options["name"]
            found = forget_name(name)
            said = f"The wrong passwords of {name} are forgotten."
            nothing = f"There are no wrong passwords of {name}."
            self.stdout.write(f"{said if found else nothing} {OF_ADDRESS}")
