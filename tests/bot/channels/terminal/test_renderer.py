"""Screens as plain text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.numbered import LIMIT, render, split
from content.blocks import Bullets, Callout, Paragraph, plain
from content.screen import Button, Screen
from tests.bot.channels.web.world import EXPLAINER, QUESTION


def test_a_question_shows_trail_progress_and_every_number() -> None:
    (text,) = render(QUESTION)
    assert text.startswith("✓ Đang ở: xã Thọ Phú")
    assert "Câu 2, còn nhiều nhất 3 câu" in text
    for number, button in enumerate(QUESTION.buttons, 1):
        assert f"{number}. {button.label}" in text


def test_what_a_page_tells_by_colour_is_told_by_a_word() -> None:
    (text,) = render(EXPLAINER)
    assert "Trả lời: Có thể vay nhiều nhất 100 triệu đồng." in text
    assert "Chú ý: Làm hồ sơ không mất tiền." in text
    assert "b) Điền giấy đề nghị vay vốn." in text, "numbers are for choosing"


def test_steps_keep_their_numbers_where_there_is_nothing_to_choose() -> None:
    steps = Bullets((plain("Gặp tổ trưởng"), plain("Điền giấy")), ordered=True)
    assert render(Screen("a", blocks=(steps,))) == ["1. Gặp tổ trưởng\n2. Điền giấy"]


def test_a_word_that_stands_there_already_is_not_told_twice() -> None:
    said = plain("Nguồn: Nghị định 78/2002/NĐ-CP")
    assert render(Screen("a", blocks=(Callout("source", said),))) == [said[0].text]


def test_a_link_away_is_written_out() -> None:
    rows = ((Button("Cổng dịch vụ công", "https://dichvucong.gov.vn"),),)
    (text,) = render(Screen("a", blocks=(Callout("note", plain("Xem thêm")),), rows=rows))
    assert "1. Cổng dịch vụ công https://dichvucong.gov.vn" in text


def test_english_readers_get_english_words() -> None:
    assert "Question 2, at most 3 more" in render(QUESTION, "en")[0]


def test_an_empty_screen_says_nothing() -> None:
    assert render(Screen("a")) == []


def test_long_texts_break_between_paragraphs() -> None:
    paragraphs = tuple(Paragraph(plain(f"{n} " + "chữ " * 200)) for n in range(6))
    messages = render(Screen("a", blocks=paragraphs))
    assert len(messages) == 3
    assert [message[0] for message in messages] == ["0", "2", "4"]


@given(st.text(st.sampled_from("ab ệ\n"), max_size=400), st.integers(5, 60))
def test_no_message_is_too_long_and_no_letter_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    letters = [c for c in text if not c.isspace()]
    assert [c for part in parts for c in part if not c.isspace()] == letters


@given(st.text(max_size=50))
def test_what_fits_stays_whole(text: str) -> None:
    assert split(text, LIMIT) == ([text] if text.strip() else [])
