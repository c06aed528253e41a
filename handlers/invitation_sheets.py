"""Many invitations from a list: one a line, each good one made, each bad one told with its line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from content import workbooks
from content.sheets import BadSheet, decode, records
from content.wording import word

COLUMNS = ("office", "role", "uses", "days", "name")
NEEDED = ("office", "role")
MOST_USES = 500
MOST_DAYS = 365
DAYS = 7
MOST_LINES = 2_000
"""More than a province has villages in eight communes; a longer list is taken in parts."""
LONGEST_NAME = 100
LONGEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """One invitation of a list. ``name`` is for who hands it out: it is printed, not kept."""

    line: int
    office: str
    role: str
    uses: int = 1
    days: int = DAYS
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that makes none, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class May:
    """What a list may name: offices and roles."""

    offices: Collection[str]
    roles: Collection[str]


class BadRow(ValueError):
    """Why a line makes no invitation."""


def read(data: bytes, may: May) -> tuple[Wanted | Bad, ...]:
    """Judge every line of a CSV or XLSX, in its order; raises BadSheet when it is none of ours."""
    found = list(workbooks.rows(data) if workbooks.is_workbook(data) else records(decode(data)))
    if not found or isinstance(found[0][1], str):
        raise BadSheet(word("invitations.sheet.empty", columns=",".join(COLUMNS)))
    columns = header(found[0][1])
    if len(found) > MOST_LINES + 1:
        raise BadSheet(word("invitations.sheet.long", most=MOST_LINES))
    return tuple(judged(line, cells, columns, may) for line, cells in found[1:])


def header(cells: Sequence[str]) -> tuple[str, ...]:
    """The columns in their order; raises BadSheet when one is unknown, doubled or missing."""
    names = tuple(cell.strip().lower() for cell in cells)
    right = ",".join(COLUMNS)
    for name in names:
        if name not in COLUMNS or names.count(name) > 1:
            raise BadSheet(word("invitations.sheet.column", name=name[:40], columns=right))
    if missing := [name for name in NEEDED if name not in names]:
        raise BadSheet(word("invitations.sheet.missing", names=", ".join(missing), columns=right))
    return names


def judged(
    line: int, cells: Sequence[str] | str, columns: tuple[str, ...], may: May
) -> Wanted | Bad:
    """One line."""
    try:
        return wanted(line, cells, columns, may)
    except BadRow as error:
        return Bad(line, str(error))


def wanted(line: int, cells: Sequence[str] | str, columns: tuple[str, ...], may: May) -> Wanted:
    """One line as an invitation; raises BadRow."""
    if isinstance(cells, str) or any(cells[len(columns) :]):
        raise BadRow(word("invitations.sheet.cells", wanted=len(columns)))
    row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
    office, role = row.get("office", "").lower(), row.get("role", "").lower()
    if office not in may.offices:
        raise BadRow(word("invitations.sheet.office", value=office[:64]))
    if role not in may.roles:
        raise BadRow(word("invitations.sheet.role", value=role[:40], right=", ".join(may.roles)))
    uses = whole(row.get("uses", ""), "uses", 1, MOST_USES)
    days = whole(row.get("days", ""), "days", DAYS, MOST_DAYS)
    name = "".join(char for char in row.get("name", "") if char.isprintable())[:LONGEST_NAME]
    return Wanted(line, office, role, uses, days, name)


def whole(text: str, column: str, usual: int, most: int) -> int:
    """A whole number from 1 on; the usual one where nothing stands. Raises BadRow."""
    if not text:
        return usual
    number = int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else 0
    if not 1 <= number <= most:
        raise BadRow(word("invitations.sheet.number", column=column, value=text[:20], most=most))
    return number
