"""Tables as XLSX, read and written.

Read by calamine: openpyxl took 13 seconds of computing for a hundred thousand rows, calamine 0.7.
Written by openpyxl, a row at a time, with flat memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import BinaryIO

from openpyxl import Workbook
from python_calamine import CalamineError, CalamineWorkbook

from content.sheets import BadSheet, Record, Row, harmless, plain
from content.wording import word

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How a workbook begins; how an old or a locked one does."""
MOST_UNPACKED = 400_000_000
"""Bytes of all parts of a workbook together: a hundred thousand rows have a tenth of it. More is
no list of people but a file made to fill memory."""
MOST_CELLS = 10_000_000
MOST_COLUMNS = 50
PART = 1 << 20
PLACE = re.compile(rb' r="([A-Z]{1,3})([0-9]{1,7})"')
"""Where a cell says that it stands."""
WHOLE = 10**15
"""From here on a spreadsheet rounds numbers: they are shown as it shows them, 1.23E+15."""
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_workbook(data: bytes) -> bool:
    """Whether a file means to be a workbook, of whatever age."""
    return data[:4] in (ZIP, OLE)


def rows(data: bytes) -> Iterator[Record]:
    """The rows of the first sheet that are not blank, formulas by their value; raises BadSheet
    for what is no workbook."""
    refuse_unreadable(data)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    except (CalamineError, OSError, IndexError) as error:
        raise BadSheet(word("people.import_workbook")) from error
    for line, values in enumerate(sheet.iter_rows(), start=1):
        if cells := trimmed([text_of(value) for value in values[:MOST_COLUMNS]]):
            yield line, cells


def refuse_unreadable(data: bytes) -> None:
    """Raise BadSheet for an old or locked workbook, for a broken file, and for a bomb: one that
    unpacks to too much, or whose cells stand so far apart that the space between fills memory."""
    if data[:4] == OLE:
        raise BadSheet(word("people.import_old_workbook"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            size = sum(part.file_size for part in book.infolist())
            sheets = [one for one in book.namelist() if "worksheets/" in one]
            is_bomb = size > MOST_UNPACKED or any(extent(book, one) > MOST_CELLS for one in sheets)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError) as error:
        raise BadSheet(word("people.import_workbook")) from error
    if is_bomb:
        raise BadSheet(word("people.import_bomb", most=MOST_UNPACKED // 1_000_000))


def extent(book: zipfile.ZipFile, sheet: str) -> int:
    """How many cells lie between the first one of a sheet and its farthest row and column."""
    row, column, rest = 0, 0, b""
    with book.open(sheet) as file:
        while part := file.read(PART):
            for letters, digits in PLACE.findall(rest + part):
                row, column = max(row, int(digits)), max(column, numbered(letters))
            rest = part[-20:]
    return row * column


@cache
def numbered(letters: bytes) -> int:
    """A column by its letters: A is 1, AA is 27."""
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found


def trimmed(cells: list[str]) -> list[str]:
    """Cells without the blank ones behind the last."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def text_of(value: object) -> str:
    """A cell as it would be typed: 123456.0 as 123456, a day as 2026-11-24."""
    match value:
        case str():
            return plain(value.strip())
        case bool():
            return str(value).upper()
        case int() | float():
            whole = abs(value) < WHOLE and value == int(value)
            return str(int(value)) if whole else f"{value:G}"
        case datetime():
            return f"{value:%Y-%m-%d}" if value.time() == value.min.time() else f"{value}"
        case date():
            return value.isoformat()
    return str(value)


def written(cell: str | int) -> str | int | None:
    """A cell as it goes into a workbook; a blank one costs time and is left out."""
    return cell if isinstance(cell, int) else harmless(UNWRITABLE.sub("", cell)) or None


class Book:
    """A workbook of one sheet as it is written; the rows wait on disk, not in memory."""

    def __init__(self, title: str) -> None:
        self.book = Workbook(write_only=True)
        self.sheet = self.book.create_sheet(title)

    def add(self, rows: Iterable[Row]) -> None:
        """Write rows below the others; words as text that nothing reckons."""
        for row in rows:
            self.sheet.append([written(cell) for cell in row])

    def save(self, file: BinaryIO) -> None:
        """Put it together; nothing can be added any more."""
        self.book.save(file)
