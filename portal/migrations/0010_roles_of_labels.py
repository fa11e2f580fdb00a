"""What the two roles may do with labels of sites."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

LABEL = "sites"
LOOKED_AT = (
    *("view_label", "view_sitelabel"),
    *("view_historicallabel", "view_historicalsitelabel"),
)
# Which site has which label is written by the page of a site and the acts of the list.
DECIDED_ABOUT = ("add_label", "change_label", "delete_label")


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
    dependencies = [("portal", "0009_sign_in_lockouts"), ("sites", "0012_labels")]
    operations = [migrations.RunPython(extend_roles, migrations.RunPython.noop)]
