"""*Bà con đã nhận được chưa?*: what came of a check, one answer a programme, and the figures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, distinct, func, select
from sqlalchemy.dialects import postgresql, sqlite

from db.tables import checks, people, received


def answer(conn: Connection, check: int, programme: str, said: str, now: datetime) -> None:
    """Keep an answer in place of an older one."""
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    row = dialect.insert(received).values(check_id=check, programme=programme, answer=said, at=now)
    keys = ["check_id", "programme"]
    conn.execute(row.on_conflict_do_update(index_elements=keys, set_=dict(answer=said, at=now)))


def of_check(conn: Connection, check: int) -> dict[str, str]:
    """What they told of each programme."""
    told = select(received.c.programme, received.c.answer).where(received.c.check_id == check)
    return {row.programme: row.answer for row in conn.execute(told)}


def counts(conn: Connection, units: Collection[str] | None = None) -> dict[str, dict[str, int]]:
    """By programme, how many people gave each answer; ``units``: only people of these, None: all.
    Who kept several checks counts once for an answer."""
    people_ = func.count(distinct(checks.c.person_id)).label("people")
    told = (
        select(received.c.programme, received.c.answer, people_)
        .join(checks, checks.c.id == received.c.check_id)
        .join(people, people.c.id == checks.c.person_id)
        .group_by(received.c.programme, received.c.answer)
    )
    if units is not None:
        told = told.where(people.c.unit.in_(units))
    found: dict[str, dict[str, int]] = {}
    for row in conn.execute(told.order_by(received.c.programme)):
        found.setdefault(row.programme, {})[row.answer] = row.people
    return found
