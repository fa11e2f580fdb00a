"""The sections of the admin's first page."""

from django.test import Client

from tests.portal.forms import text_of


def test_it_tells_people_at_sites_from_people_of_this_admin(administrator: Client) -> None:
    page = administrator.get("/admin/")
    sections = {app["name"]: app["models"] for app in page.context["app_list"]}
    names = {name: [model["name"] for model in models] for name, models in sections.items()}
    assert names["Register"] == ["Labels", "Sites", "Stores", "History"]
    assert names["People at sites"][:2] == ["Users of sites", "Roles at sites"]
    assert list(names)[:2] == ["Register", "People at sites"]
    assert "Users of sites" in text_of(page)


def test_it_gives_the_people_of_the_admin_their_name(admin_client: Client) -> None:
    page = admin_client.get("/admin/")
    sections = {app["name"]: app["models"] for app in page.context["app_list"]}
    people = [model["name"] for model in sections["People of this admin"]]
    assert people == ["Groups", "Users", "API tokens", "Wrong sign-ins"]
    section = admin_client.get("/admin/sites/")
    assert section.status_code == 200
    # Of the section, not the overview without its figures.
    assert "all-sites" not in section.content.decode()
    assert "Stores" in text_of(section)
