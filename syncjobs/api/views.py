"""The routes with which a site pushes, pulls and acknowledges (protocol 3.2, 3.4 to 3.7)."""

from typing import Final

from django.http import HttpResponse

from sites.api.views import SiteView, json_answer
from sites.choices import InitialisationStatus
from syncjobs.api.answers import gzipped
from syncjobs.api.query import LARGEST_CURSOR, whole_number
from syncjobs.exchange.acknowledging import acknowledge_records, read_acknowledged
from syncjobs.exchange.errors import InitialisationInProgressError
from syncjobs.exchange.json_body import read_json_body
from syncjobs.exchange.pulling import central_page, queue_page
from syncjobs.exchange.pushing import read_push, receive_push
from syncjobs.exchange.site_status import IDLE, site_status
from syncjobs.following.site_calls import (
    site_acknowledged,
    site_asked_for_status,
    site_pulled_central,
    site_pulled_queue,
    site_pushed,
)

DEFAULT_LIMIT: Final = 500


class SiteStatusView(SiteView):
    """`GET /sync/v5/site_status` (protocol 3.2)."""

    def get(self) -> HttpResponse:
        """Whether anything of the calling site is being prepared or integrated."""
        status = site_status(self.site.id, self.site.initialisation_status)
        site_asked_for_status(self.site, is_idle=status == IDLE)
        return json_answer(b'{"code":"%s","message":"%s","data":null}' % (status, status))


class CentralRecordsView(SiteView):
    """`GET /sync/v5/central_records` (protocol 3.4)."""

    def get(self) -> HttpResponse:
        """The entries of the central log after the site's cursor."""
        cursor = whole_number(self.request.GET, "cursor", default=0, largest=LARGEST_CURSOR)
        limit = whole_number(self.request.GET, "limit", default=DEFAULT_LIMIT, smallest=1)
        page = central_page(self.site.id, cursor, limit)
        site_pulled_central(self.site, cursor, page)
        return gzipped(self.request, json_answer(page.body))


class QueuedRecordsView(SiteView):
    """`GET` and `POST /sync/v5/queued_records` (protocol 3.5, 3.7)."""

    def get(self) -> HttpResponse:
        """The rows that wait for the site; none of a queue that is being built."""
        limit = whole_number(self.request.GET, "limit", default=DEFAULT_LIMIT, smallest=1)
        if self.site.initialisation_status == InitialisationStatus.STARTED:
            raise InitialisationInProgressError
        page = queue_page(self.site.id, limit)
        site_pulled_queue(self.site, page)
        return gzipped(self.request, json_answer(page.body))

    def post(self) -> HttpResponse:
        """Stores what the site pushes; the last POST of a push has it integrated."""
        push = read_push(read_json_body(self.request))
        receive_push(self.site.id, push)
        site_pushed(self.site, push)
        return json_answer(b'{"integrationStarted":true}')


class AcknowledgedRecordsView(SiteView):
    """`POST /sync/v5/acknowledged_records` (protocol 3.6)."""

    def post(self) -> HttpResponse:
        """Takes out of the site's queue what it has stored."""
        ids = read_acknowledged(read_json_body(self.request).value)
        site_acknowledged(self.site, acknowledge_records(self.site.id, ids))
        return HttpResponse(status=204)
