"""The topics that people follow, and those of which they want nothing any more.

A row without ``stopped_at`` follows a topic, one with it has stopped it; no row says neither. A
stopped topic is revived by nobody but the person.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    delete,
    exists,
    insert,
    or_,
    select,
)

from db.tables import people, topics
from db.values import PersonId

FOLLOWED = topics.c.stopped_at.is_(None)
STOPPED = topics.c.stopped_at.is_not(None)


def followed(conn: Connection, person: PersonId) -> set[str]:
    """The topics a person follows; none means that they get all but the stopped ones."""
    return set(conn.scalars(select(topics.c.topic).where(topics.c.person_id == person, FOLLOWED)))


def stopped(conn: Connection, person: PersonId) -> set[str]:
    """The topics of which a person wants nothing."""
    return set(conn.scalars(select(topics.c.topic).where(topics.c.person_id == person, STOPPED)))


def follow(conn: Connection, person: PersonId, wanted: Set[str]) -> None:
    """The person follows these and no others; what they stopped stays so, unless among these."""
    gone = or_(FOLLOWED, topics.c.topic.in_(wanted))
    conn.execute(delete(topics).where(topics.c.person_id == person, gone))
    if wanted:
        rows = [{"person_id": person, "topic": topic} for topic in sorted(wanted)]
        conn.execute(insert(topics), rows)


def stop(conn: Connection, person: PersonId, topic: str, now: datetime) -> None:
    """The person wants nothing of a topic any more."""
    forget(conn, person, topic)
    conn.execute(insert(topics).values(person_id=person, topic=topic, stopped_at=now))


def forget(conn: Connection, person: PersonId, topic: str) -> None:
    """The person neither follows a topic nor has stopped it."""
    conn.execute(delete(topics).where(topics.c.person_id == person, topics.c.topic == topic))


def has_stopped(topic: str | BindParameter[str]) -> ColumnElement[bool]:
    """Who wants nothing of a topic: one probe of the primary key a person."""
    row = (topics.c.person_id == people.c.id, topics.c.topic == topic, STOPPED)
    return exists().where(*row).correlate(people)
