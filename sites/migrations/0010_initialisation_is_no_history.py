"""Calls of sites and jobs write it without a history: it stood in the rows of other changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sites", "0009_doors_of_changes")]
    operations = [migrations.RemoveField("historicalsite", "initialisation_status")]
