"""Hearts and the journal, on both databases."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from db import journal, processes
from db.journal import Entry
from tests.databases import Database
from tests.pushes import NOW, later


def test_who_beat_lately_is_alive(database: Database) -> None:
    def story(conn: Connection) -> list[list[str]]:
        processes.beat(conn, "a", 1, NOW)
        processes.beat(conn, "b", 2, NOW)
        processes.beat(conn, "a", 1, later(50))
        lively = [sorted(processes.alive(conn, later(at))) for at in (0, 30, 51)]
        processes.leave(conn, "a", NOW)
        return [*lively, processes.alive(conn, later(0))]

    assert database.write(story) == [["a", "b"], ["a"], [], ["b"]]


def test_who_sends_is_told_apart_from_who_only_lives(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, ...]]:
        processes.beat(conn, "b", 1, NOW, sends=True)
        processes.beat(conn, "a", 2, later(30), sends=True)
        processes.beat(conn, "web", 3, NOW)
        seen = [processes.senders(conn, later(at)) for at in (0, 30)]
        processes.silence_others(conn, "b")
        return [*seen, processes.senders(conn, NOW)]

    assert database.write(story) == [("a", "b"), ("a",), ("b",)]


def test_old_hearts_are_forgotten(database: Database) -> None:
    def story(conn: Connection) -> tuple[int, list[str]]:
        processes.beat(conn, "old", 1, NOW - timedelta(days=2))
        processes.beat(conn, "new", 2, NOW)
        return processes.prune(conn, NOW - timedelta(days=1)), processes.alive(conn, NOW)

    assert database.write(story) == (1, ["new"])


def test_the_journal_tells_the_newest_first_and_by_name(database: Database) -> None:
    def story(conn: Connection) -> tuple[list[Entry], list[Entry]]:
        for second, tick in enumerate(("duties", "campaigns", "duties")):
            journal.keep(conn, Entry(later(second), tick, 7, {"n": second}))
        return journal.latest(conn, limit=2), journal.latest(conn, tick="duties")

    newest, duties = database.write(story)
    assert [(one.tick, one.counts["n"]) for one in newest] == [("duties", 2), ("campaigns", 1)]
    assert [one.counts["n"] for one in duties] == [2, 0]
    assert newest[0].at == later(2)
