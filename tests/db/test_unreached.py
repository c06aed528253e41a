"""Whom a campaign has not reached, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, update

from content.audience import parse
from content.audience_terms import known
from content.campaigns import Campaign
from content.library.build import build
from db import audience, campaigns, unreached
from db.aims import Aim
from db.tables import deliveries, people
from db.unreached import Absent, Gap
from tests.crowd import NOW, PROVINCE, Line, One, settle
from tests.databases import Database
from tests.pushes import campaign, later

LIBRARY = build()
CROWD = (
    One("Lan"),
    One("Bình"),
    One("Cúc", "an-nong"),
    One("Dũng", lines=(Line(unreachable="bot was blocked by the user"),)),
    One("Em", "an-nong", lines=()),
    One("Giang", lines=(Line(ground=""),)),
    One("Hà", opted_out=True),
    One("Khôi", None),
)


def aim(text: str = "all", unit: str = PROVINCE) -> Aim:
    return Aim(parse(text, known(LIBRARY)), LIBRARY.places, unit, NOW)


def sent(conn: Connection, text: str = "all") -> tuple[Campaign, dict[str, Any]]:
    """A campaign to a crowd: Lan got it, Bình and Khôi did not, Cúc waits."""
    ids = settle(conn, CROWD)
    number = campaign(conn, started_at=later(1))
    audience.enqueue(conn, number, aim(text), expires_at=None)
    for name, values in {
        "Lan": dict(state="sent"),
        "Bình": dict(state="failed", reason="Bad Gateway"),
        "Khôi": dict(state="expired", reason="expired"),
    }.items():
        key = deliveries.c.key == f"campaign:{number}:{ids[name]}"
        conn.execute(update(deliveries).where(key).values(**values))
    found = campaigns.get(conn, number)
    assert found
    return found, ids


def test_who_failed_and_who_could_never_be_written_to_are_counted(database: Database) -> None:
    def story(conn: Connection) -> list[Gap]:
        one, _ = sent(conn)
        return unreached.gaps(conn, one, aim(), None)

    assert set(database.write(story)) == {
        Gap("tho-phu", "Bad Gateway", 1),
        Gap("tho-phu", "no way", 1),
        Gap("tho-phu", "no ground to write", 1),
        Gap("an-nong", "no way", 1),
        Gap(None, "expired", 1),
    }


def test_within_a_unit_only_its_people_are_told(database: Database) -> None:
    def story(conn: Connection) -> list[str]:
        one, _ = sent(conn)
        found = unreached.names(conn, one, aim(), {"an-nong"}, 10)
        assert unreached.gaps(conn, one, aim(), {"an-nong"}) == [Gap("an-nong", "no way", 1)]
        return [each.name for each in found]

    assert database.write(story) == ["Em"]


def test_the_audience_of_the_campaign_bounds_who_is_missed(database: Database) -> None:
    def story(conn: Connection) -> list[Gap]:
        one, _ = sent(conn, "unit:an-nong")
        return unreached.gaps(conn, one, aim("unit:an-nong"), None)

    assert database.write(story) == [Gap("an-nong", "no way", 1)]


def test_who_turned_messages_off_is_counted_and_not_named(database: Database) -> None:
    def story(conn: Connection) -> tuple[int, list[Absent]]:
        one, ids = sent(conn)
        conn.execute(update(people).where(people.c.id == ids["Bình"]).values(opted_out_at=NOW))
        every = unreached.gaps(conn, one, aim(), {"tho-phu"})
        return sum(gap.count for gap in every), unreached.names(conn, one, aim(), {"tho-phu"}, 10)

    count, named = database.write(story)
    assert count == 3
    assert [one.name for one in named] == ["Dũng", "Giang"]


def test_who_came_later_was_not_missed(database: Database) -> None:
    def story(conn: Connection) -> list[str]:
        one, ids = sent(conn)
        late = people.c.id.in_([ids["Dũng"], ids["Em"]])
        conn.execute(update(people).where(late).values(joined_at=later(60)))
        return [gap.why for gap in unreached.gaps(conn, one, aim(), None)]

    assert "no way" not in database.write(story)
