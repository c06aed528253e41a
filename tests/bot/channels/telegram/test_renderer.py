"""What we write is what Telegram reads: every screen parses, no word is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.keyboard import keyboard_of, label_of
from bot.channels.telegram.pieces import GAP, LONGEST, pieces_of
from bot.channels.telegram.renderer import clean, draw
from content.blocks import Bullets, Callout, Fields, Heading, Paragraph, Span, plain
from content.screen import Button, Progress, Screen
from tests.standins.telegram_markup import parse_html

WORDS = st.text(st.characters(exclude_characters="{}"), min_size=1, max_size=60)
LINKS = st.sampled_from(["", "", "home", "explainer/bhyt", 'https://example.vn/?a=1&b="2"', "do/x"])
SPANS = st.builds(Span, WORDS, st.booleans(), LINKS)
TEXTS = st.lists(SPANS, min_size=1, max_size=5).map(tuple)
BLOCKS = st.one_of(
    st.builds(Paragraph, TEXTS),
    st.builds(Heading, TEXTS),
    st.builds(Callout, st.sampled_from(["answer", "warn", "note", "source"]), TEXTS),
    st.builds(Bullets, st.lists(TEXTS, min_size=1, max_size=4).map(tuple), st.booleans()),
    st.builds(Fields, st.lists(st.tuples(WORDS, TEXTS), min_size=1, max_size=3).map(tuple)),
)
SCREENS = st.builds(
    Screen, st.just("home"), st.one_of(st.just(""), WORDS), st.lists(BLOCKS, max_size=6).map(tuple)
)


@given(SCREENS)
def test_every_screen_parses_and_keeps_its_words(screen: Screen) -> None:
    for part in draw(screen, "chungtay_bot").parts({}):
        assert parse_html(part.html)[0] == part.plain
        assert 1 <= len(part.plain) <= LONGEST


@given(SCREENS)
def test_the_parts_together_hold_every_paragraph_in_order(screen: Screen) -> None:
    whole = "".join(part.plain for part in draw(screen).parts({}))
    at = 0
    for piece in pieces_of(screen):
        words = clean("".join(span.text for span in piece.text))
        at = whole.index(words, at) + len(words)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 6000), min_size=1, max_size=6), st.sampled_from("aớ😀 "))
def test_long_texts_are_cut_within_the_limit_and_lose_nothing(
    sizes: list[int], letter: str
) -> None:
    blocks = tuple(Paragraph(plain("x" + letter * size + "y")) for size in sizes)
    parts = draw(Screen("home", blocks=blocks)).parts({})
    assert all(len(part.plain) <= LONGEST for part in parts)
    shown = "".join(part.plain for part in parts)
    assert shown.count("x") == shown.count("y") == len(sizes)
    if letter != " ":
        assert shown.count(letter) == sum(sizes)


def test_a_long_text_is_cut_at_paragraph_ends() -> None:
    paragraphs = [f"{n} " + "chữ " * 300 + "hết." for n in range(8)]
    parts = draw(Screen("home", blocks=tuple(Paragraph(plain(p)) for p in paragraphs))).parts({})
    assert len(parts) > 1
    assert GAP.join(part.plain for part in parts) == GAP.join(paragraphs)
    assert all(part.plain.endswith("hết.") for part in parts)


def test_a_heading_goes_with_what_it_heads() -> None:
    blocks = (Paragraph(plain("a" * 3900)), Heading(plain("Giấy tờ")), Paragraph(plain("b" * 500)))
    first, second = draw(Screen("home", blocks=blocks)).parts({})
    assert first.plain == "a" * 3900
    assert second.plain.startswith("Giấy tờ")


def test_a_letter_with_loose_marks_is_not_cut_apart() -> None:
    blocks = (Paragraph(plain("a" * (LONGEST - 1) + "ê\u0323" + "b" * 10)),)
    first, second = draw(Screen("home", blocks=blocks)).parts({})
    assert not second.plain.startswith("\u0323")
    assert len(first.plain) <= LONGEST


def test_buttons_are_under_the_last_part_only() -> None:
    blocks = (Paragraph(plain("a" * 4000)), Paragraph(plain("b" * 4000)))
    screen = Screen("home", blocks=blocks, rows=((Button("Vay vốn", "check/loans"),),))
    first, second = draw(screen).parts({})
    assert first.keyboard is None
    assert second.keyboard is not None


def test_a_name_with_markup_in_it_is_only_text() -> None:
    blocks = (Paragraph((Span("Chào {name|bà con}", bold=True),)),)
    draft = draw(Screen("home", blocks=blocks))
    (part,) = draft.parts({"name": "<b>An</i> & Bình"})
    assert parse_html(part.html)[0] == "Chào <b>An</i> & Bình"
    (part,) = draft.parts({})
    assert part.html == "<b>Chào bà con</b>"


def test_a_long_field_is_cut_like_any_text() -> None:
    draft = draw(Screen("home", blocks=(Paragraph(plain("Gửi {name}. " + "a" * 4000)),)))
    parts = draft.parts({"name": "n" * 500})
    assert len(parts) == 2
    assert all(len(part.plain) <= LONGEST for part in parts)


def test_links_into_the_bot_are_deep_links_and_acts_are_words() -> None:
    text = (Span("xem", link="explainer/bhyt"), Span("làm", link="do/stop"))
    (part,) = draw(Screen("home", blocks=(Paragraph(text),)), "chungtay_bot").parts({})
    assert part.html == '<a href="https://t.me/chungtay_bot?start=explainer--bhyt">xem</a>làm'


def test_answers_given_are_lines_with_a_change_button_each() -> None:
    change = Button("Sửa", "check/loans/change/1")
    screen = Screen(
        "check/loans",
        "Nhà mình ở xã nào?",
        trail=(("Hộ nghèo", "Có", change), ("Dân tộc", "Mường", change)),
        progress=Progress(3, 2),
    )
    (part,) = draw(screen).parts({})
    assert part.plain.startswith("✓ Hộ nghèo: Có\n✓ Dân tộc: Mường")
    assert "Câu 3" in part.plain
    assert [label_of(row[0]) for row in keyboard_of(screen)] == [
        "✏️ Sửa: Hộ nghèo",
        "✏️ Sửa: Dân tộc",
    ]


def test_a_short_hint_is_on_the_button_and_a_long_one_in_the_text() -> None:
    short = Button("Vay vốn", "check/loans", hint="5 câu hỏi")
    long = Button(
        "Bảo hiểm y tế", "explainer/bhyt", hint="Ai được cấp thẻ, mua ở đâu, mất bao nhiêu tiền"
    )
    screen = Screen("home", "Chào", rows=((short,), (long,)))
    (part,) = draw(screen).parts({})
    assert label_of(short) == "Vay vốn · 5 câu hỏi"
    assert label_of(long) == "Bảo hiểm y tế"
    assert long.hint in part.plain
    assert short.hint not in part.plain


def test_wide_rows_are_stacked_and_at_most_a_hundred_buttons_shown() -> None:
    wide = tuple(Button("Một nhãn dài quá nửa dòng", f"a/{n}") for n in range(3))
    assert [len(row) for row in keyboard_of(Screen("home", rows=(wide,)))] == [1, 1, 1]
    narrow = tuple(Button(str(n), f"a/{n}") for n in range(130))
    rows = keyboard_of(Screen("home", rows=(narrow,)))
    assert sum(map(len, rows)) == 100
    assert max(map(len, rows)) == 8


def test_a_screen_without_words_still_says_something() -> None:
    (part,) = draw(Screen("home", rows=((Button("Vay", "check"),),))).parts({})
    assert part.plain == "Mời bà con chọn một mục bên dưới."
