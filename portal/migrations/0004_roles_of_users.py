"""What the two roles may do with users of sites, their stores and their roles."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

LABEL = "sites"
MODELS = ("siteuser", "storeaccess", "role")


def extend_roles(apps: Any, schema_editor: Any) -> None:
    # Permissions are otherwise created after all migrations, too late for this one.
    config = apps.get_app_config(LABEL)
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label=LABEL)
    group = apps.get_model("auth", "Group").objects.get_or_create
    administrators, _ = group(name="Site administrators")
    viewers, _ = group(name="Viewers")
    looks = permissions.filter(
        codename__in=[f"view_{prefix}{model}" for model in MODELS for prefix in ("", "historical")]
    )
    administrators.permissions.add(*looks, *permissions.filter(content_type__model__in=MODELS))
    viewers.permissions.add(*looks)


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_roles_of_alerts"), ("sites", "0006_site_users")]
    operations = [migrations.RunPython(extend_roles, migrations.RunPython.noop)]
