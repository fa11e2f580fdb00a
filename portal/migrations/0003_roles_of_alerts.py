"""What the two roles may do with schedules, alert channels and what is sent to them."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

LABEL = "syncjobs"
LOOKED_AT = ("schedule", "alertchannel", "alertdelivery")
# Administrators write these; a delivery is written by the portal itself, and only sent again.
DECIDED_ABOUT = (
    *("add_schedule", "change_schedule", "delete_schedule"),
    *("add_alertchannel", "change_alertchannel", "delete_alertchannel"),
    "change_alertdelivery",
)


def extend_roles(apps: Any, schema_editor: Any) -> None:
    # Permissions are otherwise created after all migrations, too late for this one.
    config = apps.get_app_config(LABEL)
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label=LABEL
    )
    group = apps.get_model("auth", "Group").objects.get_or_create
    administrators, _ = group(name="Site administrators")
    viewers, _ = group(name="Viewers")
    looks = permissions.filter(codename__in=[f"view_{model}" for model in LOOKED_AT])
    administrators.permissions.add(*looks, *permissions.filter(codename__in=DECIDED_ABOUT))
    viewers.permissions.add(*looks)


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_roles_of_records"), ("syncjobs", "0005_settling_alerts")]
    operations = [migrations.RunPython(extend_roles, migrations.RunPython.noop)]
