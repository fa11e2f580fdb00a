"""What the portal asks a server that should be the Open mSupply central server (protocol 7, 9)."""

from dataclasses import dataclass

from sites.central_url import joined_v6_url
from syncjobs.clients.bounded_http import Answer
from syncjobs.clients.central_no_answer import post_json
from syncjobs.errors import JobFailedError

# Not the hardware id of any machine: it is told to a server that may be a stranger.
PROBE_HARDWARE_ID = "portal-verification"
SITE_NAME_QUERY = "query { initialisationStatus { status siteName } }"


@dataclass(frozen=True, slots=True)
class SiteVoice:
    """In whose name the portal asks; `one_time_secret` stands in for the password's SHA-256."""

    site_name: str
    one_time_secret: str
    app_name: str
    app_version: str
    sync_version: int
    v6_version: int

    def __repr__(self) -> str:
        return f"SiteVoice(site_name={self.site_name!r})"


def ask_site_status(central_url: str, voice: SiteVoice) -> Answer:
    """`POST central/sync/site_status` as the site itself would send it (protocol 7.2)."""
    return post_json(
        joined_v6_url(central_url) + "site_status",
        {
            "syncV5Settings": {
                "serverUrl": "",
                "username": voice.site_name,
                "passwordSha256": voice.one_time_secret,
                "siteUuid": PROBE_HARDWARE_ID,
                "appVersion": voice.app_version,
                "appName": voice.app_name,
                "syncVersion": str(voice.sync_version),
            },
            "syncV6Version": voice.v6_version,
        },
    )


def ask_site_name(central_url: str) -> str | None:
    """As which site the server signs in (protocol 9.3); None when its GraphQL does not tell."""
    try:
        answer = post_json(f"{central_url}/graphql", {"query": SITE_NAME_QUERY})
    except JobFailedError:
        return None
    return read_site_name(answer)


def read_site_name(answer: Answer) -> str | None:
    """The name in an answer to the query; None when it is of another form."""
    match answer.json():
        case {"data": {"initialisationStatus": {"siteName": str(site_name)}}}:
            return site_name
    return None
