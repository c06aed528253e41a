"""Paste kits as time passes, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from content.library.library import Library
from content.screen import from_json
from db import answers, outbox
from db import kits as store
from db.tables import campaigns as table
from db.tables import contacts, deliveries
from db.tables import people as people_table
from db.values import CampaignId, PersonId
from scheduler import kits
from tests.crowd import NOW, PROVINCE, One, settle
from tests.databases import Database
from tests.pushes import campaign
from tests.talk import library

HEAD = (("village-head", "ubnd-tho-phu", "tho-phu"),)
LEADER = (("group-leader", "nhcsxh-trieu-son", "trieu-son"),)
MORNING = NOW + timedelta(hours=22)
"""08:00 of the next day in Hà Nội: NOW is 10:00."""


def reached(conn: Connection, **values: Any) -> tuple[CampaignId, dict[str, PersonId]]:
    """A kit whose text has just reached two people."""
    people = settle(conn, (One("Lan", roles=HEAD), One("Hòa", roles=LEADER)))
    row = dict(state="finished", kit=True, started_at=NOW, text="Họp thôn.") | values
    number = campaign(conn, **row)
    for person in people.values():
        contact = conn.execute(select(contacts).where(contacts.c.person_id == person)).one()
        to = outbox.Contact(contact.id, contact.channel, contact.external)
        outbox.queue(
            conn,
            [outbox.Push(f"campaign:{number}:{person}", "campaign", to, NOW, campaign=number)],
        )
    arrived = update(deliveries).where(deliveries.c.campaign_id == number)
    conn.execute(arrived.values(state="sent", finished_at=NOW))
    return number, people


def tick(conn: Connection, now: datetime) -> Mapping[str, int]:
    return kits.tick(conn, now)


def told(conn: Connection) -> list[tuple[str, str]]:
    """What was queued besides the campaign, by key and state."""
    rows = select(deliveries.c.key, deliveries.c.state).where(deliveries.c.campaign_id.is_(None))
    return sorted((row[0], row[1]) for row in conn.execute(rows))


def test_each_hears_what_to_do_once_and_is_reminded_twice(database: Database) -> None:
    def story(conn: Connection) -> None:
        number, people = reached(conn)
        assert tick(conn, NOW) == {"told": 2}
        assert tick(conn, NOW) == {}
        assert tick(conn, MORNING - timedelta(minutes=1)) == {}
        assert tick(conn, MORNING) == {"reminded": 2}
        assert tick(conn, MORNING + timedelta(days=1)) == {}
        assert tick(conn, MORNING + timedelta(days=2)) == {"reminded_again": 2}
        assert tick(conn, MORNING + timedelta(days=5)) == {}
        row = conn.execute(
            select(deliveries).where(deliveries.c.key == f"kit:{number}:0:{people['Lan']}")
        ).one()
        screen = from_json(row.screen)
        assert screen.buttons[0].to == f"do/kit/{number}"
        assert (row.campaign_id, row.kind) == (None, "notice")

    database.write(story)


def test_who_has_posted_is_left_alone_and_what_waits_for_them_ends(database: Database) -> None:
    def story(conn: Connection) -> None:
        number, people = reached(conn)
        tick(conn, NOW)
        answers.give(conn, number, people["Lan"], "posted", NOW)
        assert store.hush(conn, number, people["Lan"], NOW) == 1
        assert told(conn) == [
            (f"kit:{number}:0:{people['Lan']}", "cancelled"),
            (f"kit:{number}:0:{people['Hòa']}", "queued"),
        ]
        assert tick(conn, MORNING) == {"reminded": 1}
        assert store.posted_count(conn, number) == 1
        found = store.holders(conn, number, NOW)
        assert [(one.name, one.unit, one.posted_at) for one in found] == [
            ("Hòa", "trieu-son", None),
            ("Lan", "tho-phu", NOW),
        ]

    database.write(story)


def test_who_wants_nothing_more_is_not_reminded(database: Database) -> None:
    def story(conn: Connection) -> None:
        _, people = reached(conn)
        tick(conn, NOW)
        stopped = update(people_table).where(people_table.c.id == people["Lan"])
        conn.execute(stopped.values(opted_out_at=NOW))
        assert tick(conn, MORNING) == {"reminded": 1}

    database.write(story)


@pytest.mark.parametrize(
    "values",
    [
        dict(state="paused"),
        dict(state="cancelled"),
        dict(kit=False),
        dict(not_later_than=NOW),
        dict(started_at=NOW - timedelta(days=30)),
    ],
)
def test_nobody_is_told_of_what_is_stopped_over_or_no_kit(
    database: Database, values: dict[str, Any]
) -> None:
    def story(conn: Connection) -> None:
        reached(conn, **values)
        assert tick(conn, NOW) == {}

    database.write(story)


def test_of_a_kit_that_is_taken_back_nobody_hears_more(database: Database) -> None:
    def story(conn: Connection) -> None:
        number, _ = reached(conn)
        campaign(conn, act="recall", amends_id=number, state="finished")
        assert tick(conn, NOW) == {}

    database.write(story)


def test_who_has_not_got_the_text_is_told_nothing(database: Database) -> None:
    def story(conn: Connection) -> None:
        reached(conn)
        conn.execute(update(deliveries).values(state="failed"))
        assert tick(conn, NOW) == {}

    database.write(story)


def test_the_audience_is_those_with_a_group_and_they_are_counted_by_role(
    database: Database,
) -> None:
    from content.campaigns import Draft
    from db.aims import Aim
    from db.audience import matched

    def story(conn: Connection) -> None:
        settle(conn, (One("Lan", roles=HEAD), One("Hòa", roles=HEAD + LEADER), One("Dân")))
        shelf: Library = library()
        aim = Aim.of(shelf, Draft("Họp", "Họp thôn", kit=True), PROVINCE, NOW)
        assert matched(conn, aim) == 2
        assert store.heads(conn, aim) == {"village-head": 2, "group-leader": 1}
        none = Aim.of(shelf, Draft("a", "b", audience="role:official", kit=True), PROVINCE, NOW)
        assert store.heads(conn, none) == {"village-head": 0, "group-leader": 0}

    database.write(story)


def test_an_export_knows_who_posted(database: Database) -> None:
    def story(conn: Connection) -> None:
        number, people = reached(conn)
        answers.give(conn, number, people["Hòa"], "posted", NOW)
        rows = list(conn.scalars(select(deliveries.c.id).where(deliveries.c.campaign_id == number)))
        assert list(store.posted_rows(conn, number, rows).values()) == [NOW]
        assert store.posted_rows(conn, number, []) == {}

    database.write(story)


def test_only_kits_are_ever_looked_at(database: Database) -> None:
    def story(conn: Connection) -> None:
        number, people = reached(conn)
        assert store.last_got(conn, people["Lan"], NOW - timedelta(days=1)) == number
        conn.execute(update(table).values(kit=False))
        assert store.last_got(conn, people["Lan"], NOW - timedelta(days=1)) is None

    database.write(story)
