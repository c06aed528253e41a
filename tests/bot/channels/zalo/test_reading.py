"""Stored events as letters, garbage too."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.letter import Unreadable
from bot.channels.zalo.reading import event_in, number_of, read
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


def test_a_group_is_left_without_a_word() -> None:
    event = API.event(AN, "message.text.received", chat="g1", text="@bot chào")

    assert read(stored(event)).event == "nothing"


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
