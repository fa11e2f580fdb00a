"""`manage.py reset_two_factor`: for the last administrator, who has lost phone and codes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.signing_in.sessions import end_sessions
from portal.signing_in.two_factor import remove_second_factor


class Command(BaseCommand):
    """The password alone lets the person in until they set up a phone again."""

    help = "Takes phone and recovery codes away from a person of this admin, and signs them out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("name", help="the name with which the person signs in")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Takes them away."""
        name: str = options["name"]
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"Nobody signs in to this admin as “{name}”. Check the name.")
        had_one = remove_second_factor(person)
        end_sessions(person)
        self.stdout.write(
            f"Two-factor sign-in of {name} is reset; the password alone lets them in now."
            if had_one
            else f"{name} had no second factor. They are signed out everywhere."
        )
