"""The tables of the search for patients, filled from the records that are there."""

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import syncjobs.models.patient
from syncjobs.patients.trigrams import add_trigram_indexes
from syncjobs.records.json_text import load_object
from syncjobs.records.patient_index import columns_of_patient, numbers_of_policy

CHUNK = 2_000


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Writes a row for each patient, and for each number of a policy."""
    record: Any = apps.get_model("syncjobs", "Record")
    patient: Any = apps.get_model("syncjobs", "Patient")
    policy: Any = apps.get_model("syncjobs", "PatientPolicy")
    of_people = record.objects.filter(person_id__isnull=False, is_deleted=False)
    for part in _parts(of_people.filter(table_name="name")):
        patient.objects.bulk_create(
            patient(
                record_id=each.pk,
                name_id=each.record_id,
                **columns_of_patient(load_object(each.data)),
            )
            for each in part
        )
    for part in _parts(of_people.filter(table_name="nameInsuranceJoin")):
        policy.objects.bulk_create(
            policy(record_id=each.pk, patient_id=each.person_id, number_key=key)
            for each in part
            for key in numbers_of_policy(load_object(each.data))
        )


def _parts(records: Any) -> Any:
    """The records along the index of their table, so many at once."""
    last = 0
    while part := list(records.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield part
        last = part[-1].pk


def add_indexes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Adds what finds texts within texts, where the database can."""
    add_trigram_indexes()


class Migration(migrations.Migration):

    dependencies = [
        ('sites', '0005_claims_in_turn'),
        ('syncjobs', '0008_site_cursor'),
    ]

    operations = [
        migrations.CreateModel(
            name='Patient',
            fields=[
                ('record', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='syncjobs.record')),
                ('name_id', models.CharField(max_length=255)),
                ('last_key', models.CharField(max_length=100)),
                ('first_key', models.CharField(max_length=100)),
                ('code_key', models.CharField(max_length=100)),
                ('barcode_key', models.CharField(max_length=100)),
                ('date_of_birth', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['name_id'], name='patient_name_id'), models.Index(fields=['last_key', 'first_key'], name='patient_last', opclasses=['varchar_pattern_ops', 'varchar_pattern_ops']), models.Index(fields=['first_key'], name='patient_first', opclasses=['varchar_pattern_ops']), models.Index(fields=['code_key'], name='patient_code', opclasses=['varchar_pattern_ops']), models.Index(fields=['barcode_key'], name='patient_barcode', opclasses=['varchar_pattern_ops']), models.Index(fields=['date_of_birth'], name='patient_date_of_birth')],
            },
        ),
        migrations.CreateModel(
            name='PatientPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('patient_id', models.CharField(max_length=255)),
                ('number_key', models.CharField(max_length=100)),
                ('record', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='syncjobs.record')),
            ],
            options={
                'verbose_name_plural': 'patient policies',
                'indexes': [models.Index(fields=['patient_id'], name='policy_patient'), models.Index(fields=['number_key'], name='policy_number', opclasses=['varchar_pattern_ops'])],
            },
        ),
        migrations.CreateModel(
            name='PatientSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('search', 'Search'), ('join', 'Made visible')], max_length=10)),
                ('site_name', models.CharField(max_length=80, verbose_name='name of the site')),
                ('address', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('asked', models.JSONField(encoder=syncjobs.models.patient.LegibleEncoder)),
                ('patient_id', models.CharField(blank=True, max_length=255, verbose_name='patient')),
                ('result_count', models.PositiveIntegerField(verbose_name='results')),
                ('site', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sites.site')),
            ],
            options={
                'verbose_name_plural': 'patient searches',
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['at'], name='patient_search_at'), models.Index(fields=['site', 'id'], name='patient_search_site'), models.Index(condition=models.Q(('patient_id', ''), _negated=True), fields=['patient_id'], name='patient_search_patient')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(add_indexes, migrations.RunPython.noop),
    ]
