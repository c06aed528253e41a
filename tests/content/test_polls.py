"""Quick answers: their keys, how long they count, what of their number is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.address import Address
from content.audience_terms import ANSWERED
from content.campaign_check import Rules, problems
from content.campaigns import ANSWER, STATES, Campaign, Draft
from content.cards.campaign import campaign_screen
from content.cards.poll import question_screen
from content.polls import FEW, OPEN_FOR, TAKING, choices, takes_answers, tallies
from content.screen import Button

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def asks(*labels: str) -> Draft:
    """A draft with these answers, and a way to a screen."""
    return Draft("Hỏi", "Nhà mình có đi không?", (*answers(*labels), Button("Xem", "home")))


def answers(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, ANSWER) for label in labels)


@pytest.mark.parametrize(
    ("labels", "keys"),
    [
        (("Có", "Không"), ["yes", "no"]),
        (("có!", "KHÔNG."), ["yes", "no"]),
        (("Buổi sáng", "Buổi chiều"), ["buoi-sang", "buoi-chieu"]),
        (("Có", "co", "Có"), ["yes", "yes-2", "yes-3"]),
        (("?", "…"), ["answer", "answer-2"]),
        ((), []),
    ],
)
def test_answers_have_keys_that_audiences_can_name(
    labels: tuple[str, ...], keys: list[str]
) -> None:
    assert [one.key for one in choices(asks(*labels))] == keys


@given(st.lists(st.text(min_size=1, max_size=80), max_size=6))
def test_whatever_people_write_the_keys_are_distinct_and_fit_a_term(labels: list[str]) -> None:
    keys = [one.key for one in choices(asks(*labels))]

    assert len(set(keys)) == len(labels)
    assert all(ANSWERED.match(f"42={key}") for key in keys)


def test_the_message_carries_screens_only_and_its_question_acts_only() -> None:
    draft = asks("Có", "Không")
    message = campaign_screen(draft, 42)
    question = question_screen(Campaign(42, draft, "tho-phu", "running", NOW), "", {}, given="no")

    assert [button.to for button in message.buttons] == ["poll/42", "home"]
    assert [button.to for button in question.buttons] == ["do/answer/42/1", "do/answer/42/2"]
    assert [button.look for button in question.buttons] == ["plain", "filled"]
    assert question.blocks == message.blocks


def test_without_answers_there_is_no_question() -> None:
    assert [button.to for button in campaign_screen(asks(), 42).buttons] == ["home"]


@pytest.mark.parametrize("state", STATES)
def test_answers_count_from_the_start_for_a_month_unless_it_was_stopped(state: str) -> None:
    campaign = Campaign(1, asks("Có", "Không"), "tho-phu", state, NOW, started_at=NOW)  # type: ignore[arg-type]  # every state

    assert takes_answers(campaign, NOW) == (state in TAKING)
    assert not takes_answers(campaign, NOW + OPEN_FOR)
    assert not takes_answers(replace(campaign, started_at=None), NOW)


def test_a_count_under_five_is_not_told() -> None:
    told = tallies(asks("Có", "Không"), {"yes": FEW, "no": FEW - 1, "gone": 9})

    assert [(one.choice.key, one.count) for one in told] == [("yes", 5), ("no", None)]


@pytest.mark.parametrize(
    ("labels", "keys"),
    [
        (("Có",), ["lone_answer"]),
        (("Có", "CÓ"), ["same_answer"]),
        (("Có", "Không"), []),
        (("Có", "Lười biếng"), ["shaming"]),
    ],
)
def test_what_is_wrong_with_answers_is_named(labels: tuple[str, ...], keys: list[str]) -> None:
    rules = Rules(opens=lambda address: address == Address.of("home"))

    found = [one.key for one in problems(asks(*labels), rules, NOW)]

    assert list(dict.fromkeys(found)) == keys
