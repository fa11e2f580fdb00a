"""The two roles that every portal has: those who change things and those who look."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

MODELS = {"sites": ["site", "store"], "syncjobs": ["syncjob", "syncstep"]}
HISTORY = {"sites": ["historicalsite", "historicalstore"]}


def create_roles(apps: Any, schema_editor: Any) -> None:
    # Permissions are otherwise created after all migrations, too late for this one.
    for label in MODELS:
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter
    group = apps.get_model("auth", "Group").objects.get_or_create
    administrators, _ = group(name="Site administrators")
    viewers, _ = group(name="Viewers")
    for label, models in MODELS.items():
        for model in models:
            of_model = permissions(content_type__app_label=label, content_type__model=model)
            administrators.permissions.add(*of_model)
            viewers.permissions.add(*of_model.filter(codename__startswith="view_"))
    for label, models in HISTORY.items():
        looks = permissions(
            content_type__app_label=label,
            content_type__model__in=models,
            codename__startswith="view_",
        )
        administrators.permissions.add(*looks)
        viewers.permissions.add(*looks)


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("sites", "0002_first_site_id"),
        ("syncjobs", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
