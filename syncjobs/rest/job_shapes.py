"""Jobs and their steps in answers and in bodies."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from syncjobs.choices import AskedKind
from syncjobs.models import SyncJob, SyncStep
from syncjobs.rest.bodies import StrictBody
from syncjobs.rest.strict_fields import RowId


class StepAnswer(serializers.ModelSerializer[SyncStep]):
    """A step that has begun. `done` of `total` is how far it is, where it can be counted."""

    title = serializers.CharField(source="get_name_display", read_only=True)
    finished_at = serializers.DateTimeField(allow_null=True, read_only=True)
    total = serializers.IntegerField(allow_null=True, read_only=True)
    done = serializers.IntegerField(allow_null=True, read_only=True)

    class Meta:
        model = SyncStep
        fields: tuple[str, ...] = (
            *("name", "title", "started_at", "finished_at", "total", "done", "verdict", "message"),
            "advice",
        )
        read_only_fields: tuple[str, ...] = fields


class JobAnswer(serializers.ModelSerializer[SyncJob]):
    """A job. While it waits, `note` says for what; `error_message` says what went wrong."""

    site_id = serializers.IntegerField(read_only=True)
    site_name = serializers.CharField(source="site.name", read_only=True)
    requested_by = serializers.SerializerMethodField()
    started_at = serializers.DateTimeField(allow_null=True, read_only=True)
    finished_at = serializers.DateTimeField(allow_null=True, read_only=True)
    cancel_requested_at = serializers.DateTimeField(allow_null=True, read_only=True)

    class Meta:
        model = SyncJob
        fields: tuple[str, ...] = (
            *("id", "site_id", "site_name", "kind", "trigger", "status", "attempt"),
            *("requested_by", "created_at", "not_before", "started_at", "finished_at"),
            *("cancel_requested_at", "note", "error_code", "error_message"),
        )
        read_only_fields: tuple[str, ...] = fields

    def get_requested_by(self, job: Any) -> str | None:
        """The user name of the person who asked for it; null for the portal and sites."""
        return None if job.requested_by is None else job.requested_by.get_username()


class JobWithSteps(JobAnswer):
    """A job with the steps of its last try. `error_detail` is what the site itself said."""

    steps = serializers.SerializerMethodField()

    class Meta(JobAnswer.Meta):
        fields = (*JobAnswer.Meta.fields, "error_detail", "steps")
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(StepAnswer(many=True))
    def get_steps(self, job: SyncJob) -> Any:
        """The steps in their order."""
        return StepAnswer(job.steps.filter(attempt=job.attempt), many=True).data


class NewJob(StrictBody):
    """What is to be done for which site."""

    site_id = RowId()
    kind = serializers.ChoiceField(
        choices=AskedKind.choices,
        help_text="`sync` is what *Sync now* does in the admin, and `initialise` what *Initialise"
        " again* does: the queue of the site is discarded and built anew.",
    )
