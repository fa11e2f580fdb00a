"""The columns of the list of sites and the read-only fields of a site's page."""

from django.contrib import admin
from django.db.models import F
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sites.admin import site_display as show
from sites.admin.health_display import WORRY, health_badge
from sites.admin.label_chips import chips_of
from sites.central_server import present_central_server
from sites.models import Site
from sites.site_versions import versions_of

SHOWN_STORES = 3


class SiteColumns(admin.ModelAdmin[Site]):
    """What is shown of a site and cannot be edited."""

    @admin.display(description="stores")
    def show_stores(self, site: Site) -> str:
        """The codes of the site's first stores."""
        codes = [store.code for store in getattr(site, "first_stores", ())]
        more = " and more" if len(codes) > SHOWN_STORES else ""
        return ", ".join(codes[:SHOWN_STORES]) + more if codes else "none"

    @admin.display(description="name", ordering="name_key")
    def show_name(self, site: Site) -> SafeString:
        """The name with the code, and a badge on the one site that has the tick."""
        is_central = site.is_open_msupply_central
        badge = show.badge("good", "Central", site.url) if is_central else ""
        return format_html('{} <span class="code">{}</span> {}', site.name, site.code, badge)

    @admin.display(description="labels")
    def show_chips(self, site: Site) -> SafeString:
        """The first labels of the site."""
        return chips_of(site)

    @admin.display(description="health", ordering=WORRY)
    def show_health(self, site: Site) -> SafeString:
        """How the site is; sorted, the most worrying first."""
        return health_badge(site)

    @admin.display(description="last contact", ordering=F("last_contact_at").asc(nulls_first=True))
    def show_contact(self, site: Site) -> SafeString | str:
        """When the site last called and was let in."""
        return show.ago(site.last_contact_at) if site.last_contact_at else "never"

    @admin.display(description="last success", ordering=F("last_success_at").asc(nulls_first=True))
    def show_success(self, site: Site) -> SafeString | str:
        """When a sync of the site last succeeded."""
        return show.ago(site.last_success_at) if site.last_success_at else "never"

    @admin.display(description="app", ordering="app_version")
    def show_app(self, site: Site) -> SafeString | str:
        """App and version, as the site last told, and whether they fit the central server's."""
        app = f"{site.app_version} {site.app_name.removeprefix('Open mSupply ')}".strip()
        if not app:
            return "-"
        central_version = getattr(site, "central_version", None) or ""
        fit = show.compatibility_badge(versions_of(site, central_version))
        return format_html("{} {}", app, fit)

    @admin.display(description="UUID")
    def show_told_id(self, site: Site) -> str:
        """Its identity as the site is told it: a site of an old server keeps the spelling."""
        return site.told_id

    @admin.display(description="As a remote joins it")
    def show_joined_url(self, site: Site) -> SafeString:
        """The address that remote sites make of the URL; follows the typing."""
        return format_html(
            '<span id="joined-url" aria-live="polite">{}</span>', show.joined_url(site.url)
        )

    @admin.display(description="Machine")
    def show_machine(self, site: Site) -> str:
        """The bound machine."""
        if not site.is_hardware_bound:
            return "Not bound yet. The first machine that signs in is bound to the site."
        since = f", since {site.hardware_id_bound_at:%d %b %Y}" if site.hardware_id_bound_at else ""
        return f"{site.hardware_id}{since}. Any other machine is refused."

    @admin.display(description="Password")
    def show_password_state(self, site: Site) -> str:
        """When the password was set; it cannot be shown."""
        if site.password_set_at is None:
            return "Not set: the site cannot sign in."
        return f"Set on {site.password_set_at:%d %b %Y}. It cannot be shown, only replaced."

    @admin.display(description="App")
    def show_versions(self, site: Site) -> str:
        """App, version and sync version."""
        if not site.app_version:
            return "The present machine has not called yet."
        return f"{site.app_name} {site.app_version}, sync version {site.sync_version}"

    @admin.display(description="Versions fit")
    def show_compatibility_text(self, site: Site) -> SafeString:
        """The verdict on the versions in full."""
        central = present_central_server()
        version = central.app_version if central else ""
        return show.compatibility_text(versions_of(site, version))

    @admin.display(description="Last contact")
    def show_times(self, site: Site) -> SafeString:
        """When it was last let in, and why it was refused since."""
        return show.contact_text(site)

    @admin.display(description="Answer")
    def show_discovery_answer(self, site: Site) -> SafeString:
        """The exact answer of discovery."""
        return show.discovery_answer(site)
