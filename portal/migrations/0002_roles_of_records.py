"""What the two roles may do with records, set aside records, pushed batches and moves."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

LABEL = "syncjobs"
LOOKED_AT = ("record", "setasiderecord", "storemove", "pushedbatch")
# Administrators decide about these; everything else of them is written by the portal itself.
DECIDED_ABOUT = ("setasiderecord", "storemove")


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
    administrators.permissions.add(*looks)
    viewers.permissions.add(*looks)
    changes = permissions.filter(codename__in=[f"change_{model}" for model in DECIDED_ABOUT])
    administrators.permissions.add(*changes)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_roles"), ("syncjobs", "0003_starting_records")]
    operations = [migrations.RunPython(extend_roles, migrations.RunPython.noop)]
