"""The history of schedules, and through which door a move of a store was asked for."""

from typing import Any

import django.db.models.deletion
import simple_history.models
import sites.doors
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

DOORS = [
    ("admin", "Admin"),
    ("api", "REST API"),
    ("command", "Command"),
    ("site", "Call of a site"),
    ("portal", "The portal itself"),
]
AT_ONCE = 1_000


def door(**options: Any) -> Any:
    return models.CharField(blank=True, choices=DOORS, editable=False, max_length=10, **options)


def begin_history(apps: Any, schema_editor: Any) -> None:
    """Without it nobody could read from what a present schedule was changed."""
    kept = apps.get_model("syncjobs", "HistoricalSchedule")
    columns = ("id", "site_id", "kind", "every_minutes", "from_time", "until_time")
    rows = apps.get_model("syncjobs", "Schedule").objects.order_by("pk").values(*columns)
    began = {
        "history_date": timezone.now(),
        "history_type": "+",
        "history_change_reason": "As it was when the history of schedules began",
        "door": "portal",
    }
    some = [kept(**row, **began) for row in rows]
    kept.objects.bulk_create(some, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [
        ('sites', '0009_doors_of_changes'),
        ('syncjobs', '0011_alerted_two_devices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        # Of the moves of before it is not known.
        migrations.AddField("storemove", "door", door(default="")),
        migrations.AlterField("storemove", "door", door(default=sites.doors.present_door)),
        migrations.CreateModel(
            name='HistoricalSchedule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('door', door(default=sites.doors.present_door)),
                ('kind', models.CharField(choices=[('sync', 'Sync'), ('verify', 'Verify')], max_length=20)),
                ('every_minutes', models.PositiveIntegerField()),
                ('from_time', models.TimeField(blank=True, null=True)),
                ('until_time', models.TimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='sites.site')),
            ],
            options={
                'verbose_name': 'historical schedule',
                'verbose_name_plural': 'historical schedules',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(begin_history, migrations.RunPython.noop),
    ]
