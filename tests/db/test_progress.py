"""What waits on each channel, and how fast it went lately, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from content.delivery import Urgency
from content.progress import Lane
from db import outbox, people, progress
from db.tables import deliveries
from db.values import CampaignId
from tests.databases import Database
from tests.pushes import NOW, campaign, for_campaign

SINCE = NOW - timedelta(minutes=2)


def queued(
    conn: Connection, number: CampaignId, channel: str, count: int, urgency: int = 3
) -> None:
    """So many rows of a campaign that wait on a channel."""
    contacts = [
        people.add_contact(
            conn,
            people.join(conn, name="", origin="self", now=NOW).id,
            channel,
            f"{channel}-{number}-{n}",
            ground="wrote",
            now=NOW,
        )
        for n in range(count)
    ]
    pushes = [for_campaign(c, number, urgency=Urgency(urgency)) for c in contacts]
    outbox.queue(conn, pushes)


def end(conn: Connection, number: CampaignId, channel: str, *ends: tuple[str, datetime]) -> None:
    """The first rows of a channel come to these ends."""
    mine = (deliveries.c.campaign_id == number, deliveries.c.channel == channel)
    rows = conn.scalars(select(deliveries.c.id).where(*mine).order_by(deliveries.c.id)).all()
    for row, (state, at) in zip(rows, ends, strict=False):
        ended = update(deliveries).where(deliveries.c.id == row)
        conn.execute(ended.values(state=state, finished_at=at))


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def test_each_channel_has_a_lane_of_its_own(database: Database) -> None:
    def story(conn: Connection) -> list[Lane]:
        number, other = campaign(conn), campaign(conn)
        for one in (number, other):
            queued(conn, one, "telegram", 6)
            queued(conn, one, "web", 4, urgency=0)
        end(conn, number, "telegram", ("sent", ago(500)), ("sent", ago(60)), ("failed", ago(30)))
        end(conn, number, "web", *(("sent", ago(n)) for n in (4, 3, 2, 1)))
        end(conn, other, "telegram", ("sent", ago(1)))
        return progress.lanes(conn, number, SINCE, NOW)

    assert database.write(story) == [Lane("telegram", 3, 2, 120.0)]


def test_where_all_that_was_looked_at_is_fresh_the_span_is_theirs(database: Database) -> None:
    def story(conn: Connection) -> list[Lane]:
        number = campaign(conn)
        queued(conn, number, "web", 9)
        end(conn, number, "web", *(("sent", ago(n)) for n in (5, 4, 3, 2, 1)))
        return progress.lanes(conn, number, SINCE, NOW)

    assert database.write(story) == [Lane("web", 4, 4, 5.0)]


def test_a_campaign_that_waits_and_never_moved_has_a_lane_without_speed(database: Database) -> None:
    def story(conn: Connection) -> list[Lane]:
        number = campaign(conn)
        queued(conn, number, "telegram", 2)
        return progress.lanes(conn, number, SINCE, NOW)

    assert database.write(story) == [Lane("telegram", 2, 0, 120.0)]
