"""Every kind of update, read alone."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.letter import Unreadable
from bot.channels.telegram.reading import Tapped, TelegramLetter, read
from db.inbox import Incoming
from handlers.turn import Left, Opened, Other, Said, Tap, Words

AN = {"id": 7, "is_bot": False, "first_name": "An", "last_name": "Lê"}
BOT = {"id": 1, "is_bot": True, "first_name": "Chung Tay"}
CHAT = {"id": 7, "type": "private"}
GROUP = {"id": -100, "type": "supergroup", "title": "Thôn"}
BASE = {"message_id": 3, "date": 1_790_000_000, "chat": CHAT, "from": AN}


def letter(kind: str, body: Any) -> TelegramLetter:
    return read(Incoming(5, 90, json.dumps({"update_id": 90, kind: body}), None))


def membership(status: str, chat: Any = CHAT) -> TelegramLetter:
    member = {"status": status, "user": BOT} | ({"until_date": 0} if status == "kicked" else {})
    old = {"status": "left", "user": BOT}
    changed = {"old_chat_member": old, "new_chat_member": member}
    return letter("my_chat_member", BASE | {"chat": chat} | changed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("vay vốn", Words("vay vốn")),
        ("/start", Opened("")),
        ("/start explainer--bhyt", Opened("explainer--bhyt")),
        ("/start@chungtay_bot check--loans", Opened("check--loans")),
        ("/START\nhome", Opened("home")),
        ("/viec", Words("viec")),
        ("/viec_cua_toi hôm nay", Words("viec cua toi hôm nay")),
        ("/dung@chungtay_bot", Words("dung")),
        ("/", Words("/")),
        ("/đường", Words("/đường")),
        ("1/2", Words("1/2")),
    ],
)
def test_private_text_is_words_a_link_followed_or_a_command(text: str, said: Said) -> None:
    assert letter("message", BASE | {"text": text}) == TelegramLetter(5, "7", "turn", said, "An Lê")


def test_edited_text_is_words_again() -> None:
    body = BASE | {"text": "hộ nghèo", "edit_date": 1_790_000_001}
    assert letter("edited_message", body).said == Words("hộ nghèo")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("voice", {"file_id": "a", "file_unique_id": "b", "duration": 3}),
        ("photo", [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]),
        ("contact", {"phone_number": "0", "first_name": "An"}),
        ("location", {"latitude": 19.9, "longitude": 105.5}),
        ("dice", {"emoji": "🎲", "value": 3}),
        ("something_new", {"x": 1}),
    ],
)
def test_any_other_private_message_has_a_kind(kind: str, content: Any) -> None:
    found = letter("message", BASE | {kind: content})
    assert found.said == Other("other" if kind == "something_new" else kind)


def test_a_tap_carries_its_data_its_query_and_its_message() -> None:
    query = {"id": "44", "from": AN, "message": BASE | {"text": "x"}, "chat_instance": "1"}
    found = letter("callback_query", query | {"data": "do/x!abc"})
    assert found == TelegramLetter(5, "7", "turn", Tap("do/x!abc"), "An Lê", "3", Tapped("44", 3))


def test_a_tap_on_a_message_too_old_to_see_is_still_a_tap() -> None:
    old = {"message_id": 3, "date": 0, "chat": CHAT}
    query = {"id": "44", "from": AN, "message": old, "chat_instance": "1", "data": "home"}
    assert letter("callback_query", query).tapped == Tapped("44", 3)


def test_who_blocks_us_left_and_who_unblocks_us_is_back_without_a_word() -> None:
    assert isinstance(membership("kicked").said, Left)
    assert membership("member").event == "back"


def test_groups_are_left_and_never_answered() -> None:
    assert membership("member", GROUP).event == "group"
    assert membership("kicked", GROUP).event == "nothing"
    assert letter("message", BASE | {"chat": GROUP, "text": "vay"}).event == "nothing"
    query = {"id": "44", "from": AN, "message": BASE | {"chat": GROUP}, "chat_instance": "1"}
    assert letter("callback_query", query | {"data": "home"}) == TelegramLetter(
        5, "-100", "nothing", tapped=Tapped("44", 3)
    )


def test_an_update_of_a_kind_we_never_asked_for_is_nothing() -> None:
    assert letter("brand_new_kind", {"x": 1}).event == "nothing"


@pytest.mark.parametrize("body", ["", "[]", "7", "{", '{"update_id": 1, "message": {"text": "a"}}'])
def test_what_is_no_update_is_unreadable(body: str) -> None:
    with pytest.raises(Unreadable):
        read(Incoming(5, 90, body, None))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]), JSON)
def test_garbage_is_a_letter_or_unreadable_and_nothing_else(kind: str, body: Any) -> None:
    with suppress(Unreadable):
        assert isinstance(letter(kind, body), TelegramLetter)


@given(st.sampled_from(sorted(BASE)), JSON)
def test_a_message_with_a_field_gone_wrong_is_a_letter_or_unreadable(name: str, junk: Any) -> None:
    with suppress(Unreadable):
        assert isinstance(letter("message", BASE | {"text": "vay"} | {name: junk}), TelegramLetter)
