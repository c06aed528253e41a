"""A screen as Zalo messages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo.renderer import render
from content.blocks import Heading, Paragraph, plain
from content.screen import Button, Screen

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1)


def test_choices_are_numbered_and_links_written_out() -> None:
    rows = ((Button("Vay vốn", "check"), Button("Cổng", "https://dichvucong.gov.vn")),)

    (message,) = render(Screen("home", "Chào bà con", (Paragraph(plain("Chọn:")),), rows))

    assert message.text == ("Chào bà con\n\nChọn:\n\n1. Vay vốn\n2. Cổng https://dichvucong.gov.vn")


def test_titles_and_headings_stand_out_counted_in_utf_16() -> None:
    screen = Screen("home", "😀 Vay", (Heading(plain("Giấy tờ")), Paragraph(plain("Sổ hộ khẩu"))))

    (message,) = render(screen)

    assert message.styles() == [
        {"start": 0, "len": 6, "st": ["b", "f_18"]},
        {"start": 8, "len": 7, "st": ["b"]},
    ]


@given(TEXT, st.lists(TEXT, max_size=5))
def test_styles_never_leave_the_text_and_no_message_is_too_long(
    title: str, lines: list[str]
) -> None:
    blocks = tuple(Heading(plain(one * 300)) for one in lines)

    for message in render(Screen("home", title, blocks)):
        assert len(message.text) <= 2000
        for style in message.styles():
            assert style["start"] + style["len"] <= len(message.text.encode("utf-16-le")) // 2
