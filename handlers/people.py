"""People taken in from a list that an office keeps: read and judged line by line, then entered.

Reading is apart from entering, so that a hundred thousand lines are judged before the database is
asked to wait. A consent is never changed by a list: the office's ground (``basis``) only says why
it may write; without one people are kept but not reachable.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from content import workbooks
from content.channel import REMOTE
from content.library.library import Library
from content.sheets import BadSheet, decode, records
from content.wording import LANGUAGES, word
from db import audit, people_import
from db.cipher import Keys
from db.people_list import Entry, Taken
from db.people_list import Ground as Ground
from db.store import Connection
from db.values import PersonId

COLUMNS = ("channel", "contact", "name", "language", "unit", "topics", "role")
STATE = ("opted_out", "stopped_topics", "unreachable", "ground", "joined", "all_roles")
"""What an export says besides. Of somebody new the refusals among it are kept; else a list says
nothing of these."""
NEEDED = ("channel", "contact")
ROLES = frozenset({"resident", "village-head", "group-leader", "official", "head", "programme"})
"""Roles a list may give. Those of the console are given one by one, with a sign-in link."""
CONSOLE_ROLES = frozenset({"viewer", "writer", "approver", "admin"})
SHAPES: Mapping[str, re.Pattern[str]] = {
    "telegram": re.compile(r"-?[0-9]{1,19}\Z"),
    "email": re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([a-z0-9-]+\.)+[a-z0-9-]+\Z", re.I | re.A),
}
"""What a contact looks like on a channel (an address as HTML's ``type=email`` takes it); elsewhere
it has no spaces."""
ANY_SHAPE = re.compile(r"\S+\Z")
WHOLE = re.compile(r"(-?[0-9]+)[.,]0+\Z")
TOPIC_BREAK = re.compile(r"[|;,\s]+")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FAULTS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
"""What a spreadsheet shows where a formula failed."""
ROUNDED = re.compile(r"-?[0-9]([.,][0-9]+)?E\+[0-9]+\Z", re.IGNORECASE)
"""A long number as a spreadsheet shows it: its last digits are lost."""


class BadRow(ValueError):
    """A row that cannot be taken; the message is for who made the list."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a list may name. ``topics`` are explainers' slugs and their groups; ``offices`` lead to
    their unit."""

    channels: frozenset[str]
    units: frozenset[str]
    topics: frozenset[str]
    roles: frozenset[str] = ROLES
    offices: Mapping[str, str] = field(default_factory=dict)


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


def known_to(library: Library, day: date) -> Known:
    """What a row may name on a day."""
    units = library.places.units.items()
    return Known(
        channels=frozenset(REMOTE),
        units=frozenset(slug for slug, unit in units if unit.begun(day)),
        topics=frozenset({*library.explainers, *(shelf.key for shelf in library.shelves())}),
        offices={slug: office.unit for slug, office in library.places.offices.items()},
    )


def import_people(
    conn: Connection, sheet: Sheet, *, ground: Ground, keys: Keys, now: datetime,
    by: PersonId | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Take in every good row in one transaction: ``{"added", "updated", "rejected"}``."""
    taken = people_import.take_in(conn, sheet.entries, ground=ground, keys=keys, now=now)
    answer = answered(sheet, taken)
    detail = dict(added=taken.added, updated=taken.updated, rejected=len(answer["rejected"]))
    audit.record(conn, "people.import", "people", by=by, now=now, detail=detail)
    return answer


def foresee(
    conn: Connection, sheet: Sheet, *, ground: Ground, keys: Keys, now: datetime
) -> dict[str, Any]:
    """What an import would answer; nothing is changed."""
    taken = people_import.foresee(conn, sheet.entries, ground=ground, keys=keys, now=now)
    return answered(sheet, taken)


def answered(sheet: Sheet, taken: Taken) -> dict[str, Any]:
    """What became of a list, every line left out with its reason."""
    rejected = [
        *sheet.rejected,
        *(Rejected(line, word("people.import_erased")) for line in taken.erased),
        *(Rejected(line, word("people.import_elsewhere")) for line in taken.elsewhere),
        *(
            Rejected(line, word("people.import_same_person", line=before))
            for line, before in taken.told
        ),
    ]
    lines = [{"line": one.line, "why": one.why} for one in sorted(rejected, key=by_line)]
    return {"added": taken.added, "updated": taken.updated, "rejected": lines}


def by_line(rejected: Rejected) -> int:
    """In the order of the list."""
    return rejected.line


def read_people(data: bytes, known: Known) -> Sheet:
    """Judge every line of a list, CSV or XLSX; raises BadSheet when it is none of ours."""
    found = workbooks.rows(data) if workbooks.is_workbook(data) else records(decode(data))
    first = next(found, None)
    if first is None or isinstance(first[1], str):
        raise BadSheet(word("people.import_empty", columns=",".join(COLUMNS)))
    columns = header(first[1])
    fill = len(columns) if workbooks.is_workbook(data) else 0
    entries: dict[tuple[str, str], Entry] = {}
    rejected: list[Rejected] = []
    for line, cells in found:
        try:
            entry = judge(line, fitted(cells, len(columns), fill), columns, known)
            if twin := entries.get(entry.who):
                raise BadRow(word("people.import_twice", line=twin.line))
            entries[entry.who] = entry
        except BadRow as error:
            rejected.append(Rejected(line, str(error)))
    return Sheet(tuple(entries.values()), tuple(rejected))


def fitted(cells: list[str] | str, wanted: int, fill: int) -> list[str]:
    """The cells of a record, without blank ones beyond the header; a workbook leaves out blank
    ones at the end, which are filled up. Raises BadRow."""
    if isinstance(cells, str):
        raise BadRow(word("people.import_broken", fault=cells))
    while len(cells) > wanted and not cells[-1]:
        cells = cells[:-1]
    cells = cells + [""] * (fill - len(cells))
    if len(cells) != wanted:
        raise BadRow(word("people.import_cells", found=len(cells), wanted=wanted))
    return cells


def header(cells: list[str]) -> tuple[str, ...]:
    """The columns in their order; raises BadSheet when one is unknown, doubled or missing."""
    names = tuple(cell.lower() for cell in workbooks.trimmed(list(cells)))
    for name in names:
        if name not in (*COLUMNS, *STATE) or names.count(name) > 1:
            told = dict(name=name[:40], near=near(name, COLUMNS), columns=",".join(COLUMNS))
            raise BadSheet(word("people.import_column", **told))
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise BadSheet(word("people.import_missing", names=", ".join(missing)))
    return names


def judge(line: int, cells: list[str], columns: tuple[str, ...], known: Known) -> Entry:
    """One record as an entry; raises BadRow."""
    row = dict(zip(columns, cells, strict=True))
    if any(UNPRINTABLE.search(cell) for cell in cells):
        raise BadRow(word("people.import_unprintable"))
    if fault := FAULTS & set(cells):
        raise BadRow(word("people.import_fault", fault=min(fault)))
    channel = among(row["channel"].lower(), known.channels, "channel")
    role, _, office = row.get("role", "").lower().partition(":")
    if role in CONSOLE_ROLES:
        raise BadRow(word("people.import_console_role", value=role))
    role = among(role, known.roles, "role") if role else ""
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
        seat=seat_of(office, known) if office else None,
        is_out=bool(row.get("opted_out")),
        stopped=frozenset(TOPIC_BREAK.split(row.get("stopped_topics", "").lower())) & known.topics,
    )


def seat_of(office: str, known: Known) -> tuple[str, str]:
    """The office of ``official:pkt-tho-phu`` and its unit; raises BadRow."""
    slug = among(office, known.offices, "office")
    return slug, known.offices[slug]


def contact_of(channel: str, text: str) -> str:
    """The channel's own id; raises BadRow when it cannot be one. A number that a spreadsheet
    saved as 123456.0 is 123456."""
    if ROUNDED.match(text):
        raise BadRow(word("people.import_rounded", value=text[:40]))
    if channel == "telegram":
        text = WHOLE.sub(r"\1", text)
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
