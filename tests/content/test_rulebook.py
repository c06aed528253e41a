"""The rules of a day over a household with people, and the questions that follow from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from content.conditions import Compared, Every, OneOf
from content.dated import Row, Source
from content.eligibility.questions import Asking
from content.eligibility.rulebook import Rulebook, rulebook
from content.facts import Catalogue, Choice, Fact
from content.household import Household, household_of
from content.programmes import Programme, Programmes, Rule, Tier, Version
from tests.content.homes import (
    FACTS,
    FEW,
    PARAMETERS,
    PROGRAMMES,
    TODAY,
    asking_on,
    complete,
    days,
    some_used,
)

SOURCE = Source("Nghị định 176/2025/NĐ-CP")
LOAN = PROGRAMMES["vay-ho-ngheo"]


def rule(name: str, condition: Any) -> Rule:
    return Rule(name, condition, "Đủ.", "Chưa.", "Hỏi.", "", SOURCE)


def support(slug: str, *rules: Rule, tiers: tuple[Tier, ...] = (), **fields: Any) -> Programme:
    version = Version("open", "", rules, (), (), tiers)
    return replace(
        LOAN,
        slug=slug,
        kind="support",
        made_for=frozenset(),
        versions=(Row(version, date(2020, 1, 1), None, SOURCE),),
        **fields,
    )


OLD = rule("age", Compared("age", "at_least", 75))
POOR = rule("poor", OneOf("household_status", frozenset({"poor"})))
PENSION = support(
    "pension",
    OLD,
    scope="person",
    members=frozenset({"elder"}),
    none_say="Chưa có người cao tuổi.",
    tiers=(
        Tier("list", OneOf("status_certified", frozenset({True})), rate="vay_ho_ngheo_rate"),
        Tier("all", Every(()), rate="vay_ho_can_ngheo_rate"),
    ),
)
CARD = support("card", POOR)
BOTH = support(
    "both", POOR, OLD, scope="person", members=frozenset({"elder", "pupil"}), none_say="Chưa có ai."
)
PEOPLE = Catalogue(
    {
        **FACTS.by_key,
        "members": Fact(
            "members",
            "household",
            "list",
            "Trong nhà",
            "Ai?",
            choices=(Choice("elder", "Người cao tuổi"), Choice("pupil", "Học sinh")),
        ),
    }
)
BOOK = Rulebook(Programmes({one.slug: one for one in (PENSION, CARD, BOTH)}), PARAMETERS, TODAY)
ASKED = ("members", "age", "household_status", "status_certified")


def home(**answers: Any) -> Household:
    return household_of({key.replace("_of_", "-"): one for key, one in answers.items()}, PEOPLE)


def judged(where: Household) -> list[tuple[str, int, str]]:
    return [(one.slug, one.who, one.verdict) for one in BOOK.judge_household(where)]


def test_each_person_of_the_right_kind_gets_a_verdict_of_their_own() -> None:
    where = home(
        members=("elder", "pupil", "elder"), age_of_1=80, age_of_3=60, household_status="poor"
    )

    assert judged(where) == [
        ("pension", 1, "eligible"),
        ("pension", 3, "ineligible"),
        ("card", 0, "eligible"),
        ("both", 1, "eligible"),
        ("both", 2, "unknown"),
        ("both", 3, "ineligible"),
    ]


def test_a_home_without_such_a_person_is_told_so() -> None:
    [pension, _, _] = BOOK.judge_household(home(members=("pupil",)))

    assert (pension.verdict, pension.reasons) == ("ineligible", ("Chưa có người cao tuổi.",))
    assert pension.would_change == ()


def test_who_has_not_told_who_lives_there_is_asked_unless_the_home_itself_fails() -> None:
    pension, _, both = BOOK.judge_household(home(household_status="none"))

    assert (pension.verdict, pension.missing) == ("unknown", ("members",))
    assert both.verdict == "ineligible"


def test_the_age_of_who_asks_is_nobody_elses() -> None:
    where = home(age=80, members=("elder",))

    assert judged(where)[0] == ("pension", 1, "unknown")


def ask(answers: dict[str, Any]) -> list[str]:
    """Answer what is asked until nothing is, and tell what was asked."""
    asking = Asking(BOOK, PEOPLE, askable=frozenset(ASKED))
    said: dict[str, Any] = {}
    left: list[int] = []
    while name := asking.next_question(household_of(said, PEOPLE), said):
        if name != "members":
            left.append(asking.at_most_left(name, household_of(said, PEOPLE), said))
        said[name] = answers[name]
    assert all(after < before for before, after in zip(left, left[1:], strict=False))
    return list(said)


def test_people_are_asked_for_first_and_then_each_of_them() -> None:
    answers = {"members": ("elder", "elder"), "household_status": "poor", "status_certified": True}

    asked = ask(answers | {"age-1": 80, "age-2": 60})

    assert asked[0] == "members"
    assert set(asked) == {*answers, "age-1", "age-2"}
    assert asked.index("status_certified") > asked.index("age-1"), "asked when one gets it"


def test_what_nobody_would_get_is_not_asked() -> None:
    answers = {"members": ("elder",), "household_status": "poor", "age-1": 60}

    assert set(ask(answers)) == set(answers)


def test_a_home_without_our_kinds_is_asked_only_about_itself() -> None:
    assert set(ask({"members": (), "household_status": "poor"})) == {"members", "household_status"}


def test_who_cares_for_one_programme_is_asked_for_that_alone() -> None:
    asking = Asking(BOOK, PEOPLE, ("card",), frozenset(ASKED))

    assert asking.next_question(Household()) == "household_status"
    assert asking.at_most_left("household_status", Household()) == 0


@FEW
@given(complete(), some_used(), days())
def test_counting_only_what_an_answer_touches_counts_all(
    everything: dict[str, Any], hidden: set[str], day: date
) -> None:
    known = {key: value for key, value in everything.items() if key not in hidden}
    where, said = Household(known), {*known, *list(hidden)[:1]}
    asking = asking_on(day)
    here = asking.open(where, said)

    for name in asking.candidates(here):
        outcomes = asking.outcomes(name, where)[:-1]
        whole = sum(asking.count(after, {*said, name}) for after in outcomes) / len(outcomes)
        assert asking.left_on_average(name, here, where, said) == pytest.approx(whole)


def test_what_was_forgotten_is_worked_out_anew_and_is_the_same() -> None:
    asking = asking_on(TODAY)
    where = Household({"household_status": "poor"})

    before = asking.open(where, ())
    asking.openings.forget()

    assert asking.open(where, ()) == before
    assert len(asking.openings.remembered) <= len(list(asking.book))


def test_the_rules_of_a_day_are_bound_once() -> None:
    book = rulebook(PROGRAMMES, PARAMETERS, TODAY)

    assert rulebook(PROGRAMMES, PARAMETERS, TODAY) is book
    assert book.entry(LOAN.slug) is book.entry(LOAN.slug)
    assert rulebook(PROGRAMMES, PARAMETERS, date(2020, 1, 1)) is not book
