"""People taken in from a list that an office keeps: read and judged line by line, then entered.

Reading is apart from entering, so that a hundred thousand lines are judged before the database is
asked to wait. A consent is never changed by a list: the office's ground (``basis``) only says why
it may write; without one people are kept but not reachable.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content.wording import LANGUAGES, word
from db import audit, people_import
from db.cipher import Keys
from db.people_import import Entry
from db.store import Connection
from db.values import PersonId

COLUMNS = ("channel", "contact", "name", "language", "unit", "topics", "role")
NEEDED = ("channel", "contact")
ROLES = frozenset({"resident", "village-head", "group-leader", "official", "head", "programme"})
"""Roles a list may give. Those of the console are given one by one, with a sign-in link."""
CONSOLE_ROLES = frozenset({"viewer", "writer", "approver", "admin"})
SEPARATORS = ",;\t"
SHAPES: Mapping[str, re.Pattern[str]] = {
    "telegram": re.compile(r"-?[0-9]{1,19}\Z"),
    "email": re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+\Z"),
}
"""What a contact looks like on a channel; elsewhere it has no spaces."""
ANY_SHAPE = re.compile(r"\S+\Z")
TOPIC_BREAK = re.compile(r"[|;,\s]+")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class BadSheet(ValueError):
    """A list that is no list of people; nothing was changed. The message says what is wrong."""


class BadRow(ValueError):
    """A row that cannot be taken; the message is for who made the list."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a list may name. ``topics`` are explainers' slugs and their groups."""

    channels: frozenset[str]
    units: frozenset[str]
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line left out, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list, read: what can be taken in and what not."""

    entries: tuple[Entry, ...]
    rejected: tuple[Rejected, ...]


def import_people(
    conn: Connection, sheet: Sheet, *, basis: str, keys: Keys, now: datetime,
    by: PersonId | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Take in every good row in one transaction: ``{"added", "updated", "rejected"}``."""
    ground = basis.strip()[:200]
    taken = people_import.take_in(conn, sheet.entries, ground=ground, keys=keys, now=now)
    erased = [Rejected(line, word("people.import_erased")) for line in taken.erased]
    rejected = sorted([*sheet.rejected, *erased], key=lambda one: one.line)
    detail = dict(added=taken.added, updated=taken.updated, rejected=len(rejected))
    audit.record(conn, "people.import", "people", by=by, now=now, detail=detail)
    lines = [{"line": one.line, "why": one.why} for one in rejected]
    return {"added": taken.added, "updated": taken.updated, "rejected": lines}


def decode(data: bytes) -> str:
    """The text of a file as spreadsheets save it; raises BadSheet."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadSheet(word("people.import_encoding", line=line)) from error


def read_sheet(text: str, known: Known) -> Sheet:
    """Judge every line of a CSV; raises BadSheet when its header is not ours."""
    text = text.removeprefix("\ufeff")
    rows = records(text, separator(text))
    first = next(rows, None)
    if first is None or isinstance(first[1], str):
        raise BadSheet(word("people.import_empty", columns=",".join(COLUMNS)))
    columns = header(first[1])
    entries: dict[tuple[str, str], Entry] = {}
    rejected: list[Rejected] = []
    for line, cells in rows:
        try:
            entry = judge(line, cells, columns, known)
            if twin := entries.get(entry.who):
                raise BadRow(word("people.import_twice", line=twin.line))
            entries[entry.who] = entry
        except BadRow as error:
            rejected.append(Rejected(line, str(error)))
    return Sheet(tuple(entries.values()), tuple(rejected))


def separator(text: str) -> str:
    """What parts the cells: whichever of comma, semicolon and tab the header has most of."""
    head = text.partition("\n")[0]
    return max(SEPARATORS, key=head.count)


def records(text: str, part: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each record with the line it begins on; a broken one as the reader's complaint.

    A quote that is never closed would swallow every line below it: reading goes on right after
    the line where the broken record began.
    """
    lines = list(io.StringIO(text, newline=""))
    start = 0
    while start < len(lines):
        rest = (lines[at] for at in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=part, strict=True)
        began = start
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield began + 1, [cell.strip() for cell in cells]
                began = start + reader.line_num
            return
        except csv.Error as error:
            yield began + 1, str(error)
            start = began + 1


def header(cells: list[str]) -> tuple[str, ...]:
    """The columns in their order; raises BadSheet when one is unknown, doubled or missing."""
    names = tuple(cell.lower() for cell in cells)
    for name in names:
        if name not in COLUMNS or names.count(name) > 1:
            told = dict(name=name, near=near(name, COLUMNS), columns=",".join(COLUMNS))
            raise BadSheet(word("people.import_column", **told))
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise BadSheet(word("people.import_missing", names=", ".join(missing)))
    return names


def judge(line: int, cells: list[str] | str, columns: tuple[str, ...], known: Known) -> Entry:
    """One record as an entry; raises BadRow."""
    if isinstance(cells, str):
        raise BadRow(word("people.import_broken", fault=cells))
    if len(cells) != len(columns):
        raise BadRow(word("people.import_cells", found=len(cells), wanted=len(columns)))
    row = dict(zip(columns, cells, strict=True))
    if any(UNPRINTABLE.search(cell) for cell in cells):
        raise BadRow(word("people.import_unprintable"))
    channel = among(row["channel"].lower(), known.channels, "channel")
    role = row.get("role", "").lower()
    if role in CONSOLE_ROLES:
        raise BadRow(word("people.import_console_role", value=role))
    role = among(role, ROLES, "role") if role else ""
    language, unit = row.get("language", "").lower(), row.get("unit", "").lower()
    return Entry(
        line=line,
        channel=channel,
        external=contact_of(channel, row["contact"]),
        name=" ".join(row.get("name", "").split())[:100],
        language=among(language, LANGUAGES, "language") if language else "",
        unit=among(unit, known.units, "unit") if unit else "",
        topics=topics_of(row.get("topics", ""), known),
        role="" if role == "resident" else role,
    )


def contact_of(channel: str, text: str) -> str:
    """The channel's own id; raises BadRow when it cannot be one."""
    shape = SHAPES.get(channel, ANY_SHAPE)
    if not text or len(text) > 100 or not shape.match(text):
        key = f"people.import_contact_{channel}" if channel in SHAPES else "people.import_contact"
        raise BadRow(word(key, value=text[:40]))
    return text.lower() if channel == "email" else text


def topics_of(text: str, known: Known) -> frozenset[str]:
    """The topics of a cell, parted by ``|``, spaces, commas or semicolons; raises BadRow."""
    wanted = {part for part in TOPIC_BREAK.split(text.lower()) if part}
    return frozenset(among(topic, known.topics, "topic") for topic in sorted(wanted))


def among(value: str, choices: Iterable[str], what: str) -> str:
    """The value when it is one of the choices; raises BadRow that names the nearest."""
    if value in choices:
        return value
    fault = word(f"people.import_{what}", value=value[:40])
    raise BadRow(f"{fault} {word('people.import_try', near=near(value, choices))}")


def near(value: str, choices: Iterable[str]) -> str:
    """The choice most like a value; a few of them where none is like it."""
    names = sorted(choices)
    close = difflib.get_close_matches(value, names, n=1)
    return ", ".join(close or names[:8]) + ("" if close or len(names) <= 8 else ", …")
