"""The auditor's questions cost a few probes of an index, however many rows there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event

from db import overdue
from tests.databases import Database
from tests.pushes import NOW, broadcast, later

BIG = ("deliveries", "inbox", "contacts", "people")


def plans(conn: Connection) -> list[str]:
    """How SQLite answers each of the questions."""
    asked: list[tuple[str, Any]] = []

    def hear(_conn: Any, _cursor: Any, sql: str, values: Any, *_more: Any) -> None:
        asked.append((sql, values))

    event.listen(conn, "before_cursor_execute", hear)
    for ask in (overdue.orphaned, overdue.unstarted, overdue.unread, overdue.unanswered):
        ask(conn, NOW)
    overdue.unfinished(conn)
    watched = overdue.movement(conn, "fake", (), range(4), later(60)).heads
    overdue.movement(conn, "fake", watched, range(4), later(60))
    event.remove(conn, "before_cursor_execute", hear)
    assert len(asked) >= 11
    return [
        row[3]
        for sql, values in asked
        for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
    ]


def test_no_question_reads_a_big_table_through(sqlite_database: Database) -> None:
    def unit(conn: Connection) -> list[str]:
        broadcast(conn, 3)
        return plans(conn)

    found = sqlite_database.write(unit)
    scans = [step for step in found if step.startswith(tuple(f"SCAN {name}" for name in BIG))]
    assert scans == ["SCAN deliveries USING INDEX ix_deliveries_sending"]  # of what is in the air
    assert any("ix_deliveries_due" in step for step in found)
    assert any("ix_inbox_open" in step for step in found)
