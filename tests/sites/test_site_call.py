"""Reading the headers of a site's call (protocol 1.2)."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.errors import CredentialsMissingError, RequestHeaderError
from sites.site_call import SiteCall
from tests.sites.calls import ADDRESS, Caller, as_wsgi, basic, read_call

pytestmark = pytest.mark.any_database

NO_HEADER = "The call has no Authorization header with Basic credentials."
UNREADABLE = "The Basic credentials cannot be read: they are not UTF-8 in base64."
INCOMPLETE = "The Basic credentials have no site name or no password."


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_it_reads_a_call() -> None:
    call = Caller().call()
    assert (call.credentials.name, call.credentials.secret) == ("District 12", Caller().secret)
    assert (call.hardware_id, call.app_name) == ("machine-1", "Open mSupply Desktop")
    assert (call.app_version, call.sync_version, call.address) == ("2.20.0", 14, ADDRESS)


@pytest.mark.parametrize("name", ["a:b", ":", "a:", ":a", "Ärzte: 中央", " a ", "é" * 80])
def test_it_splits_on_the_last_colon(name: str) -> None:
    credentials = Caller(name).call().credentials
    assert (credentials.name, credentials.secret) == (name, Caller().secret)


def test_it_reads_headers_in_utf_8() -> None:
    call = Caller(hardware_id="máquina 中", app_name="Ö mSupply").call()
    assert (call.hardware_id, call.app_name) == ("máquina 中", "Ö mSupply")


@pytest.mark.parametrize("scheme", ["basic", "BASIC", "Basic  "])
def test_it_takes_the_scheme_in_any_case(scheme: str) -> None:
    headers = Caller().headers()
    headers["Authorization"] = headers["Authorization"].replace("Basic", scheme)
    assert read_call(headers) == Caller().call()


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("", NO_HEADER),
        ("   ", NO_HEADER),
        ("Bearer abc", NO_HEADER),
        ("Basically abc", NO_HEADER),
        ("Basic", INCOMPLETE),
        ("Basic !!!", UNREADABLE),
        ("Basic YQ", UNREADABLE),
        ("Basic é", UNREADABLE),
        ("Basic \ud800", UNREADABLE),
        (f"Basic {b64(b'a' + bytes([0xFF]) + b':b')}", UNREADABLE),
        (f"Basic {b64('Ä:b'.encode('latin-1'))}", UNREADABLE),
        (f"Basic {b64(b'no colon')}", INCOMPLETE),
        (f"Basic {b64(b':secret')}", INCOMPLETE),
        (f"Basic {b64(b'name:')}", INCOMPLETE),
        (f"Basic {b64(bytes(1) + b'name:secret')}", INCOMPLETE),
        (f"Basic {b64(b'name:secret' + bytes(1))}", INCOMPLETE),
    ],
)
def test_it_refuses_malformed_credentials(header: str, sentence: str) -> None:
    with pytest.raises(CredentialsMissingError) as refusal:
        read_call(Caller().headers() | {"Authorization": header})
    assert (refusal.value.text, refusal.value.http_status) == (sentence, 401)


@pytest.mark.parametrize("name", ["msupply-site-uuid", "app-name", "app-version", "version"])
def test_it_names_a_missing_header(name: str) -> None:
    headers = Caller().headers()
    del headers[name]
    for incomplete in (headers, headers | {name: "  "}):
        with pytest.raises(RequestHeaderError) as refusal:
            read_call(incomplete)
        assert refusal.value.text == f"The header {name} is missing, or is not plain ASCII."


@pytest.mark.parametrize(
    ("name", "longest"),
    [("msupply-site-uuid", 200), ("app-name", 100), ("app-version", 40), ("version", 40)],
)
def test_it_refuses_a_long_header(name: str, longest: int) -> None:
    headers = Caller().headers() | {name: "9" * (longest + 1)}
    with pytest.raises(RequestHeaderError) as refusal:
        read_call(headers)
    assert refusal.value.text == (
        f"The header {name} has {longest + 1} characters; {longest} are allowed."
    )


@pytest.mark.parametrize("name", ["msupply-site-uuid", "app-name", "app-version", "version"])
@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("a\x01b", "The header {} contains a control character."),
        ("a\x00b", "The header {} contains a control character."),
        (as_wsgi("a\u0085b"), "The header {} contains a control character."),
        ("a\xffb", "The header {} is not UTF-8."),
        ("a\u4e2db", "The header {} is not UTF-8."),
    ],
)
def test_it_refuses_odd_bytes(name: str, value: str, sentence: str) -> None:
    with pytest.raises(RequestHeaderError) as refusal:
        read_call(Caller().headers() | {name: value})
    assert refusal.value.text == sentence.format(name)


@pytest.mark.parametrize("version", ["14.0", "-1", "+14", "1e1", "fourteen", "١٤", "²", "1" * 10])
def test_it_refuses_a_version_that_is_no_number(version: str) -> None:
    with pytest.raises(RequestHeaderError) as refusal:
        read_call(Caller().headers() | {"version": as_wsgi(version)})
    assert refusal.value.text == "The header version is not a number."


def test_it_shows_no_secret() -> None:
    call = Caller().call()
    assert Caller().secret not in repr(call) + str(call) + repr(call.credentials)
    assert "District 12" in repr(call)


VALUES = st.one_of(
    st.text(),
    st.text(alphabet=st.characters(max_codepoint=255)),
    st.binary().map(lambda content: f"Basic {b64(content)}"),
    st.builds(basic, st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.just("x")),
    st.integers().map(str),
)
HEADERS = st.sampled_from(sorted(Caller().headers()))


@given(st.dictionaries(HEADERS, VALUES))
def test_it_reads_or_refuses_whatever_comes(headers: dict[str, str]) -> None:
    try:
        call = read_call(Caller().headers() | headers)
    except (CredentialsMissingError, RequestHeaderError):
        return
    assert isinstance(call, SiteCall)
    assert call.hardware_id
    assert "\0" not in call.hardware_id + call.app_name + call.app_version
