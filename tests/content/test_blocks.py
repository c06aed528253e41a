"""Light Markdown as writers really type it: nothing they wrote may get lost on the way."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from content.blocks import Bullets, Paragraph, Span, line, parse, plain, words_of
from content.screen import block_text


def test_a_list_within_a_list_loses_no_item() -> None:
    (found,) = parse("1. giấy tờ\n   - căn cước\n   - sổ\n2. tiền")

    assert block_text(found) == "1. giấy tờ\n– căn cước\n– sổ\n2. tiền"


def test_a_second_paragraph_stays_in_its_item() -> None:
    (found,) = parse("1. Hồ sơ\n\n   Mang bản gốc.\n2. Gửi")

    assert found == Bullets(
        ((Span("Hồ sơ"), Span("\n"), Span("Mang bản gốc.")), plain("Gửi")), ordered=True
    )


def test_a_number_stays_what_its_writer_typed() -> None:
    blocks = parse("1. Hồ sơ\n\nGồm hai tờ.\n\n2. Thời gian\n3. Nơi nhận")

    assert [block_text(one) for one in blocks] == [
        "1. Hồ sơ",
        "Gồm hai tờ.",
        "2. Thời gian\n3. Nơi nhận",
    ]


def test_marks_that_are_none_stay_as_typed() -> None:
    assert parse("<b>x</b> # [a](javascript:alert(1))") == (
        Paragraph(line("<b>x</b> # [a](javascript:alert(1))")),
    )


ITEM = st.text("abc", min_size=1, max_size=3)
DEPTHS = st.lists(st.tuples(ITEM, st.integers(0, 3)), min_size=1, max_size=8)


@given(DEPTHS)
def test_every_word_of_a_list_is_shown_however_deep(items: list[tuple[str, int]]) -> None:
    source = "\n".join(f"{'  ' * depth}- {text}" for text, depth in items)
    shown = "".join(block_text(one) for one in parse(source))

    assert re.findall("[abc]+", shown) == [text for text, _ in items]
    assert all(words_of(item) for one in parse(source) if isinstance(one, Bullets)
               for item in one.items)  # fmt: skip
