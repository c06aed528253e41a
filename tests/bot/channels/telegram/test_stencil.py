"""A stencil makes the very message that drawing for one person makes, or there is none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.pieces import LONGEST
from bot.channels.telegram.renderer import draw
from bot.channels.telegram.stencil import stencil_of
from content.blocks import Paragraph, Span, plain
from content.screen import Button, Screen

BITS = st.sampled_from(
    ["Chào ", "{name|bà con}", "{unit}", '{x|"<b>&"}', "a < b & c", "{", "}", " ", "\n", '"', "\\"]
)
TEXTS = st.lists(BITS, max_size=6).map("".join)
SPANS = st.builds(Span, TEXTS, bold=st.booleans(), link=st.sampled_from(["", "https://x.vn/{a}"]))
BLOCKS = st.builds(Paragraph, st.lists(SPANS, min_size=1, max_size=3).map(tuple))
BUTTONS = st.builds(Button, TEXTS, st.sampled_from(["home", "https://x.vn/"]))
SCREENS = st.builds(
    lambda blocks, buttons: Screen("home", blocks=tuple(blocks), rows=tuple((b,) for b in buttons)),
    st.lists(BLOCKS, min_size=1, max_size=3),
    st.lists(BUTTONS, max_size=2),
)
VALUES = st.one_of(st.text(max_size=20), st.sampled_from(["{name}", "<i>", '"', "\ud800", "\0"]))
FIELDS = st.dictionaries(st.sampled_from(["name", "unit", "x", "a"]), VALUES)


def wire(value: Any) -> Any:
    """As it arrives: what cannot be UTF-8 is a question mark."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


def screen_of(*texts: str) -> Screen:
    """Paragraphs."""
    return Screen("home", blocks=tuple(Paragraph(plain(text)) for text in texts))


@given(SCREENS, FIELDS)
def test_both_ways_give_the_same_message(screen: Screen, fields: dict[str, str]) -> None:
    draft = draw(screen, "chungtay_bot")
    stencil = stencil_of(draft)
    body = stencil.body("42", fields) if stencil else None
    if body is None:
        return
    (part,) = draft.parts(fields)
    told = json.loads(body)
    assert told["chat_id"] == "42"
    assert told["text"] == part.html
    assert told.get("reply_markup") == wire(part.keyboard.to_dict() if part.keyboard else None)


def test_an_ordinary_campaign_has_a_stencil() -> None:
    stencil = stencil_of(draw(screen_of("Chào {name|bà con}, mời nhà mình họp thôn.")))
    assert stencil is not None
    for fields, words in (({"name": "Lan <3"}, "Chào Lan &lt;3,"), ({}, "Chào bà con,")):
        assert words in json.loads(stencil.body("1", fields) or b"{}")["text"]


@pytest.mark.parametrize("texts", [("{name}",), ("x" * LONGEST, "y"), ("Chào", " {unit} ")])
def test_a_shape_that_depends_on_the_reader_has_none(texts: tuple[str, ...]) -> None:
    assert stencil_of(draw(screen_of(*texts))) is None


def test_values_too_long_for_one_message_are_left_to_the_renderer() -> None:
    stencil = stencil_of(draw(screen_of("{name}" + "x" * (LONGEST - 20))))
    assert stencil is not None
    assert stencil.body("1", {"name": "Lan"}) is not None
    assert stencil.body("1", {"name": "Lan" * 9}) is None
