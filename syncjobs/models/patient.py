"""The tables of the search for patients, and of who searched."""

import json
from typing import Any, Final

from django.db import models

from sites.models import Site
from syncjobs.choices import LONGEST_RECORD_ID, PatientSearchKind
from syncjobs.models.record import Record

LONGEST_KEY: Final = 100
# What makes an index of PostgreSQL find beginnings, whatever the language of the database.
BEGINNINGS: Final = "varchar_pattern_ops"


class Patient(models.Model):
    """A living `name` record of a patient, as it is searched.

    The keys are texts in the form of `syncjobs.records.patient_keys`. `syncjobs.records.
    patient_index` writes the row whenever the record is written; nothing else does.
    """

    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    name_id = models.CharField(max_length=LONGEST_RECORD_ID)
    last_key = models.CharField(max_length=LONGEST_KEY)
    first_key = models.CharField(max_length=LONGEST_KEY)
    code_key = models.CharField(max_length=LONGEST_KEY)
    barcode_key = models.CharField(max_length=LONGEST_KEY)
    date_of_birth = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["name_id"], name="patient_name_id"),
            models.Index(
                fields=["last_key", "first_key"], name="patient_last", opclasses=[BEGINNINGS] * 2
            ),
            models.Index(fields=["first_key"], name="patient_first", opclasses=[BEGINNINGS]),
            models.Index(fields=["code_key"], name="patient_code", opclasses=[BEGINNINGS]),
            models.Index(fields=["barcode_key"], name="patient_barcode", opclasses=[BEGINNINGS]),
            models.Index(fields=["date_of_birth"], name="patient_date_of_birth"),
        )

    def __str__(self) -> str:
        return self.name_id


class PatientPolicy(models.Model):
    """One of the numbers of an insurance policy (`nameInsuranceJoin`), to find its holder by.

    `patient_id` is the id of the holder's `name` record, which may come later than the policy.
    """

    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    patient_id = models.CharField(max_length=LONGEST_RECORD_ID)
    number_key = models.CharField(max_length=LONGEST_KEY)

    class Meta:
        verbose_name_plural = "patient policies"
        indexes = (
            models.Index(fields=["patient_id"], name="policy_patient"),
            models.Index(fields=["number_key"], name="policy_number", opclasses=[BEGINNINGS]),
        )

    def __str__(self) -> str:
        return self.number_key


class LegibleEncoder(json.JSONEncoder):
    """Writes letters as they are: a search within the JSON text must find those of all languages.

    SQLite keeps the text that it is given, where PostgreSQL would read it either way.
    """

    def __init__(self, **choices: Any) -> None:
        super().__init__(**{**choices, "ensure_ascii": False})


class PatientSearch(models.Model):
    """What a site asked about patients: a search, or to have one made visible to a store.

    `asked` is what the call said, `result_count` how many patients the answer had. `patient_id` is
    the patient of a join. `site_name` is what the site was called, also when it is deleted.
    """

    kind = models.CharField(max_length=10, choices=PatientSearchKind.choices)
    site = models.ForeignKey(
        Site, on_delete=models.SET_NULL, related_name="+", null=True, db_index=False
    )
    site_name = models.CharField("name of the site", max_length=80)
    address = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField("when", auto_now_add=True)
    asked = models.JSONField(encoder=LegibleEncoder)
    patient_id = models.CharField("patient", max_length=LONGEST_RECORD_ID, blank=True)
    result_count = models.PositiveIntegerField("results")

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "patient searches"
        indexes = (
            models.Index(fields=["at"], name="patient_search_at"),
            models.Index(fields=["site", "id"], name="patient_search_site"),
            models.Index(
                fields=["patient_id"],
                condition=~models.Q(patient_id=""),
                name="patient_search_patient",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.site_name}"
