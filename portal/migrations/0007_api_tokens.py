"""Tokens of the REST API, and what the two roles may do with them."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


LABEL = "portal"
# Everybody makes, sees and revokes their own.
OWN = ("add_apitoken", "view_apitoken")
# Administrators see and revoke those of others.
OF_OTHERS = ("change_apitoken",)


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
    administrators.permissions.add(*permissions.filter(codename__in=OWN + OF_OTHERS))
    viewers.permissions.add(*permissions.filter(codename__in=OWN))


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0006_roles_of_logins'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='what it is for')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('scopes', models.JSONField()),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API token',
                'ordering': ('-id',),
            },
        ),
        migrations.RunPython(extend_roles, migrations.RunPython.noop),
    ]
