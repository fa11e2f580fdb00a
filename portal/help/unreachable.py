"""What a site shows when it does not reach the portal at all: nothing of it has a code here."""

from typing import Final

from portal.help.entry import Case, Entry
from syncjobs.simulation.advice import SHOWN
from syncjobs.simulation.errors import Variant

NO_CONNECTION: Final = SHOWN[Variant.CONNECTION_ERROR]
UNKNOWN: Final = SHOWN[Variant.UNKNOWN]

ENTRIES: Final = (
    Entry(
        (),
        (
            Case(
                "The URL begins with https, but http is spoken on that port. The details may say"
                " “corrupt message of type InvalidContentType” or “record overflow”.",
                "Begin the URL with http://, or enter the port on which the portal speaks https.",
                "Compare it with the portal's address, as the page of each site shows it.",
            ),
        ),
        NO_CONNECTION,
        "unreachable-https-to-http",
    ),
    Entry(
        (),
        (
            Case(
                "The URL begins with http, but https is spoken on that port: the connection ends"
                " without an answer that the site can read.",
                "Begin the URL with https://.",
                "Compare it with the portal's address, as the page of each site shows it.",
            ),
        ),
        UNKNOWN,
        "unreachable-http-to-https",
    ),
    Entry(
        (),
        (
            Case(
                "Nobody answers at that host and port: one of the two is wrong, the portal is not"
                " running, or a firewall stands between. The details may say “connection refused”,"
                " “operation timed out” or “dns error”.",
                "Open the URL in a browser on the site's device. If that shows nothing, correct"
                " host and port, or the network.",
                "See whether the portal answers from another place, and whether other sites call.",
            ),
        ),
        NO_CONNECTION,
        "unreachable-host-or-port",
    ),
    Entry(
        (),
        (
            Case(
                "The site does not trust the certificate at that URL. The details may say “invalid"
                " peer certificate”. Sites know the public authorities and no others, whatever the"
                " device itself trusts.",
                "Enter the host name exactly as it stands in the certificate.",
                "Have the portal use a certificate of a public authority that is valid today.",
            ),
        ),
        NO_CONNECTION,
        "unreachable-certificate",
    ),
    Entry(
        (),
        (
            Case(
                "Another server answers there, such as the site's own, the Open mSupply central"
                " server or a website; the details show a page or “404”. Of the three URLs that"
                " are easily mixed up, a site's sync settings take this portal's.",
                "Enter this portal's URL: scheme, host and port, nothing more.",
                "The address to enter, and its QR code, stand on the page of each site.",
            ),
        ),
        UNKNOWN,
        "unreachable-other-server",
    ),
    Entry(
        (),
        (
            Case(
                "The connection is there, but too slow or broken off before the answer was"
                " complete. The details may say “deadline has elapsed”.",
                "Sync again when the connection is better; what was sent is not lost.",
                "If it happens at many sites at once, look at the portal's load on the first page.",
            ),
        ),
        UNKNOWN,
        "unreachable-too-slow",
    ),
)
