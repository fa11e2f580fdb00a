"""What the admin shows of a site beside its fields."""

import json
from datetime import datetime, timedelta
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from sites.authentication import refuse_unless_ready
from sites.central_url import is_loopback, joined_v6_url
from sites.compatibility import Compatibility, Fit
from sites.discovery import discover
from sites.errors import (
    ApiVersionIncompatibleError,
    CentralUrlError,
    PortalError,
    SiteDisabledError,
    SiteHasNoStoreError,
    SiteIncorrectHardwareIdError,
)
from sites.models import Site
from sites.registration import normalised_or_empty
from sites.site_facts import facts_by_id

REFUSALS = {
    SiteIncorrectHardwareIdError.code: "another machine than the bound one called.",
    SiteHasNoStoreError.code: "the site has no active store.",
    SiteDisabledError.code: "the site was disabled.",
    ApiVersionIncompatibleError.code: "its sync version is not one that the portal speaks.",
}


def badge(kind: str, text: str, title: str = "") -> SafeString:
    """A coloured word; `kind` is good, warn, bad or calm. The word says it without the colour."""
    return format_html('<span class="badge badge-{}" title="{}">{}</span>', kind, title, text)


def compatibility_badge(found: Compatibility) -> SafeString:
    """The verdict as a badge whose title is its sentence."""
    if found.is_problem:
        return badge("bad", "Upgrade needed", found.sentence)
    if found.fit is Fit.UNKNOWN:
        return badge("calm", "Unknown", found.sentence)
    return badge("good", "Fits", found.sentence)


def compatibility_text(found: Compatibility) -> SafeString:
    """The verdict with its sentence and who must upgrade, in order."""
    if not found.upgrades:
        return format_html("{} {}", compatibility_badge(found), found.sentence)
    steps = format_html_join("", "<li>Upgrade {}.</li>", ((step,) for step in found.upgrades))
    return format_html("{} {}<ol>{}</ol>", compatibility_badge(found), found.sentence, steps)


def contact_badge(site: Site) -> SafeString:
    """How long ago the site was let in, and whether it is disabled or was refused since."""
    contact = ago(site.last_seen_at) if site.last_seen_at else badge("calm", "Never seen")
    if site.is_disabled:
        return format_html("{} {}", contact, badge("calm", "Disabled", site.disabled_reason))
    if site.last_refusal_code:
        return format_html("{} {}", contact, badge("bad", "Refused", refusal_sentence(site)))
    return contact


def contact_text(site: Site) -> SafeString:
    """As `contact_badge`, with the reason of a refusal and its time in words."""
    if not site.last_refusal_code or site.last_attempt_at is None:
        return contact_badge(site)
    refused_at, why = ago(site.last_attempt_at), refusal_sentence(site)
    meaning = help_link(site.last_refusal_code)
    return format_html("{}<br>Refused {}: {} {}", contact_badge(site), refused_at, why, meaning)


def help_link(code: str) -> SafeString:
    """Where the help page says what the error with this code means."""
    address = f"{reverse('admin:help')}#error-{quote(code)}"
    return format_html('<a href="{}">What this means</a>', address)


def refusal_sentence(site: Site) -> str:
    """Why the last call with the right password was refused; its error code where that is all."""
    code = site.last_refusal_code
    return REFUSALS.get(code, code)


def ago(moment: datetime) -> SafeString:
    """The time since `moment`, with the exact time as title."""
    local = timezone.localtime(moment)
    is_now = timezone.now() - moment < timedelta(minutes=1)
    words = "just now" if is_now else f"{timesince(moment, depth=1)} ago"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        local.strftime("%d %b %Y %H:%M:%S %Z"),
        words,
    )


def discovery_answer(site: Site) -> SafeString:
    """Exactly what the site would be told if it called at this moment, or why it is refused."""
    facts = facts_by_id(site.pk)
    if facts is None:
        return format_html("{}", "Save the site first.")
    body = json.dumps(json.loads(discover(facts).as_json()), indent=2, ensure_ascii=False)
    try:
        refuse_unless_ready(facts)
    except PortalError as error:
        return format_html(
            "{} {} {}<br>When that is mended, it is told:<pre>{}</pre>",
            badge("bad", error.code),
            f"{error.text} {error.admin_advice}",
            help_link(error.code),
            body,
        )
    if not facts.central_url:
        return format_html(
            "{} No Open mSupply central server is configured, so the site will say"
            " “V6 central server not configured”.<pre>{}</pre>",
            badge("warn", "Not complete"),
            body,
        )
    return format_html("<pre>{}</pre>", body)


def joined_url(text: str) -> SafeString:
    """The address that a remote site makes of a URL as typed, or why it could not use it."""
    try:
        url = normalised_or_empty(text)
    except CentralUrlError as error:
        return format_html('<span class="error-text">{}</span>', str(error))
    if not url:
        return format_html("{}", "Enter a URL to see what remote sites make of it.")
    if is_loopback(url):
        return format_html(
            '<code>{}</code> <span class="error-text">This address means each remote site itself;'
            " use it only to try things out on one machine.</span>",
            joined_v6_url(url),
        )
    return format_html("<code>{}</code>", joined_v6_url(url))
