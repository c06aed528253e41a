"""A link as a QR code on a page."""

from __future__ import annotations

import segno
from markupsafe import Markup


def picture(link: str, *, fits: bool = False) -> Markup:
    """A link as a QR code, drawn into the page: it prints sharp, and nothing else is fetched.
    ``fits``: as large as the page makes it."""
    code = segno.make(link, error="m", micro=False)
    return Markup(code.svg_inline(scale=3, border=2, omitsize=fits))
