"""Supports: each person of a home is judged in turn, asked the least, and never what hurts most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.care import Care
from content.checks import PRIVATE_KINDS
from content.eligibility.judge import Verdict
from content.eligibility.questions import Asking
from content.eligibility.rulebook import Rulebook, rulebook
from content.facts import FactValue
from content.household import Household, household_of, parted, slot
from content.library.build import build
from content.programmes import Programme
from tests.content.homes import values

TODAY = date(2026, 11, 24)
LIBRARY = build()
FACTS = LIBRARY.facts
SUPPORTS = Care("supports").slugs(LIBRARY.programmes, {})
ASKABLE = frozenset(
    fact.key for fact in FACTS if "support" in fact.doors and fact.who == "resident"
)
PRIVATE = ("hiv", "no_income", "extremely_disadvantaged", "disadvantaged_area", "poor_commune")
HOME: dict[str, Any] = {
    "members": ("elder", "pupil", "disabled"),
    "household_status": "near_poor",
    "status_certified": True,
    "area_type": "rural",
    "allowance_in_home": False,
    "age-1": 76,
    "has_pension-1": False,
    "school_level-2": "primary",
    "public_school-2": True,
    "boarding-2": False,
    "age-3": 30,
    "disability_degree-3": "severe",
    "carer-3": "family",
}


def book(day: date = TODAY) -> Rulebook:
    return rulebook(LIBRARY.programmes, LIBRARY.parameters, day)


def home(known: dict[str, Any]) -> Household:
    return household_of(known, FACTS)


def verdicts(known: dict[str, Any], day: date = TODAY) -> dict[tuple[str, int], Verdict]:
    found = book(day).judge_household(home(known), SUPPORTS)
    return {(one.slug, one.who): one for one in found}


def test_each_person_of_a_home_is_judged_in_turn() -> None:
    found = verdicts(HOME)

    assert found["tro-cap-huu-tri-xa-hoi", 1].verdict == "eligible"
    assert found["tro-cap-huu-tri-xa-hoi", 1].amount_max_per_month == 540_000
    assert found["tro-cap-huu-tri-xa-hoi", 3].verdict == "ineligible"
    assert found["hoc-phi", 2].verdict == "eligible"
    assert found["hoc-phi", 2].share == 100
    assert found["bao-tro-xa-hoi", 3].verdict == "eligible"
    assert found["bao-tro-xa-hoi", 3].amount_max_per_month == 810_000
    assert found["bhyt-ho-can-ngheo", 0].verdict == "eligible"


def test_a_home_without_such_a_person_is_told_so_kindly() -> None:
    found = verdicts(HOME)

    for slug in ("phu-nu-dtts-sinh-con", "xuat-khau-lao-dong", "tro-giup-phap-ly"):
        verdict = found[slug, 0]
        assert verdict.verdict == "ineligible"
        assert verdict.reasons == (LIBRARY.programmes[slug].none_say,)


def test_before_the_home_is_told_nobody_is_refused() -> None:
    found = verdicts({})

    assert {one.verdict for one in found.values()} == {"unknown"}


@pytest.mark.parametrize(
    ("known", "share", "span"),
    [
        ({}, None, (70, 100)),
        ({"poor_commune": True}, 100, None),
        ({"poor_commune": False}, 70, None),
    ],
)
def test_the_share_of_a_near_poor_home_depends_on_its_commune(
    known: dict[str, Any], share: int | None, span: tuple[int, int] | None
) -> None:
    verdict = verdicts(HOME | known)["bhyt-ho-can-ngheo", 0]

    assert verdict.share == share
    assert verdict.spans.get("share") == span


def test_a_poor_home_has_the_whole_premium_paid() -> None:
    verdict = verdicts(HOME | {"household_status": "poor"})["bhyt-ho-ngheo", 0]

    assert (verdict.verdict, verdict.share) == ("eligible", 100)


def asked(answers: dict[str, Any], slugs: tuple[str, ...] = SUPPORTS) -> list[str]:
    """Every question of a check, answered from what is given; the rest is *I do not know*."""
    said: list[str] = []
    known: dict[str, FactValue] = {}
    asking = Asking(book(), FACTS, slugs, ASKABLE)
    while name := asking.next_question(home(known), said):
        assert name not in said
        said.append(name)
        if name in answers:
            known[name] = answers[name]
    return said


def test_what_is_asked_in_private_is_asked_of_nobody() -> None:
    everybody = {"members": FACTS["members"].values, "household_status": "poor"}

    said = asked(everybody | {"status_certified": True})

    assert {name.partition("-")[0] for name in said}.isdisjoint(PRIVATE)


def test_a_pupils_home_is_not_asked_what_may_hurt() -> None:
    told = {"members": ("pupil",), "household_status": "near_poor", "school_level-1": "primary"}

    said = asked(told)

    assert {"orphan-1", "carer-1", "disability_degree-1", "ethnic_minority-1"}.isdisjoint(said)


def test_a_home_of_three_is_asked_few_questions_beginning_with_who_lives_there() -> None:
    said = asked(HOME)

    assert len(said) <= 18, said
    assert said[0] == "members"


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(FACTS["members"].values), max_size=2), st.data())
def test_what_was_not_asked_of_a_home_changes_no_verdict(
    kinds: list[str], data: st.DataObject
) -> None:
    asking = Asking(book(), FACTS, SUPPORTS, ASKABLE)
    known: dict[str, Any] = {"members": tuple(kinds)}
    said: list[str] = ["members"]
    while name := asking.next_question(home(known), said):
        said.append(name)
        known[name] = data.draw(values(FACTS[parted(name)[0]]), label=name)

    everything = known | {
        name: data.draw(values(FACTS[parted(name)[0]]), label=name)
        for name in slots(kinds)
        if name not in said
    }
    after = verdicts(everything)
    for case, verdict in verdicts(known).items():
        assert after[case].verdict == verdict.verdict, case


def slots(kinds: list[str]) -> list[str]:
    """Every slot of a home that a resident may be asked and that no kind of person tells."""
    told = {(one.when, one.fact) for one in FACTS["members"].implies}
    return [
        slot(key, number)
        for key in sorted(ASKABLE - {"members"})
        for number in range(len(kinds) + 1)
        if (number > 0) == (FACTS[key].scope == "person")
        if number == 0 or (kinds[number - 1], key) not in told
    ]


def test_every_kind_of_person_is_of_use_to_a_support() -> None:
    used = {kind for slug in SUPPORTS for kind in LIBRARY.programmes[slug].members}

    assert used == set(FACTS["members"].values)


def test_kinds_that_tell_of_what_hurts_are_kept_apart() -> None:
    kinds = set(FACTS["members"].values)

    assert kinds >= PRIVATE_KINDS
    assert {kind for kind in kinds if kind.startswith(("disabled", "orphan"))} <= PRIVATE_KINDS


def test_no_answer_to_who_lives_here_says_anything_of_an_illness() -> None:
    told = {one.fact for one in FACTS["members"].implies}

    assert told.isdisjoint(PRIVATE)


def test_every_support_says_whom_to_ask_what_to_bring_and_what_it_costs() -> None:
    for slug in SUPPORTS:
        guide = LIBRARY.programmes[slug].guide
        assert guide.where
        assert guide.papers
        assert not any(";" in paper for paper in guide.papers), "they are joined by semicolons"
        assert guide.steps
        assert guide.fee


def test_a_support_whose_new_rules_are_not_known_says_whom_to_ask() -> None:
    unknown = [slug for slug in SUPPORTS if book().entry(slug).version.status == "unknown"]

    assert "nha-o-ho-ngheo" in unknown
    for slug in unknown:
        say = book().entry(slug).version.say
        assert any(word in say for word in ("hỏi", "Hỏi", "báo")), slug


def sentences(programme: Programme) -> Iterator[str]:
    """Every sentence a family may read of it."""
    versions = [row.value for row in programme.versions]
    guides = [programme.guide, *(one.guide for one in versions if one.guide)]
    texts = [programme.summary, programme.before_say, programme.none_say]
    texts += [text for one in guides for text in (one.where, one.fee, *one.papers, *one.steps)]
    texts += [text for one in guides for text in one.notes] + [one.say for one in versions]
    for version in versions:
        for rule in version.rules:
            texts += [rule.met, rule.not_met, rule.ask, rule.would, *rule.not_met_for.values()]
        texts += [one.say for one in (*version.doubts, *version.hints)]
    for text in texts:
        yield from re.split(r"[.;:]\s+", text)


@pytest.mark.parametrize("slug", sorted(LIBRARY.programmes.by_slug))
def test_every_sentence_is_short_enough_to_read_aloud(slug: str) -> None:
    for sentence in sentences(LIBRARY.programmes[slug]):
        assert len(sentence.split()) <= 16, sentence
