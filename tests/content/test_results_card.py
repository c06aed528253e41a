"""The result of a check on many screens, each one message, however many programmes there are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.numbered import LIMIT, render
from content.blocks import Heading, words_of
from content.cards.results import DECISIONS, PAGE, TOLD, Results, cut
from content.forms import Form, Standing
from content.given import freeze
from content.programmes import Programmes
from content.screen import Screen, plain_text
from tests.content.homes import FACTS, LOAN_ANSWERS, PARAMETERS, POOR, PROGRAMMES, TODAY

ROOM = 250
"""Characters that ways on, a heading while helping and its button may add to a screen."""


FEW = ("vay-ho-ngheo", "vay-ho-can-ngheo", "vay-ho-moi-thoat-ngheo", "vay-hssv", "vay-nuoc-sach")


def many(count: int) -> Programmes:
    """So many programmes, by multiplying a few."""
    every = [PROGRAMMES[slug] for slug in FEW]
    copies = (
        replace(every[n % len(every)], slug=f"{every[n % len(every)].slug}-{n}")
        for n in range(count)
    )
    return Programmes({one.slug: one for one in copies})


FORTY = many(40)
FORMS = {5: Form(many(5), FACTS, PARAMETERS), 40: Form(FORTY, FACTS, PARAMETERS)}


def standing(known: dict[str, Any], count: int = 5) -> Standing:
    return FORMS[count].stand(tuple((key, freeze(value)) for key, value in known.items()), TODAY)


def summary(known: dict[str, Any], count: int = 5) -> Screen:
    return Results(FORMS[count].programmes).summary(standing(known, count))


def test_the_only_good_news_is_told_whole_with_the_numbers_of_the_rest() -> None:
    screen = summary(POOR)
    text = plain_text(screen).replace("\xa0", " ")

    assert text.index("Có thể được 1, cần hỏi thêm 0, chưa đủ điều kiện 4.") < text.index("100")
    assert "1. Vào Tổ tiết kiệm và vay vốn ở thôn." in text
    assert "check/result/ineligible" in [one.to for one in screen.buttons]
    assert "check/result/unknown" not in [one.to for one in screen.buttons]


def test_good_news_of_several_is_told_in_short_each_with_its_button() -> None:
    screen = summary(POOR, 40)
    headings = [words_of(one.text) for one in screen.blocks if isinstance(one, Heading)]

    assert headings == ["Có thể được vay: Vay vốn hộ nghèo"] * TOLD
    buttons = [one.to for one in screen.buttons]
    assert buttons[:TOLD] == [one for one in buttons if one.startswith("check/verdict/")]
    assert "check/result/eligible" in buttons


def test_no_good_news_is_told_kindly_and_unknown_before_not_yet() -> None:
    screen = summary({"household_status": "none"})
    text = plain_text(screen)

    assert "Chưa có khoản nào đủ rõ" in text
    buttons = [one.to for one in screen.buttons]
    assert buttons.index("check/result/unknown") < buttons.index("check/result/ineligible")


def test_a_list_says_why_and_that_not_known_is_no_no() -> None:
    screen = Results(many(5)).list(standing({}), "unknown")

    assert "không có nghĩa là không được" in plain_text(screen)
    assert [one.label for one in screen.buttons[:5]] == [PROGRAMMES[slug].name for slug in FEW]
    assert all(one.hint for one in screen.buttons[:5])


def test_pages_hold_every_programme_once() -> None:
    drawn = Results(FORTY)
    pages = [drawn.list(standing({}, 40), "unknown", page) for page in range(1, 6)]

    told = [one.to for page in pages for one in page.buttons if "verdict" in one.to]
    assert sorted(told) == sorted(f"check/verdict/{slug}" for slug in FORTY.by_slug)
    assert all(sum("verdict" in one.to for one in page.buttons) == PAGE for page in pages)
    assert drawn.list(standing({}, 40), "unknown", 99) == pages[-1]


def test_an_empty_list_is_a_screen_with_a_way_back() -> None:
    screen = Results(many(5)).list(standing({}), "eligible", 3)

    assert screen.address == "check/result/eligible"
    assert [one.to for one in screen.buttons] == ["check/result"]


@pytest.mark.parametrize("text", ["", "một hai", "một hai ba bốn", "mộthaibabốn"])
def test_a_long_reason_is_cut_between_words(text: str) -> None:
    assert len(cut(text, 8)) <= 9
    assert cut(text, 20) == text


@settings(max_examples=25, deadline=None)
@given(LOAN_ANSWERS, st.sampled_from(["vi", "en"]))
def test_every_screen_of_the_real_programmes_is_one_message(
    known: dict[str, Any], language: str
) -> None:
    real = Form(PROGRAMMES, FACTS, PARAMETERS)
    now = real.stand(tuple((key, freeze(value)) for key, value in known.items()), TODAY)
    drawn = Results(PROGRAMMES, language)
    screens = [drawn.summary(now), *(drawn.list(now, kind) for kind in DECISIONS)]

    assert all(len("\n".join(render(screen))) <= LIMIT - ROOM for screen in screens)


@settings(max_examples=15, deadline=None)
@given(LOAN_ANSWERS, st.sampled_from(["vi", "en"]))
def test_every_screen_of_forty_programmes_is_one_message(
    known: dict[str, Any], language: str
) -> None:
    now, drawn = standing(known, 40), Results(FORTY, language)
    screens = [drawn.summary(now)]
    for kind in DECISIONS:
        screens += [drawn.list(now, kind, page) for page in (1, 2, 5)]

    assert all(len("\n".join(render(screen))) <= LIMIT - ROOM for screen in screens)
