"""People taken in from a list, many at once: one SELECT and a few INSERTs for each thousand.

What a line may change is judged in db.people_list; who was erased is not entered again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from db.cipher import Keys
from db.people_list import (
    Change,
    Entry,
    Ground,
    Present,
    Step,
    Taken,
    compare,
    line_of,
    wanted_topics,
)
from db.tables import contacts, people, roles, suppressed, topics

CHUNK = 1000
ORIGIN = "import"


def take_in(
    conn: Connection, entries: Sequence[Entry], *, ground: Ground, keys: Keys, now: datetime
) -> Taken:
    """Enter and update people."""
    taken = Taken()
    for step in steps(conn, entries, ground, keys, now, taken):
        enter(conn, step.new, ground, now)
        change_lines(conn, step.lines)
        give_ground(conn, step.grounded, ground.basis)
        replace_topics(conn, step.follow)
        add_all(conn, roles, [role_row(e, p.person, now, p.unit) for e, p in step.acting])
    return taken


def foresee(
    conn: Connection, entries: Sequence[Entry], *, ground: Ground, keys: Keys, now: datetime
) -> Taken:
    """What ``take_in`` would do; nothing is changed."""
    taken = Taken()
    for _ in steps(conn, entries, ground, keys, now, taken):
        pass
    return taken


def steps(
    conn: Connection,
    entries: Sequence[Entry],
    ground: Ground,
    keys: Keys,
    now: datetime,
    taken: Taken,
) -> Iterator[Step]:
    """What to do, a thousand lines at a time; ``taken`` counts along."""
    first: dict[int, Entry] = {}
    changed: set[int] = set()
    for some in chunks(entries):
        known, gone = present(conn, some, now), erased(conn, some, keys)
        step = Step()
        for entry in some:
            if found := known.get(entry.who):
                compare(entry, found, ground, first, step, taken)
            elif entry.who in gone:
                taken.erased.append(entry.line)
            else:
                step.new.append(entry)
        yield step
        changed |= step.changed
        taken.added += len(step.new)
        taken.updated = len(changed)


def chunks(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """A thousand at a time."""
    for start in range(0, len(entries), CHUNK):
        yield entries[start : start + CHUNK]


def erased(conn: Connection, some: Sequence[Entry], keys: Keys) -> set[tuple[str, str]]:
    """Who of these asked to be forgotten."""
    if conn.execute(select(suppressed.c.contact_hash).limit(1)).first() is None:
        return set()
    marks = {keys.fingerprint(f"{e.channel}:{e.external}"): e.who for e in some}
    mark = suppressed.c.contact_hash
    return {marks[m] for m in conn.scalars(select(mark).where(mark.in_(list(marks))))}


def present(
    conn: Connection, some: Sequence[Entry], now: datetime
) -> dict[tuple[str, str], Present]:
    """Who of these we have already."""
    by_channel: dict[str, list[str]] = defaultdict(list)
    for entry in some:
        by_channel[entry.channel].append(entry.external)
    rows = [row for pair in by_channel.items() for row in contacts_on(conn, *pair)]
    ids = [row.person_id for row in rows]
    chosen = select(topics.c.person_id, topics.c.topic, topics.c.stopped_at)
    theirs = gathered(conn, chosen, topics.c.person_id, ids)
    until = or_(roles.c.until.is_(None), roles.c.until > now)
    held = select(roles.c.person_id, roles.c.role, roles.c.unit, roles.c.office).where(until)
    acts = gathered(conn, held, roles.c.person_id, ids)
    return {
        (r.channel, r.external): Present(
            r.contact_id,
            r.person_id,
            r.ground,
            r.name,
            r.language,
            r.unit,
            frozenset(row.topic for row in theirs.get(r.person_id, ()) if not row.stopped_at),
            frozenset(row.topic for row in theirs.get(r.person_id, ()) if row.stopped_at),
            frozenset((row.role, row.unit) for row in acts.get(r.person_id, ())),
            frozenset((row.role, row.office) for row in acts.get(r.person_id, ())),
        )
        for r in rows
    }


def contacts_on(conn: Connection, channel: str, externals: list[str]) -> Sequence[Any]:
    """The contacts of one channel with their people."""
    chosen = (
        select(
            contacts.c.id.label("contact_id"),
            contacts.c.person_id,
            contacts.c.channel,
            contacts.c.external,
            contacts.c.ground,
            people.c.name,
            people.c.language,
            people.c.unit,
        )
        .join(people, people.c.id == contacts.c.person_id)
        .where(contacts.c.channel == channel, contacts.c.external.in_(externals))
    )
    return conn.execute(chosen).all()


def gathered(conn: Connection, chosen: Any, column: Any, ids: list[int]) -> dict[int, list[Any]]:
    """Rows of these people, by person."""
    found: dict[int, list[Any]] = defaultdict(list)
    if ids:
        for row in conn.execute(chosen.where(column.in_(ids))):
            found[row.person_id].append(row)
    return found


def enter(conn: Connection, new: Sequence[Entry], ground: Ground, now: datetime) -> None:
    """Insert people who are new, with contact, topics and role."""
    if not new:
        return
    rows = [
        dict(name=e.name, language=e.language or "vi", unit=e.unit or ground.unit, origin=ORIGIN,
             joined_at=now, opted_out_at=now if e.is_out else None)
        for e in new
    ]  # fmt: skip
    ordered = insert(people).returning(people.c.id, sort_by_parameter_order=True)
    ids = list(conn.scalars(ordered, rows))
    pairs = list(zip(new, ids, strict=True))
    add_all(conn, contacts, [
        dict(person_id=n, channel=e.channel, external=e.external, ground=ground.basis)
        for e, n in pairs
    ])  # fmt: skip
    add_all(conn, topics, [
        dict(person_id=n, topic=t, stopped_at=now if t in e.stopped else None)
        for e, n in pairs for t in sorted(e.topics | e.stopped)
    ])  # fmt: skip
    add_all(conn, roles, [role_row(e, n, now, ground.unit) for e, n in pairs if e.role])


def change_lines(conn: Connection, lines: Sequence[Change]) -> None:
    """Write names, languages and units."""
    if lines:
        row = update(people).where(people.c.id == bindparam("row"))
        row = row.values(name=bindparam("n"), language=bindparam("l"), unit=bindparam("u"))
        keys = ("n", "l", "u")
        conn.execute(
            row, [dict(zip(keys, line_of(e, p), strict=True)) | {"row": p.person} for e, p in lines]
        )


def give_ground(conn: Connection, grounded: Sequence[Present], ground: str) -> None:
    """State the office's ground where none stood; a ground is never replaced."""
    if grounded:
        these = contacts.c.id.in_([p.contact for p in grounded])
        conn.execute(update(contacts).where(these).values(ground=ground))


def replace_topics(conn: Connection, follow: Sequence[Change]) -> None:
    """Write the topics of people whose topics changed."""
    if follow:
        theirs = topics.c.person_id.in_([p.person for _, p in follow])
        conn.execute(delete(topics).where(theirs, topics.c.stopped_at.is_(None)))
        wanted = ((p.person, topic) for e, p in follow for topic in sorted(wanted_topics(e, p)))
        add_all(conn, topics, [dict(person_id=person, topic=topic) for person, topic in wanted])


def role_row(entry: Entry, person: int, now: datetime, unit: str | None = None) -> dict[str, Any]:
    """A role within a unit, or for an office, from now on."""
    office, at = entry.seat or (None, entry.unit or unit)
    return dict(person_id=person, role=entry.role, office=office, unit=at, since=now)


def add_all(conn: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows, if any."""
    if rows:
        conn.execute(insert(table), rows)
