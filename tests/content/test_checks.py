"""Outcomes of kept answers: what may be kept, what is found, what changed, how ages grow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.cards.check import Card, sentence
from content.checks import (
    AGE_DOUBTED,
    PRIVATE_KINDS,
    Found,
    aged,
    changes,
    from_json,
    outcome,
    outcome_later,
    to_json,
    without_sensitive,
    years_since,
)
from content.facts import Catalogue
from content.forms import Form
from content.given import Answers
from content.screen import plain_text
from tests.talk import library

TODAY = date(2026, 11, 24)
LIBRARY = library()
FORM = Form(LIBRARY.programmes, LIBRARY.facts, LIBRARY.parameters)
POOR: Answers = (
    ("purposes", ["production_business"]),
    ("household_status", "poor"),
    ("status_certified", True),
    ("residence", "permanent"),
    ("tkvv_member", True),
    ("overdue_vbsp", False),
)
FOUND = st.builds(
    Found,
    st.sampled_from(["vay-hssv", "vay-ho-ngheo"]),
    st.integers(0, 2),
    st.sampled_from(["eligible", "unknown", "ineligible", "differs"]),
    st.none() | st.integers(0, 10**9),
    st.none() | st.integers(0, 10**7),
    st.none() | st.sampled_from([6.24, 6.6]),
)


def of(found: tuple[Found, ...], slug: str) -> Found:
    return next(one for one in found if one.slug == slug)


def test_what_hurts_to_be_read_by_others_is_not_among_what_is_kept() -> None:
    kept = without_sensitive((*POOR, (":question", "residence")), LIBRARY.facts)

    assert dict(kept).keys() == {key for key, _ in POOR} - {"overdue_vbsp"}


def test_who_lives_in_a_home_is_not_kept_where_that_would_tell_of_what_hurts() -> None:
    kinds = LIBRARY.facts["members"].values
    assert set(kinds) >= PRIVATE_KINDS
    people: Answers = (("residence", "permanent"), ("age-1", 71), ("age-2", 9))
    open_kinds: Answers = (("members", ["elder", "pupil"]), *people)

    assert without_sensitive(open_kinds, LIBRARY.facts) == open_kinds
    for kind in PRIVATE_KINDS:
        told: Answers = (("members", ["elder", kind]), *people)
        assert without_sensitive(told, LIBRARY.facts) == people[:1]


def test_without_a_private_answer_a_verdict_is_open_or_as_it_was_and_never_the_opposite() -> None:
    private: Answers = (*POOR, ("prison_completed_date", "2025-01-15"), ("orphan", True))
    whole = outcome(FORM, private, TODAY)
    kept = outcome(FORM, without_sensitive(private, LIBRARY.facts), TODAY)

    pairs = {(one.state, two.state) for one, two in zip(whole, kept, strict=True)}
    assert of(whole, "vay-ho-ngheo").amount == 100_000_000
    assert not pairs & {("eligible", "ineligible"), ("ineligible", "eligible")}


def test_a_cut_of_the_rate_is_told_for_what_may_be_had_and_for_nothing_else() -> None:
    before, now = (outcome(FORM, POOR, day) for day in (date(2025, 11, 30), date(2025, 12, 1)))

    told = {one.now.slug: one for one in changes(before, now)}

    assert told["vay-ho-ngheo"].what == "rate"
    assert "6,24%" in sentence(told["vay-ho-ngheo"], "vi")
    assert "6,6%" in sentence(told["vay-ho-ngheo"], "vi")
    assert "vay-ho-can-ngheo" not in told


def test_of_what_is_open_the_rate_is_told_when_the_result_said_that_it_may_be_had() -> None:
    before, now = (Found("vay-hssv", 0, "unknown", rate=rate) for rate in (6.6, 6.24))
    seen = replace(before, state="eligible")

    assert changes((before,), (now,)) == ()
    assert [one.what for one in changes((before,), (now,), (seen,))] == ["rate"]


def test_thirty_six_months_after_leaving_poverty_the_loan_is_over() -> None:
    left: Answers = (*POOR[:1], ("household_status", "exited_poverty"), *POOR[2:])
    answers = (*left, ("exit_date", "2024-01-15"))
    before, now = (outcome_later(FORM, answers, TODAY, day) for day in (TODAY, date(2027, 3, 1)))

    (change,) = [one for one in changes(before, now) if one.now.slug == "vay-ho-moi-thoat-ngheo"]

    assert change.what == "ineligible"


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (TODAY, (0, 0)),
        (TODAY + AGE_DOUBTED - timedelta(days=1), (0, 0)),
        (TODAY + AGE_DOUBTED, (0, 1)),
        (date(2027, 11, 23), (0, 1)),
        (date(2027, 11, 24), (1, 1)),
        (date(2028, 6, 1), (1, 2)),
    ],
)
def test_an_age_grows(today: date, years: tuple[int, int]) -> None:
    assert years_since(TODAY, today) == years


def test_only_ages_grow_and_those_not_known_stay_so() -> None:
    grows = replace(LIBRARY.facts["age"], ages=True)
    facts = Catalogue({**LIBRARY.facts.by_key, "age": grows})
    answers: Answers = (("age", 15), ("age-2", None), ("household_status", "poor"))

    assert aged(answers, facts, 1) == (
        ("age", 16),
        ("age-2", None),
        ("household_status", "poor"),
    )


@given(st.lists(FOUND, unique_by=lambda one: (one.slug, one.who)).map(tuple))
def test_nothing_changed_where_nothing_changed_and_what_is_kept_comes_back(found: Any) -> None:
    assert changes(found, found, found) == ()
    assert from_json(to_json(found)) == found
    assert {one.what for one in changes((), found)} <= {"eligible"}


@given(
    st.lists(FOUND, unique_by=lambda one: (one.slug, one.who)).map(tuple),
    st.lists(FOUND, unique_by=lambda one: (one.slug, one.who)).map(tuple),
)
def test_every_change_has_its_sentence(before: Any, now: Any) -> None:
    screen = Card().changed(7, TODAY, changes(before, now), LIBRARY.programmes)

    told = plain_text(screen)
    for one in changes(before, now):
        assert sentence(one, "vi") in told
        assert sentence(one, "en")


@pytest.mark.parametrize("raw", [None, "x", 7, [], [["slug"]], [7], {"a": 1}])
def test_what_was_not_kept_as_an_outcome_is_none(raw: object) -> None:
    assert from_json(raw) == ()


def test_a_notice_says_nothing_of_what_it_is_about() -> None:
    told = plain_text(Card().notice(7)).lower()

    assert not any(word in told for word in ("nghèo", "vay", "trợ", "hộ"))
