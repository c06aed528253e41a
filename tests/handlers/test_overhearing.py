"""What a group reads: the short answer or one line; nothing to press, nothing kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.fold import fold
from content.screen import plain_text
from handlers import overhearing
from tests.talk import library

DAY = date(2026, 11, 24)


def said(text: str) -> str:
    (screen,) = overhearing.answer(library(), text, DAY).screens
    assert screen.buttons == ()
    return fold(plain_text(screen))


def test_a_question_gets_the_short_answer_of_its_explainer() -> None:
    assert "100 trieu dong" in said("hộ nghèo được vay bao nhiêu")


def test_what_is_not_surely_understood_is_asked_for_privately() -> None:
    only = "cau nay xin ba con nhan rieng cho toi. toi se tra loi ky hon."
    assert said("mấy giờ tàu chạy") == only
    assert said("vay") == only or "nhan rieng" in said("vay")


@pytest.mark.parametrize(("cry", "number"), [("cháy nhà", "114"), ("muốn chết thôi", "115")])
def test_a_cry_for_help_is_answered_at_once(cry: str, number: str) -> None:
    assert number in said(cry)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_said_there_is_an_answer_without_anything_to_press(text: str) -> None:
    assert said(text)
