"""The published table of versions (protocol 4), row by row."""

import pytest

from sites.compatibility import (
    Fit,
    check_sync_version,
    combine,
    compare_with_central,
    padded,
    read_version,
    requirement_of,
    v6_version_of,
)

pytestmark = pytest.mark.any_database

# Site version; the row of the table: its minimum of the legacy and of the Open mSupply server.
ROWS = [
    ("1.1.00", "7.04.01", ""),
    ("1.1.16", "7.04.01", ""),
    ("1.2.00", "7.05.05", ""),
    ("1.3.9", "7.05.05", ""),
    ("1.4.00", "7.09.00", ""),
    ("1.7.0", "7.09.00", ""),
    ("2.0.00", "7.14.04", "2.0.00"),
    ("2.1.00", "7.14.04", "2.1.00"),
    ("2.2.00", "7.14.04", "2.2.00"),
    ("2.3.00", "7.17.01", "2.3.00"),
    ("2.6.05", "7.17.01", "2.3.00"),
    ("2.7.00", "8.01.03", "2.7.00"),
    ("2.8.00", "8.02.00", "2.8.00"),
    ("2.9.00", "8.03.04", "2.9.00"),
    ("2.9.01", "8.03.04", "2.9.00"),
    ("2.9.02", "8.03.12", "2.9.02"),
    ("2.10.00", "8.04.04", "2.10.00"),
    ("2.12.0", "8.04.04", "2.10.00"),
    ("2.13.00", "8.06.00", "2.13.00"),
    ("2.19.7", "8.06.00", "2.13.00"),
    ("2.20.00", "9.01.04", "2.20.00"),
    ("2.21.01", "9.01.04", "2.20.00"),
    ("2.21.02", "9.02.04", "2.21.02"),
    ("3.0.0", "9.02.04", "2.21.02"),
]


@pytest.mark.parametrize(("site", "legacy", "central"), ROWS)
def test_it_knows_what_a_site_requires(site: str, legacy: str, central: str) -> None:
    version = read_version(site)
    assert version is not None
    row = requirement_of(version)
    assert row is not None
    assert (row.msupply_central, row.open_msupply_central) == (legacy, central)


def test_it_knows_no_requirement_of_what_is_older_than_the_table() -> None:
    version = read_version("1.0.99")
    assert version is not None
    assert requirement_of(version) is None


@pytest.mark.parametrize(
    ("site", "central", "fit"),
    [
        # 2.1.00 accepts 2.1.00 only.
        ("2.1.00", "2.1.00", Fit.FITS),
        ("2.0.00", "2.1.00", Fit.SITE_TOO_OLD),
        ("2.1.01", "2.1.01", Fit.SITE_TOO_NEW),
        # 2.2.00 and later accept 2.1.00 to 2.4.03.
        ("2.1.00", "2.2.00", Fit.FITS),
        ("2.4.03", "2.4.03", Fit.FITS),
        ("2.4.04", "2.4.05", Fit.SITE_TOO_NEW),
        ("2.0.00", "2.2.00", Fit.SITE_TOO_OLD),
        # 2.5.00 and later accept 2.1.00 to 2.6.05.
        ("2.1.00", "2.5.00", Fit.FITS),
        ("2.4.04", "2.5.00", Fit.FITS),
        ("2.6.05", "2.6.05", Fit.FITS),
        ("2.6.06", "2.6.06", Fit.SITE_TOO_NEW),
        # 2.7.00 and later accept 2.1.00 to 2.9.01.
        ("2.1.00", "2.7.00", Fit.FITS),
        ("2.6.06", "2.7.00", Fit.FITS),
        ("2.9.01", "2.9.01", Fit.FITS),
        # 2.9.02 accepts 2.1.00 and later.
        ("2.1.00", "2.9.02", Fit.FITS),
        ("2.0.00", "2.9.02", Fit.SITE_TOO_OLD),
        ("2.9.02", "2.9.02", Fit.FITS),
        ("2.1.00", "2.21.02", Fit.FITS),
        ("2.20.00", "2.20.00", Fit.FITS),
        # A central server that is older than the table's first accepts its own age.
        ("2.0.00", "2.0.00", Fit.FITS),
        # A central server is never older than a site.
        ("2.1.00", "2.0.00", Fit.CENTRAL_TOO_OLD),
        ("2.3.00", "2.2.00", Fit.CENTRAL_TOO_OLD),
        ("2.9.02", "2.9.01", Fit.CENTRAL_TOO_OLD),
        ("2.20.00", "2.19.00", Fit.CENTRAL_TOO_OLD),
        ("2.20.01", "2.20.00", Fit.CENTRAL_TOO_OLD),
        ("2.10.00", "2.9.02", Fit.CENTRAL_TOO_OLD),
        # Version 1 knows no such server.
        ("1.7.00", "2.20.00", Fit.SITE_TOO_OLD),
        ("1.0.00", "2.20.00", Fit.SITE_TOO_OLD),
        ("1.7.00", "", Fit.SITE_TOO_OLD),
        # Who has not called yet.
        ("", "2.20.00", Fit.UNKNOWN),
        ("2.20.00", "", Fit.UNKNOWN),
        ("nonsense", "2.20.00", Fit.UNKNOWN),
        ("2.20.00", "nonsense", Fit.UNKNOWN),
    ],
)
def test_it_compares_a_site_with_the_central_server(site: str, central: str, fit: Fit) -> None:
    verdict = compare_with_central(site, central)
    assert verdict.fit is fit
    assert verdict.is_problem == bool(verdict.upgrades) == (fit not in {Fit.FITS, Fit.UNKNOWN})
    assert verdict.sentence.endswith(".")


@pytest.mark.parametrize(
    ("site", "central", "upgrade"),
    [
        ("2.20.0", "2.9.2", "the Open mSupply central server to 2.20.00 or later"),
        ("2.21.4", "2.20.0", "the Open mSupply central server to 2.21.04 or later"),
        ("2.4.4", "2.4.5", "the Open mSupply central server to 2.9.02 or later"),
        ("2.0.0", "2.20.0", "the site to 2.1.00 or later"),
        ("1.7.0", "2.20.0", "the site to 2.1.00 or later"),
    ],
)
def test_it_says_who_upgrades_to_what(site: str, central: str, upgrade: str) -> None:
    assert compare_with_central(site, central).upgrades[0] == upgrade


@pytest.mark.parametrize(
    ("site", "central"), [("2.20.0", "2.20.00"), ("2.20.00", "2.20.0"), ("2.20", "2.20.0-rc1")]
)
def test_it_reads_both_spellings(site: str, central: str) -> None:
    assert compare_with_central(site, central).sentence == (
        "2.20.00 fits the Open mSupply central server 2.20.00."
    )


def test_it_tells_the_central_server_itself_apart() -> None:
    verdict = compare_with_central("1.0.0", "1.0.0", is_central=True)
    assert (verdict.fit, verdict.sentence) == (Fit.FITS, "This is the Open mSupply central server.")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2.20.0", "2.20.00"),
        ("2.20.00", "2.20.00"),
        (" 2.9.2 ", "2.9.02"),
        ("2.21.10", "2.21.10"),
        ("2.20", "2.20.00"),
        ("2.20.0-rc3", "2.20.00"),
    ],
)
def test_it_shows_versions_as_the_documents_do(text: str, shown: str) -> None:
    version = read_version(text)
    assert version is not None
    assert padded(version) == shown


@pytest.mark.parametrize("text", ["", "-", "latest", "2..1", "99999999999.1", "٢.x", "🙂"])
def test_it_reads_no_version_in_other_texts(text: str) -> None:
    assert read_version(text) is None


@pytest.mark.parametrize(
    ("sync_version", "fit", "upgrades"),
    [
        (1, Fit.SYNC_VERSION, ("the site",)),
        (2, Fit.FITS, ()),
        (14, Fit.FITS, ()),
        (15, Fit.SYNC_VERSION, ("the portal",)),
        (None, Fit.UNKNOWN, ()),
    ],
)
def test_it_checks_the_sync_version(
    sync_version: int | None, fit: Fit, upgrades: tuple[str, ...]
) -> None:
    verdict = check_sync_version(sync_version, 2, 14)
    assert (verdict.fit, verdict.upgrades) == (fit, upgrades)


@pytest.mark.parametrize(
    ("app", "v6"),
    [
        ("2.0.0", 0),
        ("2.1.0", 1),
        ("2.2.0", 2),
        ("2.4.9", 2),
        ("2.5.0", 3),
        ("2.7.0", 4),
        ("2.9.1", 4),
        ("2.9.02", 5),
        ("2.20.0", 5),
        ("", 5),
    ],
)
def test_it_knows_the_v6_version_of_an_app(app: str, v6: int) -> None:
    assert v6_version_of(app) == v6


def test_it_names_all_who_must_upgrade_with_central_servers_first() -> None:
    verdict = combine(check_sync_version(15, 2, 14), compare_with_central("2.20.0", "2.10.0"))
    assert verdict.upgrades == (
        "the portal",
        "the Open mSupply central server to 2.20.00 or later",
    )


def test_it_names_a_central_server_before_the_site() -> None:
    verdict = combine(check_sync_version(1, 2, 14), compare_with_central("2.20.0", "2.10.0"))
    assert verdict.upgrades == (
        "the Open mSupply central server to 2.20.00 or later",
        "the site",
    )
    assert "Sync version 1" in verdict.sentence


def test_it_combines_two_that_fit() -> None:
    verdict = combine(check_sync_version(14, 2, 14), compare_with_central("2.20.0", "2.20.0"))
    assert verdict.fit is Fit.FITS
