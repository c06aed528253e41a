"""Loans of whose days people want to be reminded; which loan it is lies encrypted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    and_,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)

from content.reminders import Reminder, ReminderError, read
from db.cipher import Keys
from db.reachability import can_be_told
from db.tables import contacts, deliveries, people, repayments
from db.values import PersonId

RUNNING = repayments.c.stopped_at.is_(None)


@dataclass(frozen=True, slots=True)
class Kept:
    """``reminder`` is None where its key is lost."""

    id: int
    person: PersonId
    reminder: Reminder | None
    next_due: date | None


def keep(
    conn: Connection, keys: Keys, person: PersonId, wanted: Reminder, due: date, now: datetime
) -> bool:
    """Remind a person of a loan from a day on; False when they are reminded of it already."""
    mark = keys.fingerprint(f"reminder:{sorted(wanted.as_json().items())}")[:32]
    if conn.scalar(select(repayments.c.id).where(own(person), repayments.c.since_key == mark)):
        return False
    body = keys.encrypt(wanted.as_json())
    row = dict(person_id=person, body=body, since_key=mark, begun_at=now, next_due=due)
    conn.execute(insert(repayments).values(**row))
    return True


def own(person: PersonId) -> ColumnElement[bool]:
    """Those of one person that are not stopped."""
    return and_(repayments.c.person_id == person, RUNNING)


def count(conn: Connection, person: PersonId) -> int:
    """How many a person has."""
    return conn.scalar(select(func.count()).where(own(person))) or 0


def of_person(conn: Connection, keys: Keys, person: PersonId) -> list[Kept]:
    """Every loan of which a person is reminded, the oldest first."""
    rows = conn.execute(select(repayments).where(own(person)).order_by(repayments.c.id))
    return [kept(row, keys) for row in rows]


def kept(row: Row[Any], keys: Keys) -> Kept:
    """A row as it is read."""
    try:
        wanted = read(keys.decrypt(row.body) or {})
    except ReminderError:
        wanted = None
    return Kept(row.id, PersonId(row.person_id), wanted, row.next_due)


def stop(conn: Connection, person: PersonId, number: int, now: datetime) -> bool:
    """Remind a person of a loan no more: what waits to be sent ends too, and its calendar. Whether
    there was one."""
    mine = update(repayments).where(own(person), repayments.c.id == number)
    if not conn.execute(mine.values(stopped_at=now, code_hash=None)).rowcount:
        return False
    waiting = and_(deliveries.c.key.startswith(f"repay:{number}:"), deliveries.c.state == "queued")
    values = dict(state="cancelled", reason="not wanted any more", finished_at=now)
    conn.execute(update(deliveries).where(waiting).values(**values))
    return True


def key(number: int, due: date, *, is_today: bool) -> str:
    """The unique key of one push."""
    return f"repay:{number}:{due.isoformat()}" + ("" if is_today else ":before")


def coming(conn: Connection, keys: Keys, today: date, until: date, limit: int) -> list[Kept]:
    """Whose day comes after today and not later than a day, who can be told and was not yet."""
    mark = literal("repay:").concat(repayments.c.id).concat(":")
    mark = mark.concat(cast(repayments.c.next_due, String)).concat(":before")
    said = select(deliveries.c.id).where(deliveries.c.key == mark).correlate(repayments).exists()
    somewhere = select(contacts.c.id).where(contacts.c.person_id == people.c.id, can_be_told())
    wanted = due_between(repayments.c.next_due > today, repayments.c.next_due <= until)
    wanted = wanted.join(people, people.c.id == repayments.c.person_id)
    wanted = wanted.where(~said, somewhere.correlate(people).exists())
    return [kept(row, keys) for row in conn.execute(wanted.limit(limit))]


def arrived(conn: Connection, keys: Keys, today: date, limit: int) -> list[Kept]:
    """Whose day is today or past."""
    wanted = due_between(repayments.c.next_due <= today).limit(limit)
    return [kept(row, keys) for row in conn.execute(wanted)]


def due_between(*bounds: ColumnElement[bool]) -> Select[Any]:
    """Those that run and are due within bounds, the nearest first."""
    ordered = select(repayments).where(RUNNING, *bounds)
    return ordered.order_by(repayments.c.next_due, repayments.c.id)


def move_on(conn: Connection, number: int, due: date | None) -> None:
    """The next day of a loan; None when nothing is due any more."""
    conn.execute(update(repayments).where(repayments.c.id == number).values(next_due=due))


def give_code(conn: Connection, keys: Keys, person: PersonId, number: int, code: str) -> bool:
    """A code that opens the calendar of a loan, in place of an older one; whether there is such a
    loan."""
    mine = update(repayments).where(own(person), repayments.c.id == number)
    return conn.execute(mine.values(code_hash=mark_of(keys, code))).rowcount > 0


def by_code(conn: Connection, keys: Keys, code: str) -> Kept | None:
    """The loan whose calendar a code opens."""
    row = conn.execute(
        select(repayments).where(RUNNING, repayments.c.code_hash == mark_of(keys, code))
    ).first()
    return kept(row, keys) if row else None


def mark_of(keys: Keys, code: str) -> str:
    """What is kept of a calendar's code."""
    return keys.fingerprint(f"repayments:{code}")
