"""An address as a picture that a phone reads: how a page gets from the wall into a pocket."""

from __future__ import annotations

import segno


def qr(address: str) -> str:
    """The address as inline SVG, black on white whatever the page's own colours are."""
    code = segno.make_qr(address, error="m")
    return code.svg_inline(border=3, dark="#000", light="#fff", omitsize=True, title="This page, for a phone")
