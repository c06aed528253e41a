"""What campaigns came to, counted on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from content.figures import FIRST_HOURS, Figures
from db import answers, figures, messages, people
from db.tables import campaign_replies, deliveries
from db.values import CampaignId, ContactId, DeliveryId
from tests.databases import Database
from tests.pushes import KEYS, broadcast, campaign

NINE = datetime(2026, 11, 24, 2, tzinfo=UTC)


def rows(conn: Connection, number: CampaignId) -> list[Any]:
    of = deliveries.c.campaign_id == number
    return list(conn.execute(select(deliveries).where(of).order_by(deliveries.c.id)))


def put(conn: Connection, row: Any, state: str, hours: float, **more: Any) -> None:
    """A row comes to its end so many hours after NINE."""
    values = dict(state=state, finished_at=NINE + timedelta(hours=hours)) | more
    conn.execute(update(deliveries).where(deliveries.c.id == row.id).values(**values))


def lived(conn: Connection) -> CampaignId:
    """A campaign of eight, with one beside it that must not be counted."""
    broadcast(conn, 2)
    number = broadcast(conn, 8)
    every = rows(conn, number)
    at = NINE + timedelta(hours=1.5)
    put(conn, every[0], "sent", 0.1, tapped_at=at)
    put(conn, every[1], "sent", 0.2, tapped_at=at, stopped_at=at + timedelta(hours=2))
    put(conn, every[2], "sent", 1.1)
    put(conn, every[3], "failed", 1.2)
    put(conn, every[4], "undeliverable", 1.3)
    put(conn, every[5], "unconfirmed", 1.4)
    put(conn, every[6], "expired", FIRST_HOURS + 1)
    for n in (0, 2):
        row = every[n]
        bubble = messages.show(
            conn, KEYS, ContactId(row.contact_id), "{}", NINE, DeliveryId(row.id)
        )
        if n:
            messages.mark_seen(conn, ContactId(row.contact_id), bubble, NINE + timedelta(hours=3))
    owners = [people.find_contact(conn, ContactId(row.contact_id)) for row in every[:2]]
    (_, first), (_, second) = [owner for owner in owners if owner]
    answers.give(conn, number, first, "yes", NINE + timedelta(hours=2))
    for person in (first, second):
        said = dict(campaign_id=number, person_id=person, body=b"x", at=NINE + timedelta(hours=2))
        conn.execute(insert(campaign_replies).values(**said))
    return number


def test_each_campaign_is_counted_apart(database: Database) -> None:
    def story(conn: Connection) -> dict[CampaignId, Figures]:
        number = lived(conn)
        quiet = campaign(conn)
        return figures.totals(conn, [number, quiet])

    whole, nothing = database.write(story).values()
    assert whole == Figures(sent=3, seen=1, missed=3, tapped=2, answered=2, stopped=1, seeable=2)
    assert nothing == Figures()


def test_each_hour_of_the_first_days_is_counted_apart(database: Database) -> None:
    def story(conn: Connection) -> dict[datetime, Figures]:
        return figures.by_hour(conn, lived(conn), NINE)

    hour = timedelta(hours=1)
    assert database.write(story) == {
        NINE: Figures(sent=2),
        NINE + hour: Figures(sent=1, missed=2, tapped=2),
        NINE + 2 * hour: Figures(answered=2),
        NINE + 3 * hour: Figures(seen=1, stopped=1),
    }
