"""Answering the question of a campaign: who may, until when, and what is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from content.campaign_check import Rules
from content.campaigns import ANSWER, Draft
from content.polls import OPEN_FOR
from content.screen import Button
from db import answers
from db.store import Connection
from db.tables import campaigns as table
from db.tables import deliveries
from db.values import CampaignId
from handlers import campaigns
from handlers.campaigns import CampaignError, Order
from handlers.conversation import take_turn
from handlers.routes import opens
from handlers.turn import Tap, Turn
from tests.crowd import PROVINCE
from tests.talk import Talk, World, library

DRAFT = Draft(
    "Họp thôn",
    "{name|Bà con} có đi họp không?",
    (Button("Có", ANSWER), Button("Không", ANSWER)),
    "all",
)


def asked(world: World, *names: str) -> list[Talk]:
    """People whom campaign 1 has reached."""
    told = [world.someone(name, "telegram").says("menu") for name in names]
    rules = Rules(opens=lambda address: opens(library(), address))
    order = Order(None, PROVINCE, world.now)
    with world.work() as conn:
        number = campaigns.compose(conn, library(), DRAFT, order)
        campaigns.start(conn, library(), number, rules, order)
        conn.execute(update(deliveries).values(state="sent"))
    return told


def counts(world: World) -> object:
    return world.does(answers.counts, CampaignId(1))


def test_an_answer_is_two_taps_and_may_be_changed(world: World) -> None:
    lan, hoa = asked(world, "Lan", "Hòa")

    lan.taps("poll/1")
    assert "lan co di hop khong" in lan.sees
    lan.presses("Có")
    assert "cau tra loi cua nha minh: co" in lan.sees
    hoa.taps("poll/1").presses("Không")
    assert counts(world) == {"yes": 1, "no": 1}

    lan.presses("Đổi câu trả lời")
    assert lan.button("Có").look == "filled"
    lan.presses("Không")
    assert counts(world) == {"no": 2}


def test_an_answer_can_be_typed(world: World) -> None:
    (lan,) = asked(world, "Lan")

    lan.taps("poll/1").says("2")

    assert counts(world) == {"no": 1}


def test_who_did_not_get_it_sees_no_question_and_is_not_counted(world: World) -> None:
    asked(world, "Lan")
    stranger = world.someone("Người lạ", "telegram").opens("poll--1")

    assert stranger.at == "lost"
    stranger.taps("do/answer/1/1")

    assert counts(world) == {}


def test_an_act_of_somebody_else_is_not_taken(world: World) -> None:
    lan, hoa = asked(world, "Lan", "Hòa")
    hoas = hoa.taps("poll/1").button("Có").to

    lan.taps(hoas)

    assert counts(world) == {}


def test_after_a_month_or_a_cancel_no_answer_is_taken(world: World) -> None:
    lan, hoa = asked(world, "Lan", "Hòa")
    yes = lan.taps("poll/1").button("Có").to
    world.does(lambda conn: conn.execute(update(table).values(state="cancelled")))
    lan.taps(yes)
    assert "khong nhan them" in lan.sees
    world.does(lambda conn: conn.execute(update(table).values(state="finished")))
    world.waits(days=OPEN_FOR / timedelta(days=1))
    hoa.taps("poll/1")

    assert "khong nhan them" in hoa.sees
    assert counts(world) == {}


def test_a_button_left_over_does_not_show_the_words_of_what_was_recalled(world: World) -> None:
    (lan,) = asked(world, "Lan")
    yes = lan.taps("poll/1").button("Có").to
    order = Order(None, PROVINCE, world.now)
    with world.work() as conn:
        conn.execute(update(table).values(state="finished"))
        campaigns.recall(conn, library(), CampaignId(1), Rules(), order)

    for button in ("poll/1", yes):
        lan.taps(button)
        assert "khong nhan them" in lan.sees
        assert "hop khong" not in lan.sees
    assert counts(world) == {}


@pytest.mark.parametrize("address", ["poll/99", "poll/x", "poll/" + "9" * 40, "poll/-1"])
def test_a_question_that_is_none_is_answered_kindly(world: World, address: str) -> None:
    (lan,) = asked(world, "Lan")

    assert lan.taps(address).at == "lost"


def test_a_campaign_without_answers_asks_nothing(world: World) -> None:
    (lan,) = asked(world, "Lan")
    world.does(lambda conn: conn.execute(update(table).values(buttons=[])))

    assert lan.taps("poll/1").at == "lost"


def test_staff_try_it_before_it_goes_out_and_nothing_is_kept(world: World) -> None:
    order = Order(None, PROVINCE, world.now)
    world.does(campaigns.compose, library(), DRAFT, order)
    writer = world.someone("Tâm", "telegram").says("menu").becomes("writer", "ubnd-tho-phu")
    resident = world.someone("Lan", "telegram").says("menu")

    assert "tin gui thu" in writer.taps("poll/1").presses("Có").sees
    assert resident.taps("poll/1").at == "lost"
    assert counts(world) == {}


def test_no_writer_can_link_to_a_question(world: World) -> None:
    rules = Rules(opens=lambda address: opens(library(), address))
    order = Order(None, PROVINCE, world.now)
    draft = replace(DRAFT, buttons=(Button("Hỏi", "poll/1"),))

    found = world.does(campaigns.faults, library(), draft, rules, order)

    assert [one.key for one in found] == ["address", "nobody"]  # type: ignore[attr-defined]


def test_show_tells_answers_and_hides_small_counts(world: World) -> None:
    many = asked(world, "An", "Bình", "Chi", "Dũng", "Em", "Giang")
    for one in many[:5]:
        one.taps("poll/1").presses("Có")
    many[5].taps("poll/1").presses("Không")

    shown = world.does(campaigns.show, library(), CampaignId(1), Order(None, PROVINCE, world.now))

    assert shown["answers"] == {"yes": 5, "no": None}  # type: ignore[index]


@pytest.mark.parametrize(
    ("audience", "unit", "key"),
    [
        ("answered:1=yes", PROVINCE, ""),
        ("!answered:1", PROVINCE, ""),
        ("answered:1=maybe", PROVINCE, "answer"),
        ("answered:2", PROVINCE, "asked"),
        ("answered:1=yes", "tho-phu", "asked"),
    ],
)
def test_an_audience_names_only_questions_of_ones_own_unit(
    world: World, audience: str, unit: str, key: str
) -> None:
    asked(world, "Lan")
    order = Order(None, unit, world.now)
    draft = replace(DRAFT, audience=audience)

    try:
        world.does(campaigns.compose, library(), draft, order)
        refused = ""
    except CampaignError as error:
        refused = error.key
        assert error.sentence("en") != str(error)

    assert refused == key


def test_a_press_on_a_campaigns_message_is_remembered_with_it(world: World) -> None:
    lan, hoa = asked(world, "Lan", "Hòa")
    world.does(lambda conn: conn.execute(update(deliveries).values(message=deliveries.c.id)))

    for talk, message in ((lan, "2"), (hoa, "2")):
        said = Turn("telegram", talk.name, Tap("poll/1"), world.now, seen_on=message)
        world.does(take_turn, said, world.house)

    assert world.does(moments, "tapped_at") == [None, world.now]


def test_a_link_of_a_campaigns_text_is_remembered_with_it(world: World) -> None:
    lan, hoa = asked(world, "Lan", "Hòa")
    world.waits(minutes=5)

    lan.opens("explainer--hoc-phiK1")
    hoa.opens("explainer--hoc-phi")
    hoa.opens("explainer--hoc-phiK2")
    stranger = world.someone("Mai").opens("explainer--hoc-phiK1")
    assert world.does(moments, "tapped_at") == [world.now, None]
    world.waits(minutes=5)
    lan.opens("explainer--hoc-phiK1")

    assert lan.at == stranger.at == "explainer/hoc-phi"
    assert world.does(moments, "tapped_at") == [world.now - timedelta(minutes=5), None]


def test_a_stop_soon_after_a_campaign_is_remembered_with_it(world: World) -> None:
    lan, hoa = asked(world, "Lan", "Hòa")
    world.does(lambda conn: conn.execute(update(deliveries).values(finished_at=world.now)))
    world.waits(hours=47)
    lan.says("STOP")
    world.waits(hours=2)
    hoa.says("STOP")

    assert world.does(moments, "stopped_at") == [world.now - timedelta(hours=2), None]


def test_a_topic_stopped_soon_after_a_campaign_is_remembered_with_it(world: World) -> None:
    lan, hoa = asked(world, "Lan", "Hòa")
    world.does(lambda conn: conn.execute(update(deliveries).values(finished_at=world.now)))
    world.waits(hours=47)
    lan.opens("settings--topics--vay-von").presses("Không nhận loại tin này nữa")
    world.waits(hours=2)
    hoa.opens("settings--topics--vay-von").presses("Không nhận loại tin này nữa")

    assert world.does(moments, "stopped_at") == [world.now - timedelta(hours=2), None]


def moments(conn: Connection, column: str) -> list[datetime | None]:
    return list(conn.scalars(select(deliveries.c[column]).order_by(deliveries.c.id)))
