"""Users of sites in the admin: the list and the page of one."""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from sites.admin.register_admin import RegisterAdmin
from sites.models import SiteUser, StoreAccess
from sites.models.store import new_record_id
from sites.site_users.stores import give_stores, take_stores
from syncjobs.admin.access_inline import MOST_STORES, StoreAccessInline
from syncjobs.admin.site_user_acts import SiteUserActs
from syncjobs.admin.site_user_columns import SiteUserColumns, with_first_stores
from syncjobs.admin.site_user_files import SiteUserFiles
from syncjobs.admin.site_user_filters import LoginFilter, RoleFilter, StoreFilter
from syncjobs.admin.site_user_form import NewSiteUserForm, SiteUserForm
from syncjobs.admin.site_user_history import changes_of_stores
from syncjobs.admin.site_user_passwords import ShownPassword, new_password
from syncjobs.admin.store_code_field import store_codes
from syncjobs.user_register import OWN_COLUMNS, save_user


class SiteUserAdmin(SiteUserColumns, SiteUserFiles, SiteUserActs, RegisterAdmin):
    """Who works at sites, in which stores and roles; people of this admin are listed elsewhere."""

    change_list_template = "admin/sites/siteuser/change_list.html"
    change_form_template = "admin/sites/siteuser/change_form.html"
    object_history_list_template = "admin/sites/siteuser/history_list.html"
    list_display = (
        *("name", "show_full_name", "job_title", "show_stores", "show_last_login", "is_active"),
    )
    list_filter = ("is_active", StoreFilter, RoleFilter, LoginFilter, "language")
    search_fields = (
        *("name", "first_name", "last_name", "job_title", "email", "phone", "=id"),
        "accesses__store__code",
    )
    search_help_text = "User name, full name, job title, e-mail, phone or the code of a store"
    list_per_page = 50
    show_full_result_count = False
    ordering = ("name_key",)
    inlines = (StoreAccessInline,)
    actions = (*SiteUserActs.actions, "export_users")
    readonly_fields = ("id", "show_password_state", "show_last_login")
    who: ClassVar[Any] = ("name", "first_name", "last_name", "job_title")
    reached: ClassVar[Any] = (
        "How to reach the person, and in which language",
        {"fields": ("email", "phone", "language")},
    )
    told: ClassVar[Any] = ("is_active", "show_password_state", "show_last_login", "id")
    add_fieldsets: ClassVar[Any] = (
        ("Who this is", {"fields": (*who, "password", "has_no_password", "is_active")}),
        reached,
    )
    fieldsets: ClassVar[Any] = (
        (
            "Who this is",
            {
                "fields": (*who, *told, "seen_change"),
                "description": "Somebody who logs in at sites. Whoever signs in to this admin is"
                " listed under the people of this admin instead.",
            },
        ),
        reached,
    )

    def get_urls(self) -> list[URLPattern]:
        """With the codes of stores that are offered while one types."""
        offered = self.admin_site.admin_view(store_codes)
        name = "sites_siteuser_store_codes"
        return [path("store-codes/", offered, name=name), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SiteUser]:
        """Users with what a row of the list shows."""
        users: QuerySet[SiteUser] = super().get_queryset(request)
        return with_first_stores(users)

    def get_form(
        self,
        request: HttpRequest,
        obj: SiteUser | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        **kwargs: Any,
    ) -> type[ModelForm[SiteUser]]:
        """A new user also gets a password in the form."""
        kwargs["form"] = SiteUserForm if obj else NewSiteUserForm
        form: type[ModelForm[SiteUser]] = super().get_form(request, obj, change=change, **kwargs)
        return form

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, with the button for the password and what it does not show."""
        count = StoreAccess.objects.filter(user_id=unquote(object_id)).count()
        context = {
            **(extra_context or {}),
            "may_act": request.user.has_perm("sites.change_siteuser"),
            "has_more_stores": count > MOST_STORES,
        }
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: SiteUser, form: Any, change: bool) -> None:  # noqa: FBT001
        """Saves the user with the record; a generated password is kept for `response_add` to
        show, on the request alone.
        """
        if change:
            save_user(obj, [name for name in form.changed_data if name in OWN_COLUMNS])
            return
        # The formset of the stores has taken the id that a new user begins with.
        obj.pk = own_id = obj.pk or new_record_id()
        save_user(obj)
        if obj.pk != own_id:
            said = f"{obj.name} takes over the user record {obj.pk}, which has the same name."
            self.message_user(request, said, messages.INFO)
        if form.cleaned_data["has_no_password"]:
            return
        generated = new_password(obj, form.cleaned_data["password"])
        request.generated_password = generated  # type: ignore[attr-defined]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        """Gives and takes stores as the rows say."""
        # What is listed as changed, for the log of this admin; nothing is saved by it.
        formset.save(commit=False)
        self.save_stores(formset)

    def save_stores(self, formset: Any) -> None:
        """Gives and takes stores as the changed rows say."""
        take_stores([form.instance for form in formset.deleted_forms if form.instance.pk])
        kept = [form for form in formset.forms if form not in formset.deleted_forms]
        give_stores([form.grant(formset.instance) for form in kept if form.has_changed()])

    def response_add(
        self, request: HttpRequest, obj: SiteUser, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Shows a generated password, the only time that it can be seen."""
        password = getattr(request, "generated_password", "")
        if password:
            shown = [ShownPassword(obj, password)]
            return self.passwords_page(request, f"{obj.name} is added.", shown)
        return super().response_add(request, obj, post_url_continue)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What changed of the user, and of the user's stores and roles."""
        changes = {"changes_of_parts": changes_of_stores(object_id)}
        context = {**changes, **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def has_delete_permission(self, request: HttpRequest, obj: SiteUser | None = None) -> bool:  # noqa: ARG002
        """A user is never deleted, because records name it; it is deactivated."""
        return False
