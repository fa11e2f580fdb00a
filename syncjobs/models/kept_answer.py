"""The table of answers of the REST API that are given again."""

from django.conf import settings
from django.db import models


class KeptAnswer(models.Model):
    """What a person's call with an `Idempotency-Key` was answered.

    `fingerprint` says which call it was: method, path and body. While `status` is empty the call
    is being worked on, or whoever worked on it has died; the lock of the row tells the two apart.
    `body` is JSON, without secrets.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "key"], name="one_kept_answer_a_key"),
        )
        indexes = (models.Index(fields=["created_at"], name="kept_answer_created"),)

    def __str__(self) -> str:
        return self.key
