"""Kind answers: a person who suffers, is cheated, thanks or swears is never told "I don't know"."""

from __future__ import annotations

import pytest

from content.kindness import kinds
from handlers.kindness import MORE
from tests.talk import World


def test_despair_gets_a_humane_answer_with_people_to_turn_to(world: World) -> None:
    lan = world.someone().says("muon chet qua")

    assert lan.at == "kind/distress"
    assert "dung chiu mot minh" in lan.sees
    assert "nguoi nha" in lan.sees
    assert "tram y te xa" in lan.sees
    assert "115" in lan.sees
    assert "111" in lan.sees


def test_a_fraud_is_named_with_where_to_report_it(world: World) -> None:
    lan = world.someone().says("bị đòi mã otp")

    assert "dung dua ma otp" in lan.sees
    assert "156" in lan.sees
    assert "5656" in lan.sees


def test_despair_within_a_check_is_answered_and_the_check_waits(world: World) -> None:
    lan = world.someone().says("kiem tra vay von").says("tôi không muốn sống nữa")
    assert lan.at == "kind/distress"

    assert lan.presses("Quay lại câu đang hỏi dở").at == "check"


def test_thanks_within_a_check_keep_the_question_at_hand(world: World) -> None:
    lan = world.someone().says("kiem tra vay von").says("cảm ơn nhé")

    assert lan.at == "kind/thanks"
    assert lan.button("Quay lại câu đang hỏi dở")


def test_a_greeting_opens_the_first_screen_and_asking_who_we_are_tells_it(world: World) -> None:
    lan = world.someone().says("alo có ai không")
    assert lan.at == "home"

    assert lan.says("bạn là người hay máy").at == "about"


def test_a_message_without_a_letter_is_told_that_we_read_words(world: World) -> None:
    lan = world.someone().says("👍")

    assert "chi doc duoc chu" in lan.sees


def test_small_talk_is_no_miss(world: World) -> None:
    lan = world.someone().says("giá vàng hôm nay").says("cảm ơn").says("giá vàng hôm nay")

    assert "van chua hieu" not in lan.sees


@pytest.mark.parametrize("kind", sorted(MORE))
def test_every_kind_has_words_and_a_way_on(world: World, kind: str) -> None:
    lan = world.someone().opens(f"kind--{kind}")

    assert lan.at == f"kind/{kind}"
    assert {button.to for button in lan.screens[-1].buttons} >= {"contact", "home"}


def test_every_kind_that_is_heard_is_answered() -> None:
    heard = {*kinds().whole, *kinds().within}

    assert heard == set(MORE) | {"hello", "who"}
