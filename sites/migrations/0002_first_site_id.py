"""The first site gets the id 2: 1 is the portal's own (sites.identity)."""

from typing import Any

from django.db import migrations


def start_site_ids_at_two(apps: Any, schema_editor: Any) -> None:
    table = apps.get_model("sites", "Site")._meta.db_table
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 1)", [table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 1)", [table])


class Migration(migrations.Migration):
    dependencies = [("sites", "0001_initial")]
    operations = [migrations.RunPython(start_site_ids_at_two, migrations.RunPython.noop)]
