"""What the buttons on the page of a site do, in the REST API."""

from typing import Any

from rest_framework import status
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from sites.admin.claim_acts import AcceptDevice, KeepOldDevice
from sites.admin.site_action import Outcome, SiteAction
from sites.admin.site_actions import (
    Disable,
    Enable,
    MakeCentral,
    ResetHardwareId,
    SetPassword,
    TakeTickAway,
)
from sites.models import Site
from syncjobs.jobs.due_verifications import queue_due_verification
from syncjobs.rest import site_shapes as shapes
from syncjobs.rest.acts import act
from syncjobs.rest.bodies import NewPassword, Reason
from syncjobs.rest.device_shapes import AcceptedDevice
from syncjobs.rest.errors import ActNotPossibleError
from syncjobs.rest.views import RestViews


class SiteActs(RestViews):
    """The acts on a site."""

    @act("Disable a site", shapes.GivenReason, shapes.SiteAnswer)
    def disable(self, site: Site, sent: dict[str, Any]) -> Response:
        """Its calls are refused, with the reason, until it is enabled."""
        do(Disable(), site, sent)
        return self.after(site.pk)

    @act("Enable a site", Reason, shapes.SiteAnswer)
    def enable(self, site: Site, sent: dict[str, Any]) -> Response:
        """It can sync again from its next call on."""
        do(Enable(), site, sent)
        return self.after(site.pk)

    @act("Make it the Open mSupply central server", shapes.MakeCentral, shapes.SiteAnswer)
    def make_central(self, site: Site, sent: dict[str, Any]) -> Response:
        """The tick moves here. All other sites are sent to the URL at their next sync."""
        do(MakeCentral(), site, sent)
        return self.after(site.pk)

    @act("Take the tick away", Reason, shapes.SiteAnswer)
    def take_tick_away(self, site: Site, sent: dict[str, Any]) -> Response:
        """No site is the central server then, and no other site can sync."""
        do(TakeTickAway(), site, sent)
        return self.after(site.pk)

    @act("Reset the hardware ID", Reason, shapes.SiteAnswer)
    def reset_hardware_id(self, site: Site, sent: dict[str, Any]) -> Response:
        """The next machine that calls with the right name and password is bound instead."""
        do(ResetHardwareId(), site, sent)
        return self.after(site.pk)

    @act("Set a new password", NewPassword, shapes.SiteAnswerWithPassword)
    def set_password(self, site: Site, sent: dict[str, Any]) -> Response:
        """The old one is refused from now on. A password that is generated is shown once."""
        outcome = do(SetPassword(), site, sent)
        return self.after(site.pk, generated=outcome.password)

    @act("Accept another device", AcceptedDevice, shapes.SiteAnswer)
    def accept_device(self, site: Site, sent: dict[str, Any]) -> Response:
        """It is bound in the place of the bound one, which is refused from then on."""
        claim = site.pending_claims.filter(hardware_id=sent["hardware_id"]).first()
        do(AcceptDevice(claim), site, sent)
        return self.after(site.pk)

    @act("Keep the bound device", Reason, shapes.SiteAnswer)
    def keep_device(self, site: Site, sent: dict[str, Any]) -> Response:
        """The devices that wait are forgotten; one that calls again waits again."""
        do(KeepOldDevice(), site, sent)
        return self.after(site.pk)

    def after(
        self, pk: Any, code: int = status.HTTP_200_OK, generated: str | None = None
    ) -> Response:
        """As everywhere; a verification is queued if the central server changed."""
        queue_due_verification()
        return super().after(pk, code, generated)


def do(act: SiteAction, site: Site, sent: dict[str, Any]) -> Outcome:
    """Does what the button of the admin does. Raises what it raises, in the same words."""
    if not act.is_offered(site):
        raise ActNotPossibleError(act.not_offered(site))
    form = act.form_class(sent)
    if not form.is_valid():
        raise ValidationError({name: [*map(str, said)] for name, said in form.errors.items()})
    return act.run(site, form.cleaned_data)
