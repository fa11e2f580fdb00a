"""Through which door each change that is kept in the history came in."""

from typing import Any

from django.db import migrations, models

import sites.doors

MODELS = (
    *("historicalrole", "historicalsite", "historicalsiteuser", "historicalstore"),
    "historicalstoreaccess",
)
CHOICES = [
    ("admin", "Admin"),
    ("api", "REST API"),
    ("command", "Command"),
    ("site", "Call of a site"),
    ("portal", "The portal itself"),
]


def name_the_known_doors(apps: Any, schema_editor: Any) -> None:
    """Until now a person's name was kept for changes in the admin only; of others nothing is known."""
    for name in MODELS:
        rows = apps.get_model("sites", name).objects
        rows.filter(history_user__isnull=False).update(door="admin")


def door(**options: Any) -> Any:
    return models.CharField(
        blank=True, choices=CHOICES, editable=False, max_length=10, **options
    )


class Migration(migrations.Migration):
    dependencies = [("sites", "0008_login_outcomes")]
    operations = [
        *[migrations.AddField(name, "door", door(default="")) for name in MODELS],
        migrations.RunPython(name_the_known_doors, migrations.RunPython.noop),
        *[migrations.AlterField(name, "door", door(default=sites.doors.present_door)) for name in MODELS],
    ]
