"""The QR code has the modules that segno's own matrix has, with white around them."""

import re
from itertools import product

import pytest
import segno

from sites.admin.qr import QUIET_ZONE, qr_svg

PATH = re.compile(r'<path class="qrline" stroke="#000" d="([^"]+)"')
MOVE = re.compile(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?")


def modules_of(svg: str) -> set[tuple[int, int]]:
    """The dark modules as (column, row): each stroke is a row of modules, one module high."""
    found = PATH.search(svg)
    assert found is not None
    dark, x, y = set(), 0.0, 0.0
    for command, first, second in MOVE.findall(found[1]):
        if command == "h":
            dark |= {(int(x) + step, int(y)) for step in range(int(first))}
            x += float(first)
        elif command == "M":
            x, y = float(first), float(second)
        else:
            x, y = x + float(first), y + float(second or 0)
    return dark


@pytest.mark.any_database
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "https://portal.example.org", "https://" + "a." * 60 + "org"]
)
def test_it_draws_the_modules_of_the_code(url: str) -> None:
    matrix = segno.make_qr(url, error="m").matrix
    size = len(matrix)
    places = product(range(size), range(size))
    dark = {(x + QUIET_ZONE, y + QUIET_ZONE) for x, y in places if matrix[y][x]}
    svg = qr_svg(url, 12)
    assert modules_of(svg) == dark
    whole = size + 2 * QUIET_ZONE
    assert f'd="M0 0h{whole}v{whole}h-{whole}z"' in svg
    assert f'width="{12 * whole}" height="{12 * whole}"' in svg


@pytest.mark.any_database
def test_it_quotes_what_it_names() -> None:
    svg = qr_svg('http://a"><script>.example.org')
    assert "<script>" not in svg
    assert "style=" not in svg
