"""Jobs in the REST API."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.request import Request
from rest_framework.response import Response

from syncjobs.choices import AskedKind
from syncjobs.jobs.asking import ask_for_initialisation, ask_for_sync, ask_for_verification
from syncjobs.jobs.scheduling import cancel_job, retry_job
from syncjobs.models import SyncJob
from syncjobs.rest import job_shapes as shapes
from syncjobs.rest.acts import act
from syncjobs.rest.bodies import NoBody
from syncjobs.rest.job_filters import JobFilters
from syncjobs.rest.named_rows import site_named
from syncjobs.rest.once import once
from syncjobs.rest.views import RestViews

LOOK = ("syncjobs.view_syncjob",)
ACT = ("syncjobs.add_syncjob", "syncjobs.change_syncjob")
ASK = {
    AskedKind.SYNC: ask_for_sync,
    AskedKind.VERIFY: ask_for_verification,
    AskedKind.INITIALISE: ask_for_initialisation,
}


@extend_schema_view(
    list=extend_schema(summary="List jobs", responses={200: shapes.JobAnswer(many=True)}),
    retrieve=extend_schema(summary="Look at a job and its steps"),
)
class JobViews(mixins.ListModelMixin, mixins.RetrieveModelMixin, RestViews):
    """Jobs: syncs, verifications, initialisations and moves of stores."""

    scope = "jobs"
    needed_permissions: ClassVar[Any] = {
        "list": LOOK,
        "retrieve": LOOK,
        "create": ACT,
        "cancel": ACT,
        "retry": ACT,
    }
    queryset = SyncJob.objects.select_related("site", "requested_by")
    serializer_class = shapes.JobWithSteps
    filterset_class = JobFilters
    default_ordering = "-id"

    def get_serializer_class(self) -> Any:
        """The list has no steps."""
        return shapes.JobAnswer if self.action == "list" else shapes.JobWithSteps

    @extend_schema(
        summary="Ask for a sync, a verification or an initialisation",
        request=shapes.NewJob,
        responses={202: shapes.JobWithSteps},
    )
    @once
    def create(self, request: Request) -> Response:
        """A job of the kind that waits or runs for the site already is answered instead."""
        sent = self.sent(shapes.NewJob, request)
        site: Any = site_named(sent["site_id"])
        job = ASK[AskedKind(sent["kind"])](site, self.person())
        return self.after(job.pk, status.HTTP_202_ACCEPTED)

    @act("Cancel a job", NoBody, shapes.JobWithSteps)
    def cancel(self, job: SyncJob, _: dict[str, Any]) -> Response:
        """At once while it waits, at its next step while it runs."""
        cancel_job(job.pk)
        return self.after(job.pk)

    @act("Do the work of a job again", NoBody, shapes.JobWithSteps, status.HTTP_202_ACCEPTED)
    def retry(self, job: SyncJob, _: dict[str, Any]) -> Response:
        """The answer is the new job; one that pauses before its next try is tried at once."""
        return self.after(retry_job(job.pk, self.person()).pk, status.HTTP_202_ACCEPTED)
