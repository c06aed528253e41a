"""A look at the page counts as a visit, once an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from db import people
from db.store import Connection
from db.tables import contacts
from db.values import ContactId
from tests.databases import Database

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_a_visit_moves_when_they_were_last_seen_but_not_with_every_look(
    database: Database,
) -> None:
    def story(conn: Connection) -> list[datetime | None]:
        _, contact, _ = people.meet(conn, "web", "x", name="", origin="self", now=NOW)
        seen = []
        for later in (timedelta(minutes=5), timedelta(days=2)):
            people.visit(conn, ContactId(contact.id), NOW + later)
            seen.append(conn.scalar(select(contacts.c.seen_at)))
        return seen

    assert database.write(story) == [NOW, NOW + timedelta(days=2)]
