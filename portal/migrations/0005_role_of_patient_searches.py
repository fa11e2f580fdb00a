"""A role of its own for those who look at which site asked for which patients.

That is health data, so the roles that look after sites do not have it.
"""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

LABEL = "syncjobs"
ROLE = "Auditors of patient searches"


def add_role(apps: Any, schema_editor: Any) -> None:
    # Permissions are otherwise created after all migrations, too late for this one.
    config = apps.get_app_config(LABEL)
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label=LABEL, codename="view_patientsearch"
    )
    auditors, _ = apps.get_model("auth", "Group").objects.get_or_create(name=ROLE)
    auditors.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("portal", "0004_roles_of_users"), ("syncjobs", "0009_patients")]
    operations = [migrations.RunPython(add_role, migrations.RunPython.noop)]
