"""Tables as CSV that a spreadsheet opens as it should and that can do no harm there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""At the beginning of a file, so that spreadsheets read it as UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be reckoned, not shown: it could send data away."""


def lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV with line ends as spreadsheets write them."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(
        [harmless(cell) for cell in row] for row in rows
    )
    return written.getvalue()


def harmless(cell: str) -> str:
    """A cell as text, whatever it begins with."""
    return f"'{cell}" if cell.lstrip(" \n").startswith(FORMULA) else cell
