"""What one gets: the order of tiers, what is not known, bounds and factors."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.conditions import Condition, Every, OneOf
from content.dated import Row, Source
from content.eligibility.bind import Binder
from content.eligibility.terms import Tariff, Terms, tariff
from content.parameters import Number, Parameter, Parameters, Unit
from content.programmes import Tier, Version

DAY = date(2026, 11, 24)
SOURCE = Source("Nghị định 1")


def parameter(name: str, unit: Unit, value: Number | None) -> Parameter:
    return Parameter(name, name, unit, (Row(value, None, None, SOURCE),))


NUMBERS = Parameters(
    {
        one.name: one
        for one in (
            parameter("low", "dong", 360_001),
            parameter("high", "dong", 540_000),
            parameter("cheap", "percent-year", 6.24),
            parameter("dear", "percent-year", 7.9248),
            parameter("lost", "percent-year", None),
            parameter("long", "months", 120),
        )
    }
)
ALWAYS = Every(())


def of(fact: str, *values: bool | str) -> Condition:
    return OneOf(fact, frozenset(values))


def bound(*tiers: Tier, highest: bool = False) -> Tariff:
    version = Version("open", "", (), (), (), tiers, highest)
    return tariff(version, Binder(DAY, NUMBERS))


TWO = bound(
    Tier("few", of("poor", True), rate="cheap"),
    Tier("all", ALWAYS, rate="dear", total="high", term="long"),
)


@pytest.mark.parametrize(
    ("facts", "rate"), [({"poor": True}, 6.24), ({"poor": False}, 7.9248), ({}, None)]
)
def test_the_first_tier_that_is_met_has_the_say(facts: dict[str, Any], rate: Number | None) -> None:
    terms = TWO.terms(facts)

    assert (terms.rate, terms.total, terms.term) == (rate, 540_000, 120)


def test_a_number_that_hangs_on_a_fact_asks_for_it_and_says_from_what_to_what() -> None:
    assert TWO.gaps({}) == ("poor",)
    assert TWO.spans({}) == {"rate": (6.24, 7.9248)}
    assert TWO.gaps({"poor": False}) == ()
    assert TWO.spans({"poor": False}) == {}


def test_a_fact_that_makes_no_difference_is_not_asked() -> None:
    same = bound(Tier("a", of("poor", True), rate="cheap"), Tier("b", ALWAYS, rate="cheap"))

    assert same.terms({}).rate == 6.24
    assert same.gaps({}) == ()


def test_no_tier_met_is_no_number() -> None:
    alone = bound(Tier("few", of("poor", True), rate="cheap"))

    assert alone.terms({"poor": False}) == Terms()
    assert alone.terms({}).rate is None
    assert alone.gaps({}) == ("poor",)


@pytest.mark.parametrize(
    ("facts", "rate"), [({"poor": True}, 6.24), ({"poor": False}, 7.9248), ({}, 7.9248)]
)
def test_what_is_given_on_proof_holds_once_it_is_proven(
    facts: dict[str, Any], rate: Number
) -> None:
    few = Tier("few", of("poor", True), rate="cheap", on_proof=True)
    proven = bound(few, Tier("all", ALWAYS, rate="dear"))

    assert proven.terms(facts).rate == rate
    assert proven.gaps(facts) == (() if facts else ("poor",)), "worth asking about all the same"
    assert proven.spans(facts) == {}


def test_a_number_nobody_knows_is_not_filled_by_the_next_tier() -> None:
    lost = bound(Tier("few", of("poor", True), rate="lost"), Tier("all", ALWAYS, rate="dear"))

    assert lost.terms({"poor": True}).rate is None
    assert lost.terms({"poor": False}).rate == 7.9248


GROUPS = bound(
    Tier("child", of("group", "child"), per_month="high", times=2.5),
    Tier("severe", of("severe", True), per_month="high", times=1.5),
    Tier("base", ALWAYS, per_month="high", share=70),
    highest=True,
)


@pytest.mark.parametrize(
    ("facts", "amount", "asks"),
    [
        ({"group": "child", "severe": True}, 1_350_000, ()),
        ({"group": "none", "severe": True}, 810_000, ()),
        ({"group": "none", "severe": False}, 540_000, ()),
        ({"group": "child"}, 1_350_000, ()),
        ({"severe": True}, None, ("group",)),
        ({}, None, ("group", "severe")),
    ],
)
def test_the_highest_of_all_that_are_met(
    facts: dict[str, Any], amount: int | None, asks: tuple[str, ...]
) -> None:
    assert GROUPS.terms(facts).per_month == amount
    assert GROUPS.gaps(facts) == asks
    assert GROUPS.terms(facts).share == 70


def test_a_half_dong_counts_as_one() -> None:
    assert bound(Tier("a", ALWAYS, per_month="low", times=1.5)).terms({}).per_month == 540_002


COST = bound(Tier("all", ALWAYS, at_most="cost"))
LEAST = bound(Tier("all", ALWAYS, total="high", at_most="cost"))


@pytest.mark.parametrize(
    ("facts", "alone", "least"),
    [({"cost": 100}, 100, 100), ({"cost": 900_000}, 900_000, 540_000), ({}, None, None)],
)
def test_a_cost_bounds_the_amount_or_is_the_amount(
    facts: dict[str, Any], alone: int | None, least: int | None
) -> None:
    assert (COST.terms(facts).total, LEAST.terms(facts).total) == (alone, least)
    assert COST.gaps(facts) == LEAST.gaps(facts) == (() if facts else ("cost",))


def test_each_work_that_counts_adds_one_amount_and_none_is_no_amount() -> None:
    works = bound(
        Tier("a", ALWAYS, total="high", counted=("water", "toilet"), counts=frozenset({"none"}))
    )

    assert works.terms({"water": "none", "toilet": "none"}).total == 1_080_000
    assert works.terms({"water": "none", "toilet": "ok"}).total == 540_000
    assert works.terms({}).total is None


@given(
    st.fixed_dictionaries({"group": st.sampled_from(["child", "none"]), "severe": st.booleans()}),
    st.sets(st.sampled_from(["group", "severe"])),
    st.sampled_from([GROUPS, TWO]),
)
def test_more_facts_never_change_a_number_that_was_told(
    everything: dict[str, Any], hidden: set[str], told: Tariff
) -> None:
    everything |= {"poor": everything["severe"]}
    part = {key: value for key, value in everything.items() if key not in hidden}

    before, after = told.terms(part), told.terms(everything)

    for item in ("total", "per_month", "rate", "term", "share"):
        assert getattr(before, item) in (None, getattr(after, item))
