"""Addresses as QR codes, which a device reads instead of somebody typing them."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Modules of white around the code, without which readers do not find it (ISO/IEC 18004).
QUIET_ZONE = 4


def qr_svg(text: str, scale: int = 4, name: str = "") -> SafeString:
    """The text as a QR code of `scale` pixels a module: an inline SVG.

    What is read aloud of it is `name`, or else the text.

    It is black on white whatever the colours of the page, has its quiet zone, shrinks where the
    page is narrower, and can be read with 15 % of it spoilt. It needs no style of its own, which
    the content security policy would refuse.
    """
    drawn, width, height = _drawn(text, scale)
    sized = drawn.replace("<svg ", f'<svg width="{width}" height="{height}" ', 1)
    return format_html(
        '<span class="qr" role="img" aria-label="{}">{}</span>',
        name or f"QR code of {text}",
        mark_safe(sized),  # noqa: S308 - segno draws modules and quotes nothing of the text
    )


def qr_symbol(text: str, symbol_id: str) -> SafeString:
    """The text as a QR code that the page draws wherever it says `<use href="#symbol_id">`.

    It has no size of its own; of many codes of one text only one is sent.
    """
    drawn, width, height = _drawn(text, scale=1)
    modules = drawn.partition(">")[2].removesuffix("</svg>")
    return format_html(
        '<svg class="symbols" aria-hidden="true"><symbol id="{}" viewBox="0 0 {} {}">{}</symbol>'
        "</svg>",
        symbol_id,
        width,
        height,
        mark_safe(modules),  # noqa: S308 - segno draws modules and quotes nothing of the text
    )


def _drawn(text: str, scale: int) -> tuple[str, float, float]:
    """An SVG without a size, and the size that it has in pixels."""
    code = segno.make_qr(text, error="m")
    drawn = code.svg_inline(
        scale=scale, border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True
    )
    return drawn, *code.symbol_size(scale, QUIET_ZONE)
