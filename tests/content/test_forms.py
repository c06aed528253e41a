"""The loan check as a form that replays: back, change, typing, upgrades."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.address import Address
from content.cards import question
from content.care import Care
from content.eligibility.judge import Verdict
from content.eligibility.typed import DUNNO, Given, money, read_typed
from content.facts import FactError
from content.forms import Form, Standing
from content.given import Answers, facts_only, load
from content.library import cases, facts, parameters, programmes
from content.library.source import DATA
from content.screen import from_json, plain_text, to_json

TODAY = date(2026, 11, 24)
PARAMETERS, _ = parameters.read(DATA / "parameters")
FACTS, _ = facts.read(DATA / "facts.toml")
PROGRAMMES, _ = programmes.read(DATA / "programmes", FACTS, PARAMETERS)
FORM = Form(PROGRAMMES, FACTS, PARAMETERS)
CASES, _ = cases.read(DATA / "cases", PROGRAMMES.by_slug, FACTS)
LOANS = Care("loans").slugs(PROGRAMMES, {})


TYPED = {"date": ("2025-01-01", "2000-01-01"), "int": ("1", "18"), "money": ("1", "30000000")}
"""Answers where there is nothing to tap."""
POOR = ("lam an", "ho ngheo", "thuong tru", "co roi", "40", "co", "vang", "khong", "khong")
"""Typed by a poor household that wants to work: no diacritics, and each word in its turn."""
PUPIL = ("cho con di hoc", "co", "thuong tru", "khong", "ho can ngheo", "co", "khong")
"""By a near-poor one with a child at school, in no STEM field."""


def talk(*words: str) -> Standing:
    """A person who types these words, one after another."""
    answers: Answers = FORM.start()
    for text in words:
        typed = FORM.type(FORM.stand(answers, TODAY), text)
        assert typed is not None, text
        answers = typed
    return FORM.stand(answers, TODAY)


def verdict(standing: Standing, slug: str) -> Verdict:
    found = standing.verdict(slug)
    assert found, slug
    return found


def key(standing: Standing) -> str | None:
    return standing.question.key if standing.question else None


def test_the_first_question_is_what_the_money_is_for() -> None:
    assert key(talk()) == "purposes"


def test_a_poor_household_reaches_its_verdict_by_typing_without_marks() -> None:
    standing = talk(*POOR)

    assert standing.question is None
    assert verdict(standing, "vay-ho-ngheo").verdict == "eligible"


def test_who_is_on_no_list_is_asked_on_for_what_needs_none() -> None:
    standing = talk("1", "khong thuoc ho nao o tren")
    assert verdict(standing, "vay-ho-ngheo").verdict == "ineligible"

    standing = talk("1", "khong thuoc ho nao o tren", "40", "co", "thuong tru", "khong")

    assert standing.question is None
    assert verdict(standing, "vay-viec-lam").verdict == "eligible"


def test_the_school_paper_tells_that_the_student_is_enrolled() -> None:
    standing = talk(*PUPIL)

    assert standing.question is None
    assert verdict(standing, "vay-hssv").verdict == "eligible"


def test_not_knowing_is_an_answer_and_is_not_asked_again() -> None:
    standing = talk("lam an", "khong biet")

    assert standing.answers[-1] == ("household_status", None)
    assert key(standing) != "household_status"
    while standing.question:
        standing = FORM.stand(FORM.answer(standing.answers, standing.question.key, None), TODAY)
    assert {one.verdict for one in standing.verdicts} <= {"unknown", "ineligible"}


def test_back_drops_the_last_answer() -> None:
    standing = talk("lam an", "ho ngheo")

    back = FORM.stand(FORM.back(standing.answers), TODAY)

    assert key(back) == "household_status"
    assert facts_only(FORM.back(FORM.back(FORM.back(standing.answers)))) == ()


def test_changing_one_answer_keeps_the_rest() -> None:
    standing = talk(*POOR)

    changing = FORM.stand(FORM.change(standing.answers, "household_status"), TODAY)
    assert key(changing) == "household_status"
    changed = FORM.stand(FORM.tap(changing.answers, "household_status", "near_poor"), TODAY)

    assert changed.question is None
    assert verdict(changed, "vay-ho-can-ngheo").verdict == "eligible"
    assert len(changed.given) == len(POOR)


def test_a_renamed_question_or_a_value_that_is_gone_is_asked_again() -> None:
    stored: Any = [
        ["purposes", ["production_business"]],
        ["household_kind", "poor"],
        ["household_status", "very_poor"],
        "garbage",
        ["residence", {"a": 1}],
    ]

    standing = FORM.stand(load(stored), TODAY)

    assert standing.answers == (("purposes", ["production_business"]),)
    assert key(standing) == "household_status"


def test_the_state_survives_json() -> None:
    standing = talk("lam an", "moi thoat ngheo", "khong ro", "co", "40", "15/9/2025")

    again = FORM.stand(load(json.loads(json.dumps(standing.answers))), TODAY)

    assert again == standing
    assert again.facts["exit_date"] == date(2025, 9, 15)


def test_a_known_commune_spares_the_question_of_area() -> None:
    answers = FORM.tap(FORM.start(), "purposes", "water")

    asked: set[str | None] = set()
    while (standing := FORM.stand(answers, TODAY, {"commune": "tho-phu"})).question:
        asked.add(key(standing))
        answers = FORM.answer(answers, standing.question.key, None)

    assert "area_type" not in asked
    assert "area_type" in standing.facts


def test_one_programme_is_checked_alone_and_keeps_the_answers() -> None:
    standing = talk(*PUPIL)
    assert verdict(standing, "vay-ho-can-ngheo").missing == ("tkvv_member",)

    alone = FORM.stand(FORM.start(standing.answers, Care("programme", "vay-ho-can-ngheo")), TODAY)

    assert key(alone) == "tkvv_member"
    assert [one.slug for one in alone.verdicts] == ["vay-ho-can-ngheo"]


def test_another_purpose_is_served_by_nothing() -> None:
    standing = talk("viec khac")

    assert standing.question is None
    not_known = [one.slug for one in standing.verdicts if one.verdict != "ineligible"]
    assert not_known == ["vay-dtts-mien-nui"], "its rules of that day are not known to us"


@pytest.mark.parametrize(("fact", "token"), [("nothing", "yes"), ("tkvv_member", "maybe")])
def test_a_button_nobody_drew_is_an_error(fact: str, token: str) -> None:
    with pytest.raises(FactError):
        FORM.tap((), fact, token)


@pytest.mark.parametrize(
    ("said", "dong"),
    [
        ("50tr", 50_000_000),
        ("1tr5", 1_500_000),
        ("1tr250", 1_250_000),
        ("500k", 500_000),
        ("50 triệu", 50_000_000),
        ("1,5 triệu", 1_500_000),
        ("2 triệu 200 nghìn", 2_200_000),
        ("50.000.000 đ", 50_000_000),
        ("1 tỷ", 1_000_000_000),
        ("khoảng 30 củ", 30_000_000),
    ],
)
def test_money_as_people_write_it(said: str, dong: int) -> None:
    assert read_typed(said, FACTS["amount_wanted"], ()) == Given(dong)


@pytest.mark.parametrize(
    ("said", "age"), [("40", 40), ("tui 40 tuoi", 40), ("15/9/1980", None), ("1980", None)]
)
def test_an_age_is_one_number_and_no_day_of_birth(said: str, age: int | None) -> None:
    assert read_typed(said, FACTS["age"], ()) == (None if age is None else Given(age))


def test_a_bare_small_number_is_no_sum() -> None:
    assert money("50") is None


@pytest.mark.parametrize(
    "said", ["15/9/2025", "15-09-2025", "ngày 15 tháng 9 năm 2025", "15.9.25", "2025-09-15"]
)
def test_days_as_people_write_them(said: str) -> None:
    assert read_typed(said, FACTS["exit_date"], ()) == Given(date(2025, 9, 15))


def test_a_day_that_does_not_exist_is_not_understood() -> None:
    assert read_typed("31/2/2025", FACTS["exit_date"], ()) is None


@pytest.mark.parametrize(
    ("said", "token"),
    [
        ("2", "near_poor"),
        ("Hộ Cận Nghèo", "near_poor"),
        ("nha toi la ho can ngheo", "near_poor"),
        ("can ngheo", "near_poor"),
        ("moi thoat ngheo", "exited_poverty"),
        ("poor", "poor"),
        ("ngheo", None),
        ("khong phai ho ngheo", None),
        ("7", None),
        ("lãi suất bao nhiêu", None),
    ],
)
def test_options_as_people_say_them(said: str, token: str | None) -> None:
    fact = FACTS["household_status"]

    assert read_typed(said, fact, FORM.options(fact, LOANS, TODAY)) == token


@pytest.mark.parametrize("said", [*sorted(DUNNO), "Tôi không rõ", "3"])
def test_not_knowing_in_many_words(said: str) -> None:
    fact = FACTS["tkvv_member"]

    assert read_typed(said, fact, FORM.options(fact, LOANS, TODAY)) == Given(None)


@given(st.text(max_size=40))
def test_no_typed_text_breaks_a_question(text: str) -> None:
    for name in ("amount_wanted", "exit_date", "household_status", "tkvv_member", "student_year"):
        fact = FACTS[name]
        read_typed(text, fact, FORM.options(fact, LOANS, TODAY))


# --- the screen ---------------------------------------------------------------------------------


def test_the_question_screen_has_options_then_not_knowing_then_ways_out() -> None:
    screen = question.draw(talk("lam an"))

    labels = [button.label for button in screen.buttons]
    assert labels[0] == "Hộ nghèo"
    assert labels[5] == "Tôi không rõ"
    assert screen.buttons[5].look == "dashed"
    assert labels[6:] == ["Vì sao hỏi câu này?", "Quay lại", "Để sau"]
    assert screen.trail[0][:2] == ("Vay để", "Làm ăn, chăn nuôi, buôn bán")
    assert screen.trail[0][2].to == "do/check/change/purposes"
    assert screen.progress is not None
    assert screen.progress.at == 2
    assert from_json(to_json(screen)) == screen


def test_words_that_were_not_understood_are_met_kindly() -> None:
    assert "chưa chắc" in plain_text(question.draw(talk("lam an"), unclear=True))


def test_who_does_not_know_may_see_the_result_at_once() -> None:
    assert "check/result" in [one.to for one in question.draw(talk("khong biet")).buttons]
    assert "check/result" not in [one.to for one in question.draw(talk("lam an")).buttons]


def test_every_question_has_a_why_and_short_addresses() -> None:
    for fact in FACTS:
        if fact.key not in FORM.askable(LOANS):
            continue
        assert fact.help in plain_text(question.why(fact))
        standing = FORM.stand(FORM.change((), fact.key), TODAY)
        for button in question.draw(standing, "en").buttons:
            assert str(Address.parse(button.to)) == button.to


def test_the_answers_can_be_seen_and_changed() -> None:
    standing = talk("lam an", "moi thoat ngheo", "thuong tru", "co", "15/9/2025")

    screen = question.answers(standing)

    assert "Ngày công nhận thoát nghèo: 15/09/2025" in [one.label for one in screen.buttons]
    assert "do/check/change/exit_date" in [one.to for one in screen.buttons]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_check_is_short_and_its_promise_only_shrinks(data: st.DataObject) -> None:
    answers: Answers = FORM.start()
    lefts: list[int] = []
    while (standing := FORM.stand(answers, TODAY)).question:
        lefts.append(standing.at_most_left)
        tokens = [one.token for one in standing.options] or list(TYPED[standing.question.type])
        token = data.draw(st.sampled_from([*tokens, "unknown"]))
        answers = FORM.tap(answers, standing.question.key, token)

    assert len(lefts) <= 1 + 12  # the first question, and what it promises at most
    assert all(left >= len(lefts) - at for at, left in enumerate(lefts, start=1))
    assert all(later < earlier for earlier, later in zip(lefts, lefts[1:], strict=False))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_order_of_answers_does_not_matter(data: st.DataObject) -> None:
    answers: Answers = FORM.start()
    while (standing := FORM.stand(answers, TODAY)).question:
        tokens = [one.token for one in standing.options] or list(TYPED[standing.question.type])
        answers = FORM.tap(answers, standing.question.key, data.draw(st.sampled_from(tokens)))

    other = FORM.stand(tuple(data.draw(st.permutations(answers))), TODAY)

    assert other.question is None
    assert other.verdicts == standing.verdicts


@pytest.mark.parametrize(
    "slug", [slug for slug in LOANS if PROGRAMMES[slug].on(TODAY).status == "open"]
)
def test_asking_alone_finds_out_that_a_worked_case_is_eligible(slug: str) -> None:
    form = replace(FORM, is_official=True)
    today = [one for one in CASES.of(slug) if one.day == TODAY]
    fine = [one for one in today if one.expected[slug]["verdict"] == "eligible"]

    for case in fine:
        answers = form.start(care=Care("programme", slug))
        while (standing := form.stand(answers, TODAY)).question:
            answers = form.answer(answers, standing.slot, case.facts.get(standing.slot))
        assert verdict(standing, slug).verdict == "eligible", case.name

    assert fine
