"""Reading posts: whatever comes in, we go on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.forms import LARGEST_ID, LONGEST, Posted, Unreadable, as_id, clean
from handlers.turn import Words


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        said = Posted({"text": text, "shown": text}).words()
    except Unreadable as problem:
        assert str(problem) in ("web.say_something", "web.too_long")
    else:
        assert isinstance(said, Words)
        assert said.text.encode()  # no stray halves of pairs
        assert "\x00" not in said.text
        assert 0 < len(said.text) <= LONGEST


@given(st.text())
def test_an_id_from_a_page_is_a_number_the_database_takes(text: str) -> None:
    assert 0 <= as_id(text) <= LARGEST_ID


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("", 0), ("-1", 0), ("²", 0), ("9" * 19, LARGEST_ID)]
)
def test_what_is_no_number_counts_as_none(text: str, number: int) -> None:
    assert as_id(text) == number


def test_vietnamese_and_line_ends_stay() -> None:
    assert clean(" Vay vốn\n\tđược bao nhiêu?\x07 ") == "Vay vốn\n\tđược bao nhiêu?"


@pytest.mark.parametrize(
    ("on", "pressed_on"), [("12", "12"), ("", ""), ("0", ""), ("-3", ""), ("x", ""), ("9" * 30, "")]
)
def test_a_page_may_say_anything_about_where_a_button_was_pressed(on: str, pressed_on: str) -> None:
    assert Posted({"on": on}).pressed_on == pressed_on
