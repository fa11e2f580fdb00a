"""What can be done for many users of sites at once, from their list."""

from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from sites.counted import counted
from sites.models import SiteUser
from sites.site_users.role_holders import give_role, take_role
from syncjobs.admin.read_only import Act
from syncjobs.admin.selection import ActsOnMany, ids_of
from syncjobs.admin.site_user_act_forms import ConfirmedForm, RoleForm
from syncjobs.admin.site_user_passwords import SiteUserPasswords, give_new_passwords
from syncjobs.first_password import with_first_password_warning
from syncjobs.user_register import set_active

GIVE: Final = Act("Give a role", is_grave=False)
TAKE: Final = Act("Take a role away", is_grave=False)
DEACTIVATE: Final = Act("Deactivate")
NEW_PASSWORDS: Final = Act("Set new passwords")
# Hashing so many takes some seconds.
MOST_PASSWORDS: Final = 200


class SiteUserActs(ActsOnMany[SiteUser], SiteUserPasswords):
    """Adds the acts to the admin of users of sites."""

    act_on_many_template = "admin/sites/siteuser/act.html"
    actions: Any = ("give_role", "take_role", "new_passwords", "activate", "deactivate")

    @admin.action(description="Give a role…", permissions=["change"])
    def give_role(self, request: HttpRequest, queryset: QuerySet[SiteUser]) -> HttpResponse | None:
        """Asks for a role and a store, and gives it to the users there."""
        form = RoleForm(request.POST if "role" in request.POST else None)
        if not form.is_valid():
            users = counted(queryset.count(), "user")
            consequence = (
                f"{users} will hold the role from their next login on. Those who do not have the"
                " store get it, and may log in there. Their other roles stay."
            )
            return self.act_on_many_page(request, GIVE, consequence, form)
        role, store = form.cleaned_data["role"], form.cleaned_data["store"]
        count = give_role(role, ids_of(queryset), store, reason="Given to many")
        self.say_where(request, f"The role {role} is given", count)
        return None

    @admin.action(description="Take a role away…", permissions=["change"])
    def take_role(self, request: HttpRequest, queryset: QuerySet[SiteUser]) -> HttpResponse | None:
        """Asks for a role and a store, and takes it from the users there."""
        form = RoleForm(request.POST if "role" in request.POST else None)
        if not form.is_valid():
            users = counted(queryset.count(), "user")
            consequence = (
                f"{users} will not hold the role from their next login on. They keep their stores"
                " and their other roles."
            )
            return self.act_on_many_page(request, TAKE, consequence, form)
        role, store = form.cleaned_data["role"], form.cleaned_data["store"]
        count = take_role(role, ids_of(queryset), store, reason="Taken from many")
        self.say_where(request, f"The role {role} is taken away", count)
        return None

    @admin.action(description="Activate", permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[SiteUser]) -> None:
        """Lets the users log in again."""
        count = set_active(ids_of(queryset), is_active=True)
        said = f"{counted(count, 'user')} can log in again." if count else "All were active."
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description="Deactivate…", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[SiteUser]) -> HttpResponse | None:
        """Asks, and lets the users log in nowhere any more."""
        if "confirmed" not in request.POST:
            users = counted(queryset.count(), "user")
            consequence = (
                f"{users} can log in nowhere any more, once their site asks the portal or has"
                " synced. Their names stay in what they recorded."
            )
            return self.act_on_many_page(request, DEACTIVATE, consequence, ConfirmedForm())
        count = set_active(ids_of(queryset), is_active=False)
        said = f"{counted(count, 'user')} deactivated." if count else "None of them was active."
        self.message_user(request, said, messages.SUCCESS)
        return None

    @admin.action(description="Set new passwords…", permissions=["change"])
    def new_passwords(
        self, request: HttpRequest, queryset: QuerySet[SiteUser]
    ) -> HttpResponse | None:
        """Asks, and gives each of the users a generated password, all shown once."""
        count = queryset.count()
        if count > MOST_PASSWORDS:
            said = f"Choose at most {MOST_PASSWORDS} users at a time; these are {count}."
            self.message_user(request, said, messages.ERROR)
            return None
        if "confirmed" not in request.POST:
            consequence = with_first_password_warning(
                f"{counted(count, 'user')} will be refused with their old passwords. The new ones"
                " are shown once, on one page to print or copy; no password can be shown again."
            )
            return self.act_on_many_page(request, NEW_PASSWORDS, consequence, ConfirmedForm())
        shown = give_new_passwords(queryset)
        return self.passwords_page(request, f"{counted(count, 'new password')} set.", shown)

    def say_where(self, request: HttpRequest, what: str, count: int) -> None:
        """Says in how many stores of users an act changed something."""
        if not count:
            said = "Nothing was changed: it was so already, or none of the users has a store."
            self.message_user(request, said, messages.WARNING)
            return
        self.message_user(
            request, f"{what} in {counted(count, 'store')} of users.", messages.SUCCESS
        )
