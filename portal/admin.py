"""Puts the admin together: which class shows which table."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import (
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.api_tokens.token_admin import ApiTokenAdmin
from portal.api_tokens.token_model import ApiToken
from portal.api_tokens.tokens_of_people import TokensOfPeople
from portal.signing_in.lockout_admin import SignInLockoutAdmin
from portal.signing_in.lockout_model import SignInLockout
from portal.signing_in.people_admin import SecondFactorOfPeople
from sites.models import Label, LoginLockout, Role, Site, SiteLogin, SiteUser, Store
from syncjobs.admin.channel_admin import AlertChannelAdmin
from syncjobs.admin.delivery_admin import AlertDeliveryAdmin
from syncjobs.admin.job_admin import SyncJobAdmin
from syncjobs.admin.label_admin import LabelAdmin
from syncjobs.admin.lockout_admin import LoginLockoutAdmin
from syncjobs.admin.login_admin import SiteLoginAdmin
from syncjobs.admin.move_admin import StoreMoveAdmin
from syncjobs.admin.new_site_files import NewSiteFiles
from syncjobs.admin.patient_search_admin import PatientSearchAdmin
from syncjobs.admin.pushed_admin import PushedBatchAdmin
from syncjobs.admin.record_admin import RecordAdmin
from syncjobs.admin.role_admin import RoleAdmin
from syncjobs.admin.schedule_admin import ScheduleAdmin
from syncjobs.admin.set_aside_admin import SetAsideAdmin
from syncjobs.admin.site_label_files import LabelFiles
from syncjobs.admin.site_labels import LabelsOfMany
from syncjobs.admin.site_schedules import SiteSchedules
from syncjobs.admin.site_sync import SyncingSiteAdmin
from syncjobs.admin.site_user_admin import SiteUserAdmin
from syncjobs.admin.store_moving import MovableStoreAdmin
from syncjobs.admin.user_logins import UserLogins
from syncjobs.models import (
    AlertChannel,
    AlertDelivery,
    PatientSearch,
    PushedBatch,
    Record,
    Schedule,
    SetAsideRecord,
    StoreMove,
    SyncJob,
)


class PasswordState(ReadOnlyPasswordHashWidget):
    """Says whether there is a password, and shows nothing of its hash."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """As Django's, with a sentence instead of salt and hash."""
        context = super().get_context(name, value, attrs)
        label = "It is set. It cannot be shown, only replaced." if value else "Not set."
        return {**context, "summary": [{"label": label}]}


class PersonForm(UserChangeForm[User]):
    """The form of a person who signs in to this admin."""

    password = ReadOnlyPasswordHashField(label="Password", widget=PasswordState)


class PersonAdmin(TokensOfPeople, SecondFactorOfPeople, UserAdmin[User]):
    """People who sign in to this admin; give them one of the two roles under *Groups*."""

    form = PersonForm
    # Written by signing in and by registering.
    readonly_fields = ("last_login", "date_joined")
    # The choosing in two lists that Django has names itself badly for those who hear the page.
    filter_horizontal = ()


class RightsOfGroupAdmin(GroupAdmin):
    """What the people of a group may do; the two roles are such groups."""

    filter_horizontal = ()


class PortalSiteAdmin(NewSiteFiles, LabelFiles, LabelsOfMany, SiteSchedules, SyncingSiteAdmin):
    """Sites with everything that can be done for them."""

    actions = (
        *SyncingSiteAdmin.actions,
        *SiteSchedules.schedule_actions,
        *LabelsOfMany.label_actions,
    )


class PortalSiteUserAdmin(UserLogins, SiteUserAdmin):
    """Users of sites with their logins."""

    change_list_template = UserLogins.change_list_template


# Importing Django's classes has registered them.
admin.site.unregister([User, Group])
admin.site.register(User, PersonAdmin)
admin.site.register(Group, RightsOfGroupAdmin)
admin.site.register(SignInLockout, SignInLockoutAdmin)
# Nobody needs to read keys and hashed codes.
admin.site.unregister([TOTPDevice, StaticDevice])
admin.site.register(Site, PortalSiteAdmin)
admin.site.register(Store, MovableStoreAdmin)
admin.site.register(Label, LabelAdmin)
admin.site.register(SiteUser, PortalSiteUserAdmin)
admin.site.register(Role, RoleAdmin)
admin.site.register(SiteLogin, SiteLoginAdmin)
admin.site.register(LoginLockout, LoginLockoutAdmin)
admin.site.register(StoreMove, StoreMoveAdmin)
admin.site.register(SyncJob, SyncJobAdmin)
admin.site.register(Record, RecordAdmin)
admin.site.register(SetAsideRecord, SetAsideAdmin)
admin.site.register(PushedBatch, PushedBatchAdmin)
admin.site.register(Schedule, ScheduleAdmin)
admin.site.register(AlertChannel, AlertChannelAdmin)
admin.site.register(AlertDelivery, AlertDeliveryAdmin)
admin.site.register(PatientSearch, PatientSearchAdmin)
admin.site.register(ApiToken, ApiTokenAdmin)
