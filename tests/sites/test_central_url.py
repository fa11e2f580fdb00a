"""Which addresses of the Open mSupply central server are stored, and in which form."""

import re
from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sites.central_url import is_loopback, joined_v6_url, normalise_central_url
from sites.errors import CentralUrlError

pytestmark = pytest.mark.any_database

ACCEPTED = {
    "https://central.example.org": "https://central.example.org",
    "http://central.example.org": "http://central.example.org",
    "https://central.example.org/": "https://central.example.org",
    "  https://central.example.org\n": "https://central.example.org",
    "HTTPS://Central.Example.ORG/": "https://central.example.org",
    "https://central.example.org:443": "https://central.example.org",
    "http://central.example.org:80/": "http://central.example.org",
    "http://central.example.org:443": "http://central.example.org:443",
    "https://central.example.org:80": "https://central.example.org:80",
    "https://central.example.org:08443": "https://central.example.org:8443",
    "https://central.example.org:65535": "https://central.example.org:65535",
    "https://central.example.org.": "https://central.example.org",
    "http://central": "http://central",
    "http://server_1.local:2055": "http://server_1.local:2055",
    "http://192.0.2.10:8000": "http://192.0.2.10:8000",
    "http://[2001:DB8:0:0::1]": "http://[2001:db8::1]",
    "http://[2001:db8::1]:8000/": "http://[2001:db8::1]:8000",
    "https://zentrale.münchen.example": "https://zentrale.xn--mnchen-3ya.example",
    "https://ZENTRALE.MÜNCHEN.example": "https://zentrale.xn--mnchen-3ya.example",
    "https://xn--mnchen-3ya.example": "https://xn--mnchen-3ya.example",
    "https://localhost:2055": "https://localhost:2055",
}

NO_SCHEME = "The URL does not begin with http:// or https://."
PORT = "The port of the URL is not a number from 1 to 65535."
MALFORMED = "The URL cannot be read: its host is malformed."

REFUSED = {
    "": "The URL is empty.",
    " \t\n": "The URL is empty.",
    "localhost:2055": NO_SCHEME,
    "central.example.org": NO_SCHEME,
    "//central.example.org": NO_SCHEME,
    "http:/central.example.org": NO_SCHEME,
    "https:central.example.org": NO_SCHEME,
    "ftp://central.example.org": "The URL begins with ftp://, which remote sites cannot use.",
    "wss://central.example.org": "The URL begins with wss://, which remote sites cannot use.",
    "https://central.example.org/msupply": "The URL contains the path /msupply.",
    "https://central.example.org/a/": "The URL contains the path /a/.",
    "https://central.example.org//": "The URL contains the path //.",
    "https:///central": "The URL contains the path /central.",
    "https://central.example.org?site=1": "The URL contains a query (?).",
    "https://central.example.org?": "The URL contains a query (?).",
    "https://central.example.org/#top": "The URL contains a fragment (#).",
    "https://central.example.org#": "The URL contains a fragment (#).",
    "https://ada@central.example.org": "The URL contains a user name.",
    "https://ada:secret@central.example.org": "The URL contains a user name.",
    "https://@central.example.org": "The URL contains a user name.",
    "https://central .example.org": "The URL contains a space.",
    "https://central\u00a0.example.org": "The URL contains a space.",
    "https://central\x01.example.org": "The URL contains a space.",
    "https:\\\\central.example.org": "The URL contains a backslash.",
    "https://central.example.org\\": "The URL contains a backslash.",
    "https://central.example.org:": PORT,
    "https://central.example.org:0": PORT,
    "https://central.example.org:65536": PORT,
    "https://central.example.org:80a": PORT,
    "https://central.example.org:-1": PORT,
    "https://central.example.org:٤٤": PORT,
    "https://": "The URL has no host.",
    "https://:8000": "The URL has no host.",
    "http://[::1": MALFORMED,
    "http://[::1]abc": MALFORMED,
    "http://abc[::1]": MALFORMED,
    "http://[v1.central]": MALFORMED,
    "https://central.example.org\uff0fpath": MALFORMED,
    "http://[fe80::1%25eth0]": "The URL contains an IPv6 zone (%).",
    "http://[2001:db8::zz]": MALFORMED,
    "http://256.1.1.1": "256.1.1.1 is neither a host name nor an IP address.",
    "http://127.1": "127.1 is neither a host name nor an IP address.",
    "http://0x7f000001": "0x7f000001 is neither a host name nor an IP address.",
    "https://-central.example.org": "-central.example.org is not a host name.",
    "https://central..example.org": "central..example.org is not a host name.",
    "https://central,example.org": "central,example.org is not a host name.",
    "https://%63entral.example.org": "%63entral.example.org is not a host name.",
    "https://ä..example.org": "ä..example.org is not a host name.",
    "https://xn--99999999.example": "xn--99999999.example is not a host name.",
    "https://xn--.example": "xn--.example is not a host name.",
    f"https://{'a' * 64}.example.org": f"{'a' * 64}.example.org is not a host name.",
    f"https://{'a.' * 130}org": f"{'a.' * 130}org is not a host name.",
}


@pytest.mark.parametrize(("typed", "stored"), ACCEPTED.items())
def test_it_stores_scheme_host_and_port(typed: str, stored: str) -> None:
    assert normalise_central_url(typed) == stored


@pytest.mark.parametrize(("typed", "sentence"), REFUSED.items())
def test_it_refuses_with_a_sentence_of_its_own(typed: str, sentence: str) -> None:
    with pytest.raises(CentralUrlError) as refusal:
        normalise_central_url(typed)
    assert refusal.value.text == sentence
    assert refusal.value.advice


def test_it_warns_that_a_missing_scheme_stops_remote_sites() -> None:
    with pytest.raises(CentralUrlError, match="remote sites stop working"):
        normalise_central_url("localhost:2055")


def test_it_says_that_remote_sites_add_the_path_themselves() -> None:
    with pytest.raises(CentralUrlError, match="add /central/sync/ themselves"):
        normalise_central_url("https://central.example.org/central/sync/")


def test_it_shows_the_address_that_a_remote_joins() -> None:
    assert joined_v6_url("https://central.example.org") == (
        "https://central.example.org/central/sync/"
    )


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://localhost:2055", True),
        ("http://central.localhost", True),
        ("http://127.0.0.1", True),
        ("http://127.9.9.9:8000", True),
        ("http://[::1]:8000", True),
        ("http://0.0.0.0", True),
        ("http://[::]", True),
        ("http://[::ffff:127.0.0.1]", True),
        ("http://192.168.1.4", False),
        ("http://[2001:db8::1]", False),
        ("https://localhost.example.org", False),
        ("https://central.example.org", False),
    ],
)
def test_it_knows_the_addresses_of_the_reader_itself(url: str, loopback: bool) -> None:  # noqa: FBT001
    assert is_loopback(normalise_central_url(url)) is loopback


LABELS = st.from_regex(r"[a-zA-Z]([a-zA-Z0-9_-]{0,20}[a-zA-Z0-9_])?", fullmatch=True).filter(
    lambda label: not label.lower().startswith("xn--")
)
HOSTS = st.one_of(
    st.lists(LABELS, min_size=1, max_size=5).map(".".join),
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(lambda address: f"[{address.exploded.upper()}]"),
)
PORTS = st.one_of(st.just(""), st.integers(1, 65535).map(lambda port: f":{port}"))
SCHEMES = st.sampled_from(["http://", "https://", "HTTPS://", "Http://"])
GOOD = st.tuples(SCHEMES, HOSTS, PORTS, st.sampled_from(["", "/"])).map("".join)
PIECES = st.sampled_from(
    ["http://", "https://", "://", "/", "@", ":", "[", "]", "::1", "a", "Ä", "ß", ".", "xn--", "0x"]
)


def check_promises(stored: str) -> None:
    """What a stored URL promises to every remote site."""
    assert normalise_central_url(stored) == stored
    assert re.fullmatch(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?", stored)
    assert urljoin(stored, "central/sync/") == joined_v6_url(stored)


@given(GOOD)
def test_it_accepts_every_host_and_port(typed: str) -> None:
    check_promises(normalise_central_url(typed))


@given(st.one_of(st.text(), st.lists(PIECES | st.characters()).map("".join), GOOD | st.text()))
@example("https://①②⑦.0.0.1")
@example("https://faß.example")
def test_it_keeps_its_promises_or_refuses(typed: str) -> None:
    try:
        stored = normalise_central_url(typed)
    except CentralUrlError as refusal:
        assert refusal.text.endswith(".")  # noqa: PT017 - either outcome is right
    else:
        check_promises(stored)


def test_it_reads_international_names_as_remotes_do() -> None:
    assert normalise_central_url("http://fa\u00df.example") == "http://xn--fa-hia.example"
