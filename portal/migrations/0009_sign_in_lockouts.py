"""Wrong sign-ins of people of this admin; site administrators lift the lockouts."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

LABEL = "portal"
MODEL = "signinlockout"


def extend_roles(apps: Any, schema_editor: Any) -> None:
    # Permissions are otherwise created after all migrations, too late for this one.
    config = apps.get_app_config(LABEL)
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label=LABEL, content_type__model=MODEL
    )
    administrators, _ = apps.get_model("auth", "Group").objects.get_or_create(
        name="Site administrators"
    )
    administrators.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("axes", "0010_accessattemptexpiration"),
        ("portal", "0008_roles_of_history"),
    ]
    operations = [
        migrations.CreateModel(
            name="SignInLockout",
            fields=[],
            options={
                "verbose_name": "wrong sign-in",
                "verbose_name_plural": "wrong sign-ins",
                "proxy": True,
                "default_permissions": ("view", "change"),
                "indexes": [],
                "constraints": [],
            },
            bases=("axes.accessattempt",),
        ),
        migrations.RunPython(extend_roles, migrations.RunPython.noop),
    ]
