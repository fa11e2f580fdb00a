"""The three routes of the test API."""

import json

from django.conf import settings
from django.http import HttpResponse
from django.utils.datastructures import CaseInsensitiveMapping

from sites.api.authentication import client_address
from sites.api.views import SiteView, json_answer
from sites.authentication import authenticate
from sites.site_call import read_site_call
from sites.site_facts import SiteFacts
from syncjobs.exchange.json_body import read_json_body
from syncjobs.records.central_edits import edit_centrally
from syncjobs.test_api.create_site import create_site, read_visible_names
from syncjobs.test_api.edits import read_deletes, read_upserts


class PreparingView(SiteView):
    """A route that any site may call to prepare a test, without the header `version` too.

    Programs that prepare tests do not sync, so they need not say which version they speak; they
    count as speaking the highest that the portal does.
    """

    def calling_site(self) -> SiteFacts:
        """The calling site; raises the errors of `sites.authentication.authenticate`."""
        # Of two spellings of a name the later one counts: the header that was sent.
        sent = {"version": str(settings.SYNC_VERSION_MAX), **self.request.headers}
        headers = CaseInsensitiveMapping(sent)
        return authenticate(read_site_call(headers, client_address(self.request)))


class CreateSiteView(PreparingView):
    """`POST /sync/v5/test/create_site`"""

    def post(self) -> HttpResponse:
        """Registers a new site with a store, and tells its credentials."""
        names = read_visible_names(read_json_body(self.request).value)
        return json_answer(json.dumps(create_site(names).as_json()).encode())


class UpsertView(PreparingView):
    """`POST /sync/v5/test/upsert`"""

    def post(self) -> HttpResponse:
        """Writes records of any tables together; a record may have some of its members only."""
        edit_centrally(read_upserts(read_json_body(self.request).value))
        return json_answer(b"{}")


class DeleteView(PreparingView):
    """`POST /sync/v5/test/delete`"""

    def post(self) -> HttpResponse:
        """Deletes records of any tables together; those that are not there are no error."""
        edit_centrally(read_deletes(read_json_body(self.request).value))
        return json_answer(b"{}")
