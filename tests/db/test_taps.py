"""Which delivery a press or a stop belongs to, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from content.channel import Contact
from db import outbox, people, taps
from db.tables import deliveries
from db.values import CampaignId, ContactId, PersonId
from tests.databases import Database
from tests.pushes import NOW, campaign, for_campaign, later, ping, resident


def told(conn: Connection, contact: Contact, message: str, **values: Any) -> int:
    """A campaign that has reached somebody as a message; the number of its row."""
    number = campaign(conn)
    outbox.queue(conn, [for_campaign(contact, number)])
    row = conn.scalars(select(deliveries.c.id).order_by(deliveries.c.id.desc())).first()
    known = dict(state="sent", message=message, finished_at=NOW) | values
    conn.execute(update(deliveries).where(deliveries.c.id == row).values(**known))
    assert row is not None
    return row


def moments(conn: Connection, column: str) -> list[datetime | None]:
    """A column of every row, in order."""
    return list(conn.scalars(select(deliveries.c[column]).order_by(deliveries.c.id)))


def owner(conn: Connection, contact: Contact) -> PersonId:
    found = people.find_contact(conn, ContactId(contact.id))
    assert found
    return found[1]


def test_the_first_press_on_a_message_counts_and_stays(database: Database) -> None:
    def story(conn: Connection) -> None:
        lan = resident(conn, "lan")
        told(conn, lan, "7")
        told(conn, lan, "8")

        assert taps.press(conn, ContactId(lan.id), "8", later(5))
        assert not taps.press(conn, ContactId(lan.id), "8", later(9))

        assert moments(conn, "tapped_at") == [None, later(5)]

    database.write(story)


def test_buttons_stand_under_the_last_part_of_a_long_message(database: Database) -> None:
    def story(conn: Connection) -> None:
        lan = resident(conn, "lan")
        told(conn, lan, "41,42")

        assert not taps.press(conn, ContactId(lan.id), "41", NOW)
        assert not taps.press(conn, ContactId(lan.id), "2", NOW)
        assert taps.press(conn, ContactId(lan.id), "42", NOW)

    database.write(story)


@pytest.mark.parametrize("message", ["", "%", "_", "7%", "-7", "7,8", "७x", "' OR 1=1"])
def test_what_is_no_number_of_a_message_touches_nothing(database: Database, message: str) -> None:
    def story(conn: Connection) -> None:
        lan = resident(conn, "lan")
        told(conn, lan, "7")

        assert not taps.press(conn, ContactId(lan.id), message, NOW)

    database.write(story)


def test_nobody_presses_for_another_nor_on_what_is_no_campaign(database: Database) -> None:
    def story(conn: Connection) -> None:
        lan, hoa = resident(conn, "lan"), resident(conn, "hoa")
        told(conn, lan, "7")
        told(conn, lan, "8", state="failed")
        outbox.queue(conn, [ping(lan)])
        conn.execute(
            update(deliveries).where(deliveries.c.kind == "ping").values(state="sent", message="9")
        )

        assert not taps.press(conn, ContactId(hoa.id), "7", NOW)
        assert not taps.press(conn, ContactId(lan.id), "8", NOW)
        assert not taps.press(conn, ContactId(lan.id), "9", NOW)

    database.write(story)


def test_a_followed_link_counts_for_the_person_who_was_told_alone(database: Database) -> None:
    def story(conn: Connection) -> None:
        lan, hoa = resident(conn, "lan"), resident(conn, "hoa")
        told(conn, lan, "7")
        campaign = CampaignId(conn.scalars(select(deliveries.c.campaign_id)).one())
        mine, theirs = owner(conn, lan), owner(conn, hoa)
        key = {"key": f"campaign:{campaign}:{mine}"}
        conn.execute(update(deliveries).values(key))

        assert not taps.follow(conn, theirs, campaign, NOW)
        assert not taps.follow(conn, mine, CampaignId(campaign + 1), NOW)
        assert taps.follow(conn, mine, campaign, NOW)
        assert not taps.follow(conn, mine, campaign, later(1))
        assert moments(conn, "tapped_at") == [NOW]

    database.write(story)


def test_a_stop_counts_with_the_last_campaign_of_two_days(database: Database) -> None:
    def story(conn: Connection) -> None:
        lan = resident(conn, "lan")
        told(conn, lan, "1", finished_at=later(-200))
        told(conn, lan, "2", finished_at=later(-100))
        told(conn, lan, "3", finished_at=later(-50), state="failed")

        taps.stop(conn, owner(conn, lan), NOW)
        taps.stop(conn, owner(conn, lan), later(60))

        assert moments(conn, "stopped_at") == [None, NOW, None]

    database.write(story)


@pytest.mark.parametrize(("hours", "counted"), [(47.9, True), (48.1, False)])
def test_after_two_days_a_stop_is_nobodys(database: Database, hours: float, counted: bool) -> None:
    def story(conn: Connection) -> None:
        lan = resident(conn, "lan")
        told(conn, lan, "1", finished_at=NOW - timedelta(hours=hours))

        taps.stop(conn, owner(conn, lan), NOW)

        assert (moments(conn, "stopped_at") == [NOW]) is counted

    database.write(story)
