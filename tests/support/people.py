"""People who sign in to the admin, in the roles that every portal has."""

from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import apps
from django.test import Client

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ADMINISTRATORS = "Site administrators"
VIEWERS = "Viewers"
AUDITORS = "Auditors of patient searches"


def client_of(name: str, role: str) -> Client:
    """A browser in which a person of this role is signed in."""
    client = Client()
    client.force_login(person(name, role))
    return client


def person(name: str, role: str) -> "User":
    """A person who may enter the admin, in a role."""
    restore_roles()
    # Models are named, not imported: pytest reads fixtures before Django reads its models.
    user: User = apps.get_model("auth", "User").objects.create(username=name, is_staff=True)
    user.groups.add(apps.get_model("auth", "Group").objects.get(name=role))
    return user


def restore_roles() -> None:
    """Runs the migrations that make the roles again, when a test has emptied the database."""
    if apps.get_model("auth", "Group").objects.filter(name=VIEWERS).exists():
        return
    # What the migration does to the registry of a migration must not stay in the real one.
    configurations = [apps.get_app_config(label) for label in ("portal", "sites", "syncjobs")]
    modules = [configuration.models_module for configuration in configurations]
    import_module("portal.migrations.0001_roles").create_roles(apps, None)
    import_module("portal.migrations.0002_roles_of_records").extend_roles(apps, None)
    import_module("portal.migrations.0003_roles_of_alerts").extend_roles(apps, None)
    import_module("portal.migrations.0004_roles_of_users").extend_roles(apps, None)
    import_module("portal.migrations.0005_role_of_patient_searches").add_role(apps, None)
    import_module("portal.migrations.0006_roles_of_logins").extend_roles(apps, None)
    import_module("portal.migrations.0007_api_tokens").extend_roles(apps, None)
    import_module("portal.migrations.0008_roles_of_history").extend_roles(apps, None)
    import_module("portal.migrations.0009_sign_in_lockouts").extend_roles(apps, None)
    import_module("portal.migrations.0010_roles_of_labels").extend_roles(apps, None)
    for configuration, module in zip(configurations, modules, strict=True):
        configuration.models_module = module
