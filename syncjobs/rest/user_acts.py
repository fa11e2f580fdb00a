"""What the buttons on the page of a user of sites do, in the REST API."""

from typing import Any

from rest_framework.response import Response

from sites.models import SiteUser
from sites.site_users.stores import give_stores, take_stores
from syncjobs.admin.site_user_passwords import new_password
from syncjobs.first_password import refuse_first_password
from syncjobs.rest import user_shapes as shapes
from syncjobs.rest.acts import act
from syncjobs.rest.bodies import Reason
from syncjobs.rest.user_grants import accesses_named, grants_named
from syncjobs.rest.views import RestViews
from syncjobs.user_register import set_active


class UserActs(RestViews):
    """The acts on a user."""

    @act("Let a user log in again", Reason, shapes.UserAnswer)
    def activate(self, user: SiteUser, sent: dict[str, Any]) -> Response:
        """Nothing changes for one who is active."""
        set_active([user.pk], is_active=True, reason=sent["reason"])
        return self.after(user.pk)

    @act("Let a user log in nowhere", Reason, shapes.UserAnswer)
    def deactivate(self, user: SiteUser, sent: dict[str, Any]) -> Response:
        """From the next question of a site to the portal on."""
        set_active([user.pk], is_active=False, reason=sent["reason"])
        return self.after(user.pk)

    @act("Set a new password", shapes.NewUserPassword, shapes.UserAnswerWithPassword)
    def set_password(self, user: SiteUser, sent: dict[str, Any]) -> Response:
        """The old one is refused wherever a site can ask the portal."""
        refuse_first_password(is_meant=sent["is_first_password_meant"])
        generated = new_password(user, sent["password"], sent["reason"])
        return self.after(user.pk, generated=generated)

    @act("Give stores and roles", shapes.GivenStores, shapes.UserAnswer)
    def give_stores(self, user: SiteUser, sent: dict[str, Any]) -> Response:
        """Other stores stay; a new default store takes the place of the old one."""
        give_stores(grants_named(user, sent["stores"]), sent["reason"])
        return self.after(user.pk)

    @act("Take stores away", shapes.TakenStores, shapes.UserAnswer)
    def take_stores(self, user: SiteUser, sent: dict[str, Any]) -> Response:
        """With the roles that the user holds there."""
        take_stores(accesses_named(user, sent["store_codes"]), sent["reason"])
        return self.after(user.pk)
