"""Whom a campaign did not reach: who is told how many, and who is told the names."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from content.campaign_check import Rules
from content.campaigns import Draft
from db import people
from db.store import Connection
from db.tables import deliveries
from db.values import CampaignId
from handlers import campaigns, unreached
from handlers.campaigns import CampaignError, Order
from handlers.unreached import Looker, Missing, Place
from tests.crowd import PROVINCE
from tests.talk import MORNING, World, library

TITLE = "Rà soát hộ nghèo"


def told(world: World, unit: str = PROVINCE) -> None:
    """A campaign that failed with six people of Thọ Phú and one of An Nông."""
    for n in range(6):
        someone(world, f"Phú {n}", "tho-phu")
    someone(world, "Nông 0", "an-nong")
    order = Order(None, unit, world.now)
    rules = Rules(opens=lambda _: True)
    with world.work() as conn:
        number = campaigns.compose(conn, library(), Draft(TITLE, "Chào!"), order)
        campaigns.start(conn, library(), number, rules, order)
        conn.execute(update(deliveries).values(state="failed", reason="Bad Gateway"))


def someone(world: World, name: str, unit: str) -> None:
    with world.work() as conn:
        person, _, _ = people.meet(conn, "telegram", name, name=name, origin="self", now=world.now)
        people.change(conn, person.id, unit=unit)


def seen(world: World, *posts: tuple[str, str], unit: str = PROVINCE, place: str = "") -> Missing:
    """What somebody with these roles and units sees."""

    def look(conn: Connection) -> Missing:
        who = unreached.looker(posts, library(), Order(None, unit, world.now))
        return unreached.missing(conn, library(), CampaignId(1), who, place)

    found = world.does(look)
    assert isinstance(found, Missing)
    return found


def test_staff_see_counts_and_nothing_that_points_at_one_person(world: World) -> None:
    told(world)

    found = seen(world, ("writer", PROVINCE), ("admin", PROVINCE), place="tho-phu")

    assert found.people == ()
    assert found.places == (
        Place("tho-phu", "xã Thọ Phú", 6, (("Máy của kênh gặp lỗi", 6),), is_named=False),
        Place("an-nong", "xã An Nông", None, (), is_named=False),
    )


def test_an_official_sees_the_names_of_the_own_commune_only(world: World) -> None:
    told(world)

    mine = seen(world, ("official", "tho-phu"), unit="tho-phu", place="tho-phu")
    other = seen(world, ("official", "tho-phu"), unit="tho-phu", place="an-nong")

    assert [one.name for one in mine.people] == [f"Phú {n}" for n in range(6)]
    assert [one.slug for one in mine.places] == ["tho-phu"]
    assert other.people == ()


def test_a_writer_of_the_province_who_is_an_official_of_a_commune_sees_those_names(
    world: World,
) -> None:
    told(world)
    posts = (("writer", PROVINCE), ("official", "an-nong"))

    assert [one.name for one in seen(world, *posts, place="an-nong").people] == ["Nông 0"]
    assert seen(world, *posts, place="tho-phu").people == ()
    assert {one.slug: one.count for one in seen(world, *posts).places} == {
        "tho-phu": 6,
        "an-nong": 1,
    }


def test_a_campaign_of_another_commune_is_none(world: World) -> None:
    told(world, "tho-phu")

    assert seen(world, ("official", "tho-phu"), unit="tho-phu").places
    with pytest.raises(CampaignError):
        seen(world, ("official", "an-nong"), unit="an-nong")
    with pytest.raises(CampaignError):
        seen(world, unit="")


def test_names_for_a_visit_are_a_sheet_and_so_are_counts(world: World) -> None:
    told(world)

    named = unreached.sheet(seen(world, ("head", "tho-phu"), unit="tho-phu", place="tho-phu"))
    counted = unreached.sheet(seen(world, ("viewer", PROVINCE)))

    assert ["Phú 3", "Máy của kênh gặp lỗi", ""] in named
    assert ["xã Thọ Phú", 6] in [list(row) for row in counted]
    assert ["xã An Nông", "dưới 5"] in [list(row) for row in counted]


def test_an_official_is_shown_the_way_in_chat(world: World) -> None:
    told(world)
    hoa = world.someone("Hòa").becomes("official", "pkt-tho-phu")

    hoa.taps("tasks").presses("Chưa tới được")
    assert hoa.button(TITLE)
    hoa.presses(TITLE)

    assert hoa.at == "unreached/1"
    assert "phu 3: may cua kenh gap loi" in hoa.sees
    assert "nong 0" not in hoa.sees
    assert "chi de di gap" in hoa.sees


@pytest.mark.parametrize("address", ["unreached/2", "unreached/x", "unreached/" + "9" * 40])
def test_a_campaign_that_is_not_there_is_lost_kindly(world: World, address: str) -> None:
    hoa = world.someone("Hòa").becomes("official", "pkt-tho-phu")
    hoa.taps(address)
    assert hoa.at == "lost"


def test_a_resident_sees_nobody(world: World) -> None:
    told(world)
    lan = world.someone("Lan").says("menu").taps("unreached/1")
    assert "phu 3" not in lan.sees
    assert "danh cho can bo" in lan.sees


def test_looking_takes_no_more_than_a_role_gives() -> None:
    order = Order(None, PROVINCE, MORNING)
    assert unreached.looker([("viewer", "tho-phu")], library(), order) == Looker(order, frozenset())


def test_who_looks_after_the_province_is_shown_to_the_console(world: World) -> None:
    told(world)
    son = world.someone("Sơn").becomes("programme", "tinh").taps("unreached").presses(TITLE)

    assert "ca tinh thi xem trong ban lam viec" in son.sees
    assert "phu 3" not in son.sees
