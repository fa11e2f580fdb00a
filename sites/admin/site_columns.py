"""The columns of the list of sites and the read-only fields of a site's page."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sites.admin import site_display as show
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

    @admin.display(description="central", ordering="-is_open_msupply_central")
    def show_central(self, site: Site) -> str:
        """A badge on the one site that has the tick."""
        return show.badge("good", "Central", site.url) if site.is_open_msupply_central else ""

    @admin.display(description="last contact", ordering="last_contact_at")
    def show_contact(self, site: Site) -> SafeString:
        """When the site last called."""
        return show.contact_badge(site)

    @admin.display(description="app", ordering="app_version")
    def show_app(self, site: Site) -> str:
        """App and version, as the site last told."""
        return f"{site.app_version} {site.app_name.removeprefix('Open mSupply ')}".strip() or "-"

    @admin.display(description="versions")
    def show_compatibility(self, site: Site) -> SafeString:
        """Whether the site's versions fit."""
        central_version = getattr(site, "central_version", None) or ""
        return show.compatibility_badge(versions_of(site, central_version))

    @admin.display(description="bound", boolean=True, ordering="hardware_id")
    def show_bound(self, site: Site) -> bool:
        """Whether a machine is bound."""
        return site.is_hardware_bound

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
