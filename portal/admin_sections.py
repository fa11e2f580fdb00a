"""The sections in which the admin lists its tables: by what people look for, not by package."""

from typing import Any, Final

# Users of sites and what is written of them are a section of their own, in this order.
AT_SITES: Final = ("SiteUser", "Role", "SiteLogin", "LoginLockout", "PatientSearch")
SECTION_AT_SITES: Final = "People at sites"
# Whoever signs in to this admin is somebody else than who logs in at a site.
NAMES: Final = {"auth": "People of this admin"}
FIRST_APPS: Final = ("sites", "syncjobs")
# What stands with the people of this admin, whichever app it is of.
OF_PEOPLE: Final = ("ApiToken", "SignInLockout")
APP_OF_PEOPLE: Final = "auth"


def sections_of(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sections in the order in which they are needed: sites, people there, jobs, the rest."""
    rank = {label: place for place, label in enumerate(FIRST_APPS)}
    ordered = sorted(apps, key=lambda app: rank.get(app["app_label"], len(rank)))
    ordered = _with_people_together(ordered)
    for app in ordered:
        app["name"] = NAMES.get(app["app_label"], app["name"])
    people = [model for app in ordered for model in app["models"] if _is_at_sites(model)]
    if not people:
        return ordered
    people.sort(key=lambda model: AT_SITES.index(model["object_name"]))
    around = next(app for app in ordered if app["models"] and people[0] in app["models"])
    section = {**around, "name": SECTION_AT_SITES, "models": people}
    others = [_without(app, AT_SITES) for app in ordered]
    place = 1 if others[0]["app_label"] == FIRST_APPS[0] else 0
    listed = [*others[:place], section, *others[place:]]
    return [app for app in listed if app["models"]]


def _with_people_together(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    moved = [
        (app, model) for app in apps for model in app["models"] if model["object_name"] in OF_PEOPLE
    ]
    if not moved:
        return apps
    rest = [app for app in (_without(app, OF_PEOPLE) for app in apps) if app["models"]]
    models = [model for _, model in moved]
    for app in rest:
        if app["app_label"] == APP_OF_PEOPLE:
            app["models"] = [*app["models"], *models]
            return rest
    return [*rest, {**moved[0][0], "name": NAMES[APP_OF_PEOPLE], "models": models}]


def _without(app: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    models = [model for model in app["models"] if model["object_name"] not in names]
    return {**app, "models": models}


def _is_at_sites(model: dict[str, Any]) -> bool:
    return model["object_name"] in AT_SITES
