"""Checks that residents kept: what of it, for what, and until when. Answers and outcome lie
encrypted; of a printed code only its fingerprint is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, or_, select, update

from db.cipher import Keys
from db.tables import checks, people
from db.values import PersonId

Answers = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Check:
    """``answers`` None: none are kept. ``seen`` is what the result said on its day; ``found``, what
    the kept answers alone came to at the last look, ``before``, what they came to before a change.
    All three as ``content.checks`` writes them; None: not judged. ``tell_at``: since when they
    want to hear of changes."""

    person: PersonId
    door: str
    day: date
    kept_at: datetime
    id: int = 0
    answers: Answers | None = None
    with_sensitive: bool = False
    seen: list[Any] | None = None
    found: list[Any] | None = None
    before: list[Any] | None = None
    tell_at: datetime | None = None
    ask_on: date | None = None
    asked_at: datetime | None = None
    expires_at: datetime | None = None
    has_code: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose check it is, for a notice about it; ``stopped``: they want no message at all."""

    unit: str | None
    language: str
    stopped: bool = False


def keep(conn: Connection, keys: Keys, check: Check) -> int:
    """Keep a check; its number."""
    row = dict(
        person_id=check.person,
        door=check.door,
        answers=sealed(keys, check.answers),
        with_sensitive=check.with_sensitive,
        outcome=keys.encrypt([check.seen, check.found, check.before]),
        day=check.day,
        kept_at=check.kept_at,
        expires_at=check.expires_at,
    )
    number: int = conn.execute(insert(checks).values(**row).returning(checks.c.id)).scalar_one()
    return number


def sealed(keys: Keys, answers: Answers | None) -> bytes | None:
    """Answers as they lie in the table."""
    return None if answers is None else keys.encrypt(answers)


def keep_answers(
    conn: Connection, keys: Keys, number: int, answers: Answers | None, *, with_sensitive: bool
) -> None:
    """Keep these answers with a check, or none. Without answers nothing can be judged anew, so
    that nobody is told of changes."""
    values: dict[str, Any] = dict(answers=sealed(keys, answers), with_sensitive=with_sensitive)
    if answers is None:
        values["tell_at"] = None
    change(conn, number, **values)


def keep_outcome(conn: Connection, keys: Keys, check: Check) -> None:
    """Keep what was seen and found of a check, as it says."""
    change(conn, check.id, outcome=keys.encrypt([check.seen, check.found, check.before]))


def change(conn: Connection, number: int, **values: Any) -> None:
    """Set columns: tell_at, ask_on, asked_at, looked_at."""
    conn.execute(update(checks).where(checks.c.id == number).values(**values))


def print_code(conn: Connection, keys: Keys, number: int, code: str | None) -> None:
    """A code that opens the check from now on, in place of an older one; None: none does."""
    change(conn, number, code_hash=fingerprint(keys, code) if code else None)


def fingerprint(keys: Keys, code: str) -> str:
    """What is kept of a printed code."""
    return keys.fingerprint(f"saved:{code}")


def drop(conn: Connection, person: PersonId, number: int) -> bool:
    """Erase a check of a person; whether there was one."""
    own = and_(checks.c.id == number, checks.c.person_id == person)
    return conn.execute(delete(checks).where(own)).rowcount > 0


def of_person(conn: Connection, keys: Keys, person: PersonId, now: datetime) -> list[Check]:
    """Every check that a person keeps, the newest first."""
    own = select(checks).where(checks.c.person_id == person, is_kept(now))
    return [as_check(row, keys) for row in conn.execute(own.order_by(checks.c.id.desc()))]


def own(conn: Connection, keys: Keys, person: PersonId, number: int, now: datetime) -> Check | None:
    """A check by number, if it is theirs."""
    found = select(checks).where(checks.c.id == number, checks.c.person_id == person, is_kept(now))
    return first(conn, keys, found)


def by_code(conn: Connection, keys: Keys, code: str, now: datetime) -> Check | None:
    """The check that a printed code opens now."""
    opened = select(checks).where(checks.c.code_hash == fingerprint(keys, code), is_kept(now))
    return first(conn, keys, opened)


def is_kept(now: datetime) -> Any:
    """Its time is not over."""
    return or_(checks.c.expires_at.is_(None), checks.c.expires_at > now)


def first(conn: Connection, keys: Keys, found: Select[Any]) -> Check | None:
    row = conn.execute(found).first()
    return as_check(row, keys) if row else None


def to_look_at(
    conn: Connection, keys: Keys, before: datetime, now: datetime, limit: int
) -> Sequence[tuple[Check, Reader]]:
    """Whose owners want to hear of changes and that nobody has judged anew since ``before``, the
    longest waiting first. On PostgreSQL others leave these rows alone until we are done."""
    waiting = (
        select(checks, people.c.unit, people.c.language, people.c.opted_out_at)
        .join(people, people.c.id == checks.c.person_id)
        .where(checks.c.tell_at.is_not(None), is_kept(now))
        .where(or_(checks.c.looked_at.is_(None), checks.c.looked_at < before))
        .order_by(checks.c.looked_at.nulls_first(), checks.c.id)
        .limit(limit)
        .with_for_update(of=checks, skip_locked=True)
    )
    return [(as_check(row, keys), reader_of(row)) for row in conn.execute(waiting)]


def to_ask(
    conn: Connection, keys: Keys, day: date, now: datetime, limit: int
) -> Sequence[tuple[Check, Reader]]:
    """Whose owners let us ask by that day what came of it, and were not asked yet."""
    waiting = (
        select(checks, people.c.unit, people.c.language, people.c.opted_out_at)
        .join(people, people.c.id == checks.c.person_id)
        .where(checks.c.ask_on <= day, checks.c.ask_on.is_not(None), checks.c.asked_at.is_(None))
        .where(is_kept(now))
        .order_by(checks.c.ask_on, checks.c.id)
        .limit(limit)
        .with_for_update(of=checks, skip_locked=True)
    )
    return [(as_check(row, keys), reader_of(row)) for row in conn.execute(waiting)]


def reader_of(row: Row[Any]) -> Reader:
    return Reader(row.unit, row.language, row.opted_out_at is not None)


def count(conn: Connection, person: PersonId, now: datetime) -> int:
    """How many checks a person keeps."""
    kept = select(func.count()).where(checks.c.person_id == person, is_kept(now))
    return conn.scalar(kept) or 0


def as_check(row: Row[Any], keys: Keys) -> Check:
    """A row as a value. What another key encrypted cannot be read: as if it were not there."""
    answers = keys.decrypt(row.answers) if row.answers else None
    outcome = keys.decrypt(row.outcome) if row.outcome else None
    seen, found, before = outcome or (None, None, None)
    return Check(
        id=row.id,
        person=PersonId(row.person_id),
        door=row.door,
        day=row.day,
        kept_at=row.kept_at,
        answers=None if answers is None else tuple((str(key), one) for key, one in answers),
        with_sensitive=row.with_sensitive,
        seen=seen,
        found=found,
        before=before,
        tell_at=row.tell_at,
        ask_on=row.ask_on,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        has_code=row.code_hash is not None,
    )
