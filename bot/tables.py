"""Tables as files to take away: CSV a part at a time, XLSX put together on disk first. However
long a table is, memory holds a part of it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Literal

from content import sheets
from content.sheets import Row as Row
from content.workbooks import Book

Kind = Literal["csv", "xlsx"]
NextRows = Callable[[int], Awaitable[tuple[Sequence[Row], int]]]
"""The rows behind a row, and after which row the next ones come (0: there are none)."""
MIME: dict[Kind, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
START, END = 0, -1
PART = 1 << 16


def parts(kind: Kind, head: Row, rows_after: NextRows) -> AsyncIterator[bytes]:
    """The bytes of a table, a part at a time."""
    return workbook(head, rows_after) if kind == "xlsx" else csv(head, rows_after)


async def csv(head: Row, rows_after: NextRows) -> AsyncIterator[bytes]:
    """As CSV that a spreadsheet reads as UTF-8."""
    yield (sheets.BOM + sheets.lines([head])).encode()
    async for rows in pages(rows_after):
        yield sheets.lines(rows).encode()


async def workbook(head: Row, rows_after: NextRows) -> AsyncIterator[bytes]:
    """As a workbook; writing it takes a thread, so that nobody else waits."""
    book = Book("1")
    await asyncio.to_thread(book.add, [head])
    async for rows in pages(rows_after):
        await asyncio.to_thread(book.add, rows)
    with tempfile.TemporaryFile() as file:
        await asyncio.to_thread(book.save, file)
        file.seek(0)
        while part := await asyncio.to_thread(file.read, PART):
            yield part


def at_hand(rows: Sequence[Row]) -> NextRows:
    """A short table that is at hand already, as one part."""

    async def rows_after(row: int) -> tuple[Sequence[Row], int]:
        return (rows, END) if row == START else ((), START)

    return rows_after


async def pages(rows_after: NextRows) -> AsyncIterator[Sequence[Row]]:
    """The rows, some thousands at a time."""
    rows, after = await rows_after(START)
    while after:
        yield rows
        rows, after = await rows_after(after)
