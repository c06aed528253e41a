"""What nobody would send who uses our buttons: answered kindly, and nothing is done."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from db import people
from db.tables import people as people_table
from handlers.turn import Opened, Tap, Words
from tests.talk import World

FORGED = ("do/erase", "do/erase!", "do/erase!é", "do/erase!\ud800", "do/erase!AAAAAAAA", "do", "\0")


@pytest.mark.parametrize("data", FORGED)
def test_a_forged_button_is_answered_and_does_nothing(world: World, data: str) -> None:
    lan = world.someone("Lan", "web").says("chào")

    assert lan.turn(Tap(data)).screens
    assert lan.turn(Opened(data.replace("/", "--"))).screens

    with world.work() as conn:
        assert conn.scalar(select(func.count()).select_from(people_table)) == 1


def test_a_button_drawn_for_somebody_else_does_nothing(world: World) -> None:
    lan, hoa = world.someone("Lan", "web"), world.someone("Hoa", "web").says("chào")
    reply = lan.turn(Tap("settings/erase"))

    hoa.turn(Tap(reply.screens[-1].buttons[0].to))

    with world.work() as conn:
        assert conn.scalar(select(func.count()).select_from(people_table)) == 2


@pytest.mark.parametrize("number", ["9" * 19, "9" * 50, "0", "-1"])
@pytest.mark.parametrize("then", ["", "/snooze"])
def test_a_duty_of_a_number_nobody_counts_is_lost(world: World, number: str, then: str) -> None:
    lan = world.someone("Lan").says("chào")
    with world.work() as conn:
        me = conn.scalars(select(people_table.c.id)).one()
        people.give_role(conn, me, "official", office="pkt-tho-phu", unit="tho-phu", now=world.now)

    assert lan.turn(Tap(f"duty/{number}{then}")).screens


@pytest.mark.parametrize("text", ["\ud800 vay vốn", "vay vốn \ud83d", "\0", "a" * 4097, "²", "٣"])
@pytest.mark.parametrize("asking", [False, True])
def test_words_that_no_database_keeps_are_answered(world: World, text: str, asking: bool) -> None:
    lan = world.someone("Lan", "web").says("chào")
    if asking:
        lan.turn(Tap("check"))

    assert lan.turn(Words(text)).screens
