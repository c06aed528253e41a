"""How a screen is taken apart for a page."""

from __future__ import annotations

import pytest

from bot.pages.layout import lay_out, link_of, placeholder_of, shape_of, target_of
from bot.pages.static_files import icons
from content.blocks import Callout, Heading, Paragraph, plain
from content.screen import Button, Screen
from content.wording import word
from tests.bot.channels.web.world import EXPLAINER, HOME, QUESTION, RESULT


def test_options_end_where_the_ways_on_begin() -> None:
    layout = lay_out(QUESTION)
    assert [choice.number for choice in layout.choices] == [1, 2, 3, 4, 5]
    assert [button.label for button in layout.asides] == ["Vì sao hỏi câu này?"]
    assert [[button.label for button in row] for row in layout.rows] == [["Quay lại", "Để sau"]]


def test_the_number_of_a_choice_is_its_place_among_all_buttons() -> None:
    for screen in (QUESTION, HOME):
        for choice in lay_out(screen).choices:
            assert screen.buttons[choice.number - 1] == choice.button


def test_no_button_is_lost_on_the_way() -> None:
    for screen in (HOME, QUESTION, EXPLAINER, RESULT):
        layout = lay_out(screen)
        drawn = [choice.button for choice in layout.choices]
        drawn += [*layout.asides, *layout.crumbs, *(b for row in layout.rows for b in row)]
        assert sorted(drawn, key=str) == sorted(screen.buttons, key=str)


def test_no_block_is_lost_on_the_way() -> None:
    for screen in (HOME, QUESTION, EXPLAINER, RESULT):
        layout = lay_out(screen)
        drawn = (*layout.card, *layout.verdicts)
        blocks = [block for part in drawn for block in (part.heading, *part.blocks) if block]
        assert [*blocks, *layout.tail] == list(screen.blocks)


def test_the_way_back_stands_above_the_title() -> None:
    assert [button.label for button in lay_out(EXPLAINER).crumbs] == ["Trang đầu"]


def test_a_question_keeps_its_way_back_below() -> None:
    assert lay_out(QUESTION).crumbs == ()


def test_verdicts_are_cards_and_the_warning_after_them_belongs_to_none() -> None:
    layout = lay_out(RESULT)
    assert [part.verdict and part.verdict[0] for part in layout.verdicts] == [
        "is-ok",
        "is-ask",
        "is-no",
    ]
    assert layout.verdicts[0].parted == ("Có thể được vay", "Vay vốn hộ nghèo")
    assert [block.kind for block in layout.tail] == ["callout"]


def test_a_warning_after_a_part_speaks_of_the_whole() -> None:
    warning = Callout("warn", plain("Không mất tiền"))
    blocks = (Heading(plain("Ở đâu?"), "place"), Paragraph(plain("Ở xã")), warning)
    first, second = lay_out(Screen("home", "T", blocks)).sections
    assert warning not in first.blocks
    assert second.blocks == (warning,)


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        ("home", "tap"),
        ("do/stop!AAAAAAAA", "tap"),
        ("https://dichvucong.gov.vn", "link"),
        ("http://example.org", "none"),
        ("javascript:alert(1)", "none"),
        ("", "none"),
    ],
)
def test_a_button_leads_to_us_or_away_by_https_or_nowhere(to: str, kind: str) -> None:
    assert target_of(to)[0] == kind


@pytest.mark.parametrize(
    ("to", "where"),
    [
        ("duty/812", ("tap", "/chat?s=duty--812")),
        ("do/stop", ("none", "")),
        ("https://vbsp.org.vn", ("link", "https://vbsp.org.vn")),
        ("//example.org", ("none", "")),
    ],
)
def test_words_in_a_text_never_lead_to_an_act(to: str, where: tuple[str, str]) -> None:
    assert link_of(to) == where


def test_the_field_says_what_may_be_typed() -> None:
    many = tuple((Button(str(n), "home"),) for n in range(9))
    assert placeholder_of(None, word) == "Gõ không dấu cũng được"
    assert placeholder_of(QUESTION, word) == "Bấm hoặc gõ 1, 2, 3, 4"
    assert placeholder_of(Screen("a", rows=many, style="options"), word).endswith("1, 2, 3, 4…")


def test_state_shapes_of_content_are_in_the_sprite() -> None:
    for name in ("octagon", "triangle", "ring"):
        assert shape_of(name) in icons()
