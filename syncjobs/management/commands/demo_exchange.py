"""`manage.py demo_exchange`: two sites of the demonstration trade through a running portal."""

from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from sites.errors import RegisterError
from syncjobs.demonstration import DEMO_SITES, label_demonstration, load_demonstration
from syncjobs.demonstration.central_data import load_central_data
from syncjobs.demonstration.journey import Journey
from syncjobs.demonstration.people import DEMO_USER, load_people
from syncjobs.demonstration.sites import enable_again, place_central_server
from syncjobs.demonstration.trader import DemonstrationError, Trader

FOLDER = "demo-sites"
VERIFY_SECONDS = 15.0
CUSTOMER, SUPPLIER = "Demo clinic", "Demo district hospital"


class Command(BaseCommand):
    """Tells how a requisition goes to the other site and how its response comes back."""

    help = "Two sites of the demonstration sync with a running portal and exchange a requisition."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the portal is, and how it goes on afterwards."""
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="default: %(default)s")
        parser.add_argument("--central-url", default="", help="where the central server is now")
        parser.add_argument("--password", default="", help="the administrator's, to be printed")
        parser.add_argument(
            "--every",
            type=float,
            metavar="SECONDS",
            help="afterwards, both sites sync so often until Ctrl-C; default: not at all",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Loads what is missing, and lets the sites trade."""
        if not settings.EMBEDDED:
            raise CommandError("The demo has passwords that everybody knows, and is refused here.")
        folder: Path = settings.DATA_DIR / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            label_demonstration(load_demonstration())
            load_central_data()
            load_people()
            for name, reason in enable_again((CUSTOMER, SUPPLIER)):
                self.stdout.write(
                    f"{name} was disabled (“{reason}”). It is enabled again, to trade."
                )
            if options["central_url"]:
                place_central_server(options["central_url"])
            with (
                suppress(KeyboardInterrupt),
                self._trader(CUSTOMER, folder, options) as customer,
                self._trader(SUPPLIER, folder, options) as supplier,
            ):
                self._trade(Journey(customer, supplier, self.stdout.write), options)
        except (RegisterError, DemonstrationError) as error:
            raise CommandError(str(error)) from error

    def _trader(self, name: str, folder: Path, options: dict[str, Any]) -> Trader:
        demo = next(demo for demo in DEMO_SITES if demo.name == name)
        return Trader(demo, options["url"], folder, self.stdout.write)

    def _trade(self, journey: Journey, options: dict[str, Any]) -> None:
        journey.get_ready()
        journey.begin(f"The portal walks the way to the central server, as {CUSTOMER} would.")
        self._verify()
        request = journey.order()
        response = journey.respond(request)
        journey.come_back(request, response)
        self._tell_where_to_look({"request": request["ID"], "response": response["ID"]}, options)
        if options["every"] is not None:
            self.stdout.write(
                f"Both sites sync every {options['every']:g} seconds from now on; what moves is"
                " told here.\nCtrl-C ends everything.\n"
            )
            journey.go_on(options["every"])

    def _verify(self) -> None:
        output = {"stdout": self.stdout, "stderr": self.stderr}
        try:
            call_command("verify_site", CUSTOMER, timeout=VERIFY_SECONDS, **output)
        except (SystemExit, CommandError) as error:
            reason = str(error) if isinstance(error, CommandError) else ""
            self.stdout.write(f"{reason}\nThe sites exchange records all the same.".strip())

    def _tell_where_to_look(self, record_ids: dict[str, str], options: dict[str, Any]) -> None:
        records = options["url"] + reverse("admin:syncjobs_record_changelist")
        lines = {"portal": options["url"] + reverse("admin:index")}
        lines |= {name: f"{records}?{urlencode({'q': pk})}" for name, pk in record_ids.items()}
        if options["password"]:
            lines |= {"user name": "admin", "password": options["password"]}
            lines["at a site"] = f"{DEMO_USER.name}, with the password {DEMO_USER.password}"
        for name, text in lines.items():
            self.stdout.write(f"  {name:<11}{text}")
        self.stdout.write("")
