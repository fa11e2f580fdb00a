"""The id of a site as an old server wrote it, where that is not how a UUID is written here."""

from importlib import import_module
from typing import Any

from django.db import migrations, models

keep_site_ids_unused = import_module("sites.migrations.0003_health_and_claims").keep_site_ids_unused


def legacy_id() -> Any:
    return models.CharField(
        "id of the old server",
        max_length=64,
        blank=True,
        editable=False,
        help_text="Told to the site as its identity in the place of the UUID.",
    )


class Migration(migrations.Migration):
    dependencies = [("sites", "0010_initialisation_is_no_history")]
    operations = [
        migrations.AddField("historicalsite", "legacy_id", legacy_id()),
        migrations.AddField("site", "legacy_id", legacy_id()),
        migrations.AddConstraint(
            "site",
            models.UniqueConstraint(
                fields=["legacy_id"],
                condition=~models.Q(legacy_id=""),
                name="legacy_id_is_unique",
            ),
        ),
        migrations.RunPython(keep_site_ids_unused, migrations.RunPython.noop),
    ]
