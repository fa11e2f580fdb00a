"""Both roles may look at the history of schedules; nobody may write any history."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

LABEL = "syncjobs"
LOOKED_AT = ("view_historicalschedule",)


def extend_roles(apps: Any, schema_editor: Any) -> None:
    # Permissions are otherwise created after all migrations, too late for this one.
    config = apps.get_app_config(LABEL)
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    looks = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label=LABEL, codename__in=LOOKED_AT
    )
    group = apps.get_model("auth", "Group").objects.get_or_create
    for name in ("Site administrators", "Viewers"):
        role, _ = group(name=name)
        role.permissions.add(*looks)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0007_api_tokens"),
        ("syncjobs", "0012_history_of_schedules"),
    ]
    operations = [migrations.RunPython(extend_roles, migrations.RunPython.noop)]
