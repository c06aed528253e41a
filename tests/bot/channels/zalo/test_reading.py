"""Stored events as letters, garbage too."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.letter import Unreadable
from bot.channels.zalo.reading import event_in, number_of, read, without_asker
from db.inbox import Incoming
from handlers.turn import Other, Words
from tests.standins.zalo import ZaloApi

API = ZaloApi()
AN = API.person("An")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def stored(event: Any) -> Incoming:
    return Incoming(5, 1, json.dumps(event), None)


def test_words_come_as_words_with_the_name() -> None:
    letter = read(stored(API.event(AN, "message.text.received", text="vay von")))

    assert (letter.event, letter.chat, letter.name) == ("turn", AN.id, "An")
    assert letter.said == Words("vay von")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("message.image.received", "photo"),
        ("message.voice.received", "voice"),
        ("message.unsupported.received", "unsupported"),
        ("message.news.received", "other"),
    ],
)
def test_what_we_do_not_read_is_a_turn_all_the_same(name: str, kind: str) -> None:
    assert read(stored(API.event(AN, name))).said == Other(kind)


def test_a_question_in_a_group_is_read_without_our_name_and_without_who_asked() -> None:
    event = API.event(AN, "message.text.received", chat="g1", text="@Bot Chung Tay vay vốn @Lan")

    letter = read(stored(without_asker(event)), "Bot Chung Tay")

    assert (letter.event, letter.chat, letter.name) == ("overheard", "g1", "")
    assert letter.said == Words("vay vốn")
    assert AN.id not in json.dumps(without_asker(event))
    assert number_of(event_in(event)) == number_of(event_in(without_asker(event)))  # type: ignore[arg-type]  # both are events


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("message.text.received", "@Bot Chung Tay  "),
        ("message.text.received", "chiều nay họp thôn nhé"),
        ("message.text.received", "@Lan vay vốn"),
        ("message.image.received", None),
        ("message.unsupported.received", None),
    ],
)
def test_what_asks_nothing_in_a_group_is_left_alone(name: str, text: str | None) -> None:
    event = without_asker(API.event(AN, name, chat="g1", text=text))

    assert read(stored(event), "Bot Chung Tay").event == "nothing"


@pytest.mark.parametrize("text", ["bot.vdky vay vốn", "@Bot khác vay vốn"])
def test_a_bot_whose_name_was_not_told_knows_a_mention_by_how_every_bot_is_called(
    text: str,
) -> None:
    event = without_asker(API.event(AN, "message.text.received", chat="g1", text=text))

    assert read(stored(event), "bot.VDky").event == "overheard"


def test_what_a_program_says_in_a_group_is_never_answered() -> None:
    event = API.event(AN, "message.text.received", chat="g1", text="@Bot Chung Tay vay vốn")
    event["result"]["message"]["from"]["is_bot"] = True

    assert read(stored(without_asker(event))).event == "nothing"


def test_what_is_said_privately_is_stored_as_it_came() -> None:
    event = API.event(AN, "message.text.received", text="vay von")

    assert without_asker(event) == event


def test_a_repeated_post_has_the_number_of_the_first_and_no_other_has_it() -> None:
    first, second = (API.event(AN, "message.text.received", text="a") for _ in range(2))
    events = [event_in(one) for one in (first, first, second)]

    numbers = [number_of(one) for one in events if one]

    assert numbers[0] == numbers[1] != numbers[2]
    assert all(number is not None and 0 <= number < 2**63 for number in numbers)


@given(JSON)
def test_garbage_is_unreadable_and_never_worse(body: Any) -> None:
    with pytest.raises(Unreadable):
        read(stored(body))
