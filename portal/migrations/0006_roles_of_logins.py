"""What the two roles may do with logins at sites and with lockouts."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

LABEL = "sites"
LOOKED_AT = ("view_sitelogin", "view_loginlockout")
# Administrators lift lockouts; everything else of both is written by what happens.
DECIDED_ABOUT = ("change_loginlockout",)


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
    looks = permissions.filter(codename__in=LOOKED_AT)
    administrators.permissions.add(*looks, *permissions.filter(codename__in=DECIDED_ABOUT))
    viewers.permissions.add(*looks)


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_role_of_patient_searches"), ("sites", "0007_logins")]
    operations = [migrations.RunPython(extend_roles, migrations.RunPython.noop)]
