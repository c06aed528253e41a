"""One-time sign-in links and console sessions. Of either token only a keyed hash is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NewType

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from db.cipher import Keys
from db.tables import people, sessions, sign_ins
from db.values import PersonId

SessionId = NewType("SessionId", int)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which somebody is signed in, until it expires or is ended."""

    id: SessionId
    person: PersonId
    name: str
    demo: bool
    begun_at: datetime
    seen_at: datetime
    expires_at: datetime


def make_link(
    conn: Connection, keys: Keys, token: str, person: PersonId, expires_at: datetime
) -> None:
    """Let whoever shows this token in time sign in, once, as a person."""
    mark = link_mark(keys, token)
    conn.execute(insert(sign_ins).values(token_hash=mark, person_id=person, expires_at=expires_at))


def use_link(conn: Connection, keys: Keys, token: str, now: datetime) -> PersonId | None:
    """Use a link up: whose it was, or None when it is unknown, used or expired.

    One conditional update, so that of two who come at once one gets in.
    """
    mine = fresh(keys, token, now)
    used = update(sign_ins).where(mine).values(used_at=now).returning(sign_ins.c.person_id)
    person = conn.scalar(used)
    return None if person is None else PersonId(person)


def link_stands(conn: Connection, keys: Keys, token: str, now: datetime) -> bool:
    """Whether a link could still be used."""
    return conn.scalar(select(sign_ins.c.person_id).where(fresh(keys, token, now))) is not None


def fresh(keys: Keys, token: str, now: datetime) -> ColumnElement[bool]:
    """The link of a token, neither used nor expired."""
    return and_(
        sign_ins.c.token_hash == link_mark(keys, token),
        sign_ins.c.used_at.is_(None),
        sign_ins.c.expires_at > now,
    )


def begin(conn: Connection, keys: Keys, token: str, session: Session) -> SessionId:
    """Keep a new session under a token; its ``id`` and ``name`` are ours to fill."""
    made = conn.execute(
        insert(sessions)
        .values(
            token_hash=session_mark(keys, token),
            person_id=session.person,
            demo=session.demo,
            begun_at=session.begun_at,
            seen_at=session.seen_at,
            expires_at=session.expires_at,
        )
        .returning(sessions.c.id)
    )
    return SessionId(made.scalar_one())


def find(conn: Connection, keys: Keys, token: str, now: datetime) -> Session | None:
    """The running session of a token."""
    mine = sessions.c.token_hash == session_mark(keys, token)
    row = conn.execute(listed().where(mine, running(now))).first()
    return as_session(row) if row else None


def see(conn: Connection, session: SessionId, now: datetime) -> None:
    """Remember that a session was used."""
    conn.execute(update(sessions).where(sessions.c.id == session).values(seen_at=now))


def running_of(conn: Connection, person: PersonId | None, now: datetime) -> list[Session]:
    """The running sessions of a person (None: of everybody), last used first."""
    found = listed().where(running(now)).order_by(sessions.c.seen_at.desc(), sessions.c.id)
    if person is not None:
        found = found.where(sessions.c.person_id == person)
    return [as_session(row) for row in conn.execute(found)]


def end(conn: Connection, session: SessionId, now: datetime, *, of: PersonId | None = None) -> bool:
    """End a running session (``of``: only where it is this person's); False when there is none."""
    one = and_(sessions.c.id == session, running(now))
    if of is not None:
        one = and_(one, sessions.c.person_id == of)
    return conn.execute(update(sessions).where(one).values(ended_at=now)).rowcount == 1


def listed() -> Any:
    """Sessions with the name of whose they are."""
    return select(sessions, people.c.name).join(people, people.c.id == sessions.c.person_id)


def running(now: datetime) -> ColumnElement[bool]:
    """Neither ended nor expired."""
    unended = or_(sessions.c.ended_at.is_(None), sessions.c.ended_at > now)
    return and_(unended, sessions.c.expires_at > now)


def as_session(row: Row[Any]) -> Session:
    """A row as a value."""
    return Session(
        SessionId(row.id),
        PersonId(row.person_id),
        row.name,
        row.demo,
        row.begun_at,
        row.seen_at,
        row.expires_at,
    )


def link_mark(keys: Keys, token: str) -> str:
    """What is kept of a link's token."""
    return keys.fingerprint(f"sign-in:{token}")


def session_mark(keys: Keys, token: str) -> str:
    """What is kept of a session's token."""
    return keys.fingerprint(f"session:{token}")
