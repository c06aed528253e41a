"""The result of a check: lists, one programme by itself, and what is left of it afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db import conversations
from db.cipher import Keys
from db.tables import conversations as standings
from db.tables import messages
from tests.talk import POOR, Talk, World

KEYS = Keys(b"k" * 32)


def checked(world: World, channel: str = "web") -> Talk:
    """A poor household at its result."""
    return world.someone("Lan", channel).says("kiem tra vay von").answers(POOR)


def test_the_rest_stands_in_lists_and_each_programme_by_itself(world: World) -> None:
    lan = checked(world).presses("Chưa đủ điều kiện")
    assert lan.at == "check/result/ineligible"

    lan.presses("Vay cho con đi học")
    assert lan.at == "check/verdict/vay-hssv"
    assert "khi nao thi duoc" in lan.sees

    assert lan.presses("Xem tất cả kết quả").at == "check/result"


def test_the_same_by_typing_without_marks(world: World) -> None:
    lan = checked(world, "terminal").says("chua du dieu kien")
    assert lan.at == "check/result/ineligible"

    assert lan.says("vay von nuoc sach va ve sinh nong thon").at == "check/verdict/vay-nuoc-sach"
    assert lan.says("quay lai").at == "check/result"


@pytest.mark.parametrize(
    "address",
    ["check/result", "check/result/unknown", "check/verdict/vay-hssv", "check/guide/vay-hssv"],
)
def test_without_answers_a_result_says_how_to_begin(world: World, address: str) -> None:
    lan = world.someone().says("menu").taps(address)

    assert "chua tra loi" in lan.sees
    assert lan.presses("Trả lời vài câu").at == "check/doors"


@pytest.mark.parametrize(
    "address", ["check/verdict/none", "check/result/maybe", "check/result/1/1"]
)
def test_a_result_that_nobody_drew_is_no_dead_end(world: World, address: str) -> None:
    assert checked(world).taps(address).screens[-1].buttons


def test_a_result_tells_no_secret_to_what_is_kept_in_clear(world: World) -> None:
    lan = checked(world)
    lan.presses("Chưa đủ điều kiện").presses("Vay cho con đi học")

    labels = [label for label, _ in column(world, standings.c.choices)[0]]
    assert "Vay cho con đi học" not in labels
    assert all(label == "" for label, to in column(world, standings.c.choices)[0] if "result" in to)


def test_after_the_result_no_bubble_of_it_is_left(world: World) -> None:
    checked(world).presses("Chưa đủ điều kiện").presses("Vay cho con đi học")
    assert "Vay cho con đi học" in bubbles(world)

    world.someone("Lan", "web").says("menu")

    assert "Vay cho con đi học" not in bubbles(world)
    assert "Nhà mình là hộ nghèo" not in bubbles(world)
    assert column(world, standings.c.answers) == [None]


def test_after_an_idle_day_the_buttons_of_a_result_are_gone_with_its_answers(world: World) -> None:
    lan = checked(world).presses("Chưa đủ điều kiện")

    assert world.does(conversations.forget_answers, world.now + timedelta(hours=1)) == 1

    assert column(world, standings.c.choices) == [[]]
    assert lan.says("1").screens[-1].buttons


def test_a_question_elsewhere_keeps_its_buttons_after_an_idle_day(world: World) -> None:
    lan = world.someone("Lan", "web").says("kiem tra vay von").says("1")
    lan.says("học phí cho con hộ nghèo có được miễn không")

    world.does(conversations.forget_answers, world.now + timedelta(hours=1))

    assert lan.says("ai được").at == "explainer/hoc-phi/who"


def test_a_question_that_may_hurt_says_beside_it_why_and_that_it_is_forgotten(world: World) -> None:
    kind = {key: said for key, said in POOR.items() if key != "overdue_vbsp"}
    lan = world.someone().says("kiem tra vay von").answers(kind)

    assert "dang no qua han" in lan.sees
    assert "nen gap ngan hang" in lan.sees
    assert "duoc xoa sau khi xem ket qua" in lan.sees
    assert not any(button.to.startswith("check/why") for button in lan.screens[-1].buttons)


def test_what_was_not_understood_leaves_the_result_where_it_is(world: World) -> None:
    lan = checked(world).presses("Chưa đủ điều kiện").says("qwerty zzz")

    assert lan.at == "check/result/ineligible"
    assert "chua hieu" in lan.sees
    assert column(world, standings.c.answers) != [None]


@pytest.mark.parametrize("beside", ["học phí cho con hộ nghèo có được miễn không", "gặp cán bộ"])
def test_what_is_looked_up_beside_a_result_leads_back_to_it(world: World, beside: str) -> None:
    lan = checked(world).says(beside)
    assert not lan.at.startswith("check")

    lan.presses("Quay lại kết quả")
    assert lan.at == "check/result"
    assert "100 trieu dong" in lan.sees

    lan.says(beside).says("menu")
    assert column(world, standings.c.answers) == [None]


def column(world: World, of: Any) -> list[Any]:
    with world.work() as conn:
        return list(conn.scalars(select(of)))


def bubbles(world: World) -> str:
    """All that the web conversation keeps, read."""
    return "\n".join(str(KEYS.decrypt(body)) for body in column(world, messages.c.body))
