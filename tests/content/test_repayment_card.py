"""The calculator's screens: one question each, then what it costs, on any channel."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.address import Address
from content.blocks import Fields, words_of
from content.cards.loan import Questions, closed_screen, loans_screen
from content.cards.repayment import Calculator
from content.library import facts, parameters, programmes
from content.library.source import DATA
from content.offers import Offer, Wish, loan_of, offer, offers
from content.repayments import LoanError, schedule, totals
from content.screen import Screen, from_json, plain_text, to_json

TODAY = date(2026, 11, 24)
PARAMETERS, _ = parameters.read(DATA / "parameters")
FACTS, _ = facts.read(DATA / "facts.toml")
PROGRAMMES, _ = programmes.read(DATA / "programmes", FACTS, PARAMETERS)
OFFERS = {one.slug: one for one in offers(PROGRAMMES, PARAMETERS, TODAY)}
LONGEST_SLUG = "vay-thuong-nhan-vung-kho-khan"
"""Of the sixteen loans."""
TERMINAL = 2_000


def calculator(slug: str = "vay-ho-ngheo", language: str = "vi") -> Calculator:
    return Calculator(OFFERS[slug], TODAY, language)


def text_of(screen: Screen) -> str:
    return plain_text(screen).replace("\xa0", " ")


def test_every_open_loan_with_a_rate_has_a_schedule_to_its_longest_term() -> None:
    assert len(OFFERS) >= 5
    for one in OFFERS.values():
        wish = Wish(one.ceiling or 100_000_000, 48 if one.is_monthly else one.term_max or 60, 6)
        made = schedule(loan_of(one, wish, TODAY))

        assert made[-1].left == 0, one.slug
        assert text_of(Calculator(one, TODAY).result(wish)), one.slug


def test_terms_are_those_of_the_day() -> None:
    def rate_on(day: date) -> object:
        found = offer(PROGRAMMES["vay-ho-ngheo"], PARAMETERS, day)
        return found and (found.rate, found.ceiling)

    assert rate_on(date(2025, 11, 30)) == (6.6, 100_000_000)
    assert rate_on(date(2025, 12, 1)) == (6.24, 100_000_000)
    assert rate_on(date(2014, 4, 30)) == (7.8, 30_000_000)


def test_a_loan_that_was_closed_that_day_offers_nothing() -> None:
    assert offer(PROGRAMMES["vay-ho-moi-thoat-ngheo"], PARAMETERS, date(2021, 2, 1)) is None


def test_the_result_says_what_the_first_month_and_all_of_it_cost() -> None:
    text = text_of(calculator().result(Wish(100_000_000, 60, 6)))

    assert "Tháng đầu chỉ trả lãi, khoảng 520 nghìn đồng." in text
    assert "Tổng tiền lãi khoảng 17 triệu 160 nghìn đồng." in text
    assert "Trả gốc: 6 tháng một lần, mỗi lần 10.000.000 đồng" in text
    assert "117.160.000 đồng" in text
    assert "ước tính" in text
    assert "8,112% một năm, bằng 130% lãi vay" in text
    assert "Quyết định 2553/QĐ-TTg" in text


def test_no_figure_is_wider_than_its_column_on_a_narrow_phone() -> None:
    for wish in (Wish(100_000_000, 60, 6), Wish(999_999_000, 119, 12), Wish(35_000_000, 48, 48)):
        screen = calculator().result(wish)
        values = [
            words_of(value)
            for block in screen.blocks
            if isinstance(block, Fields)
            for _, value in block.rows
        ]

        assert len(values) > 5
        assert max(len(run) for value in values for run in value.split(" ")) <= 18


def test_a_student_sees_the_interest_of_the_grace_apart_and_whom_to_ask() -> None:
    text = text_of(calculator("vay-hssv").result(Wish(4_000_000, 48, 6)))

    assert "Tiền vay: 192.000.000 đồng" in text
    assert "Thời gian chưa phải trả gốc: 5 năm" in text
    assert "Lãi tính trong thời gian đó: 36.441.600 đồng" in text
    assert "trả lúc nào: hỏi lại ngân hàng" in text
    assert "hỏi lại ngân hàng" in text_of(calculator("vay-hssv").page(Wish(4_000_000, 48, 6), 1))
    assert "hỏi lại" not in text_of(calculator("vay-hssv").page(Wish(4_000_000, 48, 6), 6))


def test_more_or_longer_than_the_rules_is_reckoned_and_said() -> None:
    text = text_of(calculator().result(Wish(150_000_000, 132, 6)))

    assert "Mức vay cao nhất của hộ nghèo: 100 triệu đồng" in text
    assert "lâu nhất 10 năm" in text
    assert "lâu nhất" not in text_of(calculator().result(Wish(100_000_000, 120, 6)))


def test_several_rates_count_the_highest_and_say_so() -> None:
    terms = OFFERS["vay-ho-ngheo"]
    two = Offer(
        terms.slug, terms.name, (7.9248, 6.24), None, "", None, terms.source, None, is_monthly=False
    )

    text = text_of(Calculator(two, TODAY).result(Wish(100_000_000, 60, 6)))

    assert "660.400 đồng" in text
    assert "Có nhóm được lãi 6,24% một năm" in text
    assert "130%" not in text


def test_a_year_is_a_page_and_pages_turn() -> None:
    reckoned, wish = calculator(), Wish(100_000_000, 18, 6)

    first, second = reckoned.page(wish, 1), reckoned.page(wish, 2)

    assert text_of(first).count("còn nợ") == 12
    assert text_of(second).count("còn nợ") == 6
    assert "24/12/2026: 520.000 đồng (gốc 0, lãi 520.000; còn nợ 100.000.000)" in text_of(first)
    assert "còn nợ 0)" in text_of(second)
    assert [button.to for button in first.buttons if button.to.endswith("/2")] != []
    for beyond in (0, 3):
        with pytest.raises(LookupError):
            reckoned.page(wish, beyond)


@pytest.mark.parametrize("language", ["vi", "en"])
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_every_screen_fits_a_terminal_a_link_and_a_button(
    language: str, data: st.DataObject
) -> None:
    terms = data.draw(st.sampled_from(list(OFFERS.values())))
    asks, reckoned = Questions(terms, TODAY, language), Calculator(terms, TODAY, language)
    amount = data.draw(st.integers(1, 1_000_000)) * 1000
    months = data.draw(st.integers(1, 200))
    wish = Wish(amount, months, data.draw(st.integers(1, months)))
    pages = -(-loan_of(terms, wish, TODAY).months // 12)
    turned = reckoned.page(wish, data.draw(st.integers(1, pages)))

    for screen in (
        asks.ask_sum(),
        asks.ask_term(amount),
        asks.ask_every(amount, months),
        reckoned.result(wish),
        turned,
    ):
        assert len(plain_text(screen)) <= TERMINAL
        assert from_json(to_json(screen)) == screen
        if screen is not turned:  # a page of the table is turned to, nothing links to it
            assert len(Address.parse(screen.address).payload()) <= 56
        for button in screen.buttons:
            Address.parse(button.to)


def test_the_longest_slug_leaves_room_for_its_largest_sum_and_last_page() -> None:
    assert max(len(slug) for slug in OFFERS) <= len(LONGEST_SLUG)
    assert len(Address.of("loan", LONGEST_SLUG, 100_000, 120, 12, 10).payload()) <= 56


def test_sentences_are_short() -> None:
    said = text_of(calculator("vay-hssv").result(Wish(4_000_000, 48, 6)))
    prose = [part for part in said.split("\n") if ": " not in part or part.endswith(".")]
    sentences = [one for part in prose for one in re.split(r"(?<=[.?!])\s", part)]

    assert [one for one in sentences if len(one.split()) > 20] == []


def test_a_loan_without_terms_says_so_and_leads_on() -> None:
    screen = closed_screen("vay-x", "Vay thử")

    assert "chưa tính được" in text_of(screen)
    assert [button.to for button in screen.buttons] == ["check/programme/vay-x", "loan", "home"]


def test_every_loan_with_its_rate_is_on_the_list() -> None:
    screen = loans_screen(OFFERS.values())

    assert {button.to for button in screen.buttons} == {f"loan/{slug}" for slug in OFFERS} | {
        "loan",
        "home",
    } - {"loan"}
    assert [b.hint for b in screen.buttons if b.to == "loan/vay-ho-ngheo"] == ["lãi 6,24% một năm"]


def test_a_sum_that_nobody_lends_is_refused() -> None:
    with pytest.raises(LoanError):
        calculator().result(Wish(0, 60, 6))
    with pytest.raises(LoanError):
        calculator().result(Wish(10**6, 60, 61))


def test_interest_in_all_is_the_same_on_the_card_and_on_its_pages() -> None:
    wish = Wish(37_500_000, 30, 3)
    reckoned = calculator()
    pages = "\n".join(text_of(reckoned.page(wish, number)) for number in (1, 2, 3))
    interests = [int(one.replace(".", "")) for one in re.findall(r"lãi ([\d.]+);", pages)]

    assert sum(interests) == totals(loan_of(OFFERS["vay-ho-ngheo"], wish, TODAY)).interest
