"""`manage.py create_site`: registers a site from a script, by the rules of the admin."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sites.credentials import generate_password
from sites.errors import RegisterError
from sites.models import Site
from sites.registration import SiteDetails
from syncjobs.register import register_site


class Command(BaseCommand):
    """Prints the site's id, uuid and stores; exit status 1 and a sentence when it is refused."""

    help = "Registers a site with its stores; refuses what the admin refuses, in the same words."

    def add_arguments(self, parser: CommandParser) -> None:
        """The site's name, password, stores, and whether it is the central server."""
        parser.add_argument("name")
        parser.add_argument(
            "--password",
            help="the plain password; without it one is made and printed this one time",
        )
        parser.add_argument("--code", default="")
        parser.add_argument(
            "--store",
            action="append",
            default=[],
            metavar="CODE",
            help="a store on the site, made when it does not exist; may be given several times",
        )
        parser.add_argument(
            "--central", action="store_true", help="the site is the Open mSupply central server"
        )
        parser.add_argument("--url", default="", help="with --central: the central URL")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Registers the site and prints it."""
        generated = generate_password() if options["password"] is None else ""
        details = SiteDetails(
            name=options["name"],
            code=options["code"],
            url=options["url"],
            is_open_msupply_central=options["central"],
        )
        try:
            site = register_site(
                details, generated or options["password"], options["store"], "create_site"
            )
        except RegisterError as error:
            raise CommandError(str(error)) from error
        answer = _answer(site, generated)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(_readable(answer))


def _answer(site: Site, generated: str) -> dict[str, Any]:
    stores = [
        {"id": store.pk, "code": store.code, "nameId": store.name_id}
        for store in site.stores.order_by("created_at", "code")
    ]
    answer = {
        "id": site.pk,
        "uuid": str(site.uuid),
        "name": site.name,
        "isOmSupplyCentralServer": site.is_open_msupply_central,
        "url": site.url,
        "stores": stores,
    }
    return {**answer, "password": generated} if generated else answer


def _readable(answer: dict[str, Any]) -> str:
    stores = ", ".join(store["code"] for store in answer["stores"]) or "none (it will be refused)"
    lines = [
        f"Site {answer['name']} is registered.",
        f"  id      {answer['id']}",
        f"  uuid    {answer['uuid']}",
        f"  stores  {stores}",
    ]
    if answer["isOmSupplyCentralServer"]:
        lines.append(f"  central server at {answer['url']}")
    if "password" in answer:
        lines.append(f"  password (shown this one time)  {answer['password']}")
    return "\n".join(lines)
