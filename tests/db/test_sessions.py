"""One-time links and sessions, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from db import people, sessions
from db.cipher import Keys
from db.sessions import Session, SessionId
from db.tables import sessions as session_rows
from db.tables import sign_ins

KEYS = Keys(b"k" * 32)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)


def somebody(conn: Any) -> Any:
    return people.join(conn, name="Lan", origin="operator", now=NOW).id


def signed_in(conn: Any, person: Any, token: str, *, demo: bool = False) -> SessionId:
    new = Session(SessionId(0), person, "", demo, NOW, NOW, NOW + timedelta(days=7))
    return sessions.begin(conn, KEYS, token, new)


def test_a_link_opens_once(database: Any) -> None:
    def story(conn: Any) -> tuple[Any, list[Any]]:
        person = somebody(conn)
        sessions.make_link(conn, KEYS, "t" * 43, person, LATER)
        return person, [sessions.use_link(conn, KEYS, "t" * 43, NOW) for _ in range(2)]

    person, used = database.write(story)

    assert used == [person, None]


def test_a_link_ends_with_its_minutes(database: Any) -> None:
    def story(conn: Any) -> Any:
        sessions.make_link(conn, KEYS, "t" * 43, somebody(conn), LATER)
        return sessions.use_link(conn, KEYS, "t" * 43, LATER)

    assert database.write(story) is None


def test_another_token_opens_nothing_and_uses_nothing_up(database: Any) -> None:
    def story(conn: Any) -> list[Any]:
        person = somebody(conn)
        sessions.make_link(conn, KEYS, "t" * 43, person, LATER)
        wrong = sessions.use_link(conn, KEYS, "u" * 43, NOW)
        return [wrong, sessions.use_link(conn, KEYS, "t" * 43, NOW) == person]

    assert database.write(story) == [None, True]


def test_neither_token_is_kept(database: Any) -> None:
    def story(conn: Any) -> str:
        person = somebody(conn)
        sessions.make_link(conn, KEYS, "link-token", person, LATER)
        signed_in(conn, person, "session-token")
        rows = [*conn.execute(select(sign_ins)), *conn.execute(select(session_rows))]
        return repr(rows)

    kept = database.write(story)

    assert "link-token" not in kept
    assert "session-token" not in kept


def test_a_link_is_no_session_and_a_session_no_link(database: Any) -> None:
    def story(conn: Any) -> list[Any]:
        person = somebody(conn)
        sessions.make_link(conn, KEYS, "one", person, LATER)
        signed_in(conn, person, "two")
        return [
            sessions.find(conn, KEYS, "one", NOW),
            sessions.use_link(conn, KEYS, "two", NOW),
        ]

    assert database.write(story) == [None, None]


def test_a_session_ends_when_it_expires_and_when_it_is_ended(database: Any) -> None:
    def story(conn: Any) -> list[bool]:
        person = somebody(conn)
        first = signed_in(conn, person, "one")
        signed_in(conn, person, "two")
        sessions.end(conn, first, NOW)
        return [
            sessions.find(conn, KEYS, "one", NOW) is None,
            sessions.find(conn, KEYS, "two", NOW) is not None,
            sessions.find(conn, KEYS, "two", NOW + timedelta(days=7)) is None,
        ]

    assert database.write(story) == [True, True, True]


def test_nobody_ends_another_persons_session(database: Any) -> None:
    def story(conn: Any) -> list[bool]:
        mine, theirs = somebody(conn), somebody(conn)
        session = signed_in(conn, theirs, "one")
        return [
            sessions.end(conn, session, NOW, of=mine),
            sessions.end(conn, session, NOW, of=theirs),
            sessions.end(conn, session, NOW, of=theirs),
        ]

    assert database.write(story) == [False, True, False]


def test_running_sessions_are_listed_last_used_first(database: Any) -> None:
    def story(conn: Any) -> tuple[list[Any], list[Any]]:
        person = somebody(conn)
        first, second = signed_in(conn, person, "one"), signed_in(conn, person, "two")
        sessions.see(conn, first, NOW + timedelta(hours=1))
        other = signed_in(conn, somebody(conn), "three")
        mine = [one.id for one in sessions.running_of(conn, person, NOW)]
        every = {one.id for one in sessions.running_of(conn, None, NOW)}
        return [mine, every], [[first, second], {first, second, other}]

    found, expected = database.write(story)

    assert found == expected
