"""Tables as CSV: written so that a spreadsheet opens them as it should and they can do no harm
there, read as spreadsheets save them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from content.wording import word

BOM = "\ufeff"
"""At the beginning of a file, so that spreadsheets read it as UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be reckoned, not shown: it could send data away."""
NUMBER = re.compile(r"-?[0-9]+\Z")
"""What is shown as it is: the number of a group of Telegram begins with a minus."""
SEPARATORS = ",;\t"
SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
"""How Excel is told of the separator, in a line before the header."""

Row = Sequence[str | int]
"""A row as it is written: words, and numbers that can be added up."""
Record = tuple[int, list[str] | str]
"""The line it begins on, and its cells; words of complaint in their place when it is broken."""


class BadSheet(ValueError):
    """A file that is no table; the message says what is wrong."""


def lines(rows: Iterable[Row]) -> str:
    """Rows as CSV with line ends as spreadsheets write them."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(
        [harmless(str(cell)) for cell in row] for row in rows
    )
    return written.getvalue()


def harmless(cell: str) -> str:
    """A cell as text, whatever it begins with."""
    return f"'{cell}" if is_reckoned(cell) else cell


def plain(cell: str) -> str:
    """A cell as it was before ``harmless``."""
    return cell[1:] if cell.startswith("'") and is_reckoned(cell[1:]) else cell


def is_reckoned(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula; what only looks like a guarded one
    counts too, so that every cell reads back as it was."""
    begins = cell.lstrip("'").lstrip(" \n")
    return begins.startswith(FORMULA) and not NUMBER.match(cell)


def decode(data: bytes) -> str:
    """The text of a file as spreadsheets save it; raises BadSheet."""
    try:
        return data.decode(encoding_of(data)).removeprefix(BOM)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadSheet(word("people.import_encoding", line=line)) from error


def encoding_of(data: bytes) -> str:
    """UTF-8, or UTF-16 with or without its mark. Old code pages are not guessed at: a wrong guess
    would spell people's names wrong."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if data[:1] == b"\0":
        return "utf-16-be"
    return "utf-16-le" if data[1:2] == b"\0" else "utf-8"


def records(text: str) -> Iterator[Record]:
    """Each record that is not blank. A quote that is never closed would swallow every line below
    it: reading goes on right after the line where the broken record began."""
    told = SEPARATOR_LINE.match(text)
    rows = list(io.StringIO(text, newline=""))
    part = told[1] if told else separator(rows[0] if rows else "")
    start = 1 if told else 0
    while start < len(rows):
        reader = csv.reader(
            (rows[at] for at in range(start, len(rows))), delimiter=part, strict=True
        )
        began = start
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield began + 1, [plain(cell.strip()) for cell in cells]
                began = start + reader.line_num
            return
        except csv.Error as error:
            yield began + 1, str(error)
            start = began + 1


def separator(head: str) -> str:
    """What parts the cells: whichever of comma, semicolon and tab the header has most of."""
    return max(SEPARATORS, key=head.count)
