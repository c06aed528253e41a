"""*Bà con đã nhận được chưa?*: what came of a check, one answer a programme, and the figures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from db.tables import received


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


def counts(conn: Connection) -> dict[str, dict[str, int]]:
    """By programme, how many gave each answer."""
    told = select(received.c.programme, received.c.answer, func.count().label("people")).group_by(
        received.c.programme, received.c.answer
    )
    found: dict[str, dict[str, int]] = {}
    for row in conn.execute(told.order_by(received.c.programme)):
        found.setdefault(row.programme, {})[row.answer] = row.people
    return found
