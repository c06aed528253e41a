"""Rules that contradict each other, or are never reached, are found before anybody meets them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from content.conditions import Compared, Every, OneOf, Opposite, Some
from content.eligibility.bind import Binder
from content.eligibility.witnesses import Search, TooMany
from content.facts import Catalogue, Choice, Fact
from content.library import programmes
from content.library.source import DATA
from content.rule_check import Rules
from tests.content.any_conditions import CONDITIONS, HOMES
from tests.content.homes import FACTS, FEW, PARAMETERS, PROGRAMMES

TODAY = date(2026, 11, 24)
RULES = Rules(FACTS, PARAMETERS, TODAY)
JOBS = (DATA / "programmes/vay-viec-lam.toml").read_text(encoding="utf-8")


def a_fact(key: str, kind: Any, *values: str) -> Fact:
    choices = tuple(Choice(value, value) for value in values)
    return Fact(key, "household", kind, key, f"{key}?", choices=choices)


MADE_UP = Catalogue(
    {
        one.key: one
        for one in (
            a_fact("status", "choice", "poor", "near", "none"),
            a_fact("paper", "bool"),
            a_fact("year", "int"),
            a_fact("income", "money"),
            a_fact("purposes", "list", "study", "water", "house"),
            a_fact("left", "date"),
        )
    }
)
BINDER = Binder(TODAY, PARAMETERS)


def test_our_own_rules_can_be_met_and_every_part_of_them_is_reached() -> None:
    assert [(one.slug, fault) for one in PROGRAMMES for fault in RULES.faults(one)] == []


@FEW
@given(CONDITIONS, HOMES)
def test_where_a_household_shows_that_it_can_be_one_is_found(condition: Any, home: Any) -> None:
    truth = BINDER.bind(condition).truth(home)
    shown = condition if truth else Opposite(condition)

    found = Search(MADE_UP, BINDER, [condition]).find([shown])

    assert found is not None or truth is None
    assert found is None or BINDER.bind(shown).truth(found) is True


@FEW
@given(CONDITIONS, CONDITIONS)
def test_what_is_found_meets_the_one_and_not_the_other(met: Any, unmet: Any) -> None:
    found = Search(MADE_UP, BINDER, [met, unmet]).find([met], [unmet])

    if found is not None:
        assert BINDER.bind(met).truth(found) is True
        assert BINDER.bind(unmet).truth(found) is not True


def test_numbers_are_tried_on_both_sides_of_what_is_asked() -> None:
    between = Every((Compared("year", "at_least", 15), Compared("year", "at_most", 15)))
    nothing = Every((Compared("year", "at_least", 16), Compared("year", "at_most", 15)))

    assert Search(MADE_UP, BINDER, [between]).find([between]) == {"year": 15}
    assert Search(MADE_UP, BINDER, [nothing]).find([nothing]) is None


def test_more_combinations_than_are_worth_trying_are_said_to_be_too_many() -> None:
    many = Catalogue({key: a_fact(key, "bool") for key in map("x{}".format, range(16))})
    yes = [OneOf(key, frozenset({True})) for key in many.by_key]
    either = [Some((one, Opposite(one))) for one in yes]
    never = Every((yes[-1], Opposite(yes[-1])))

    with pytest.raises(TooMany):
        Search(many, BINDER, [*either, never]).find([*either, never])


def wrong(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """What is said of the loan for jobs with some of its text changed."""
    text = JOBS
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "vay-viec-lam.toml").write_text(text, encoding="utf-8")
    read, problems = programmes.read(folder, FACTS, PARAMETERS)
    assert problems == []
    faults = RULES.faults(read["vay-viec-lam"])
    return [f"{'.'.join(map(str, path))}: {message}" for path, message in faults]


POOR = """[conditions.poor]
fact = "household_status"
is = "poor"
met = "a"
not_met = "b"
ask = "c"
document = "d"
checked_on = 2026-11-24
confidence = "confirmed"

"""
NEAR = POOR.replace("conditions.poor", "conditions.near").replace('"poor"', '"near_poor"')
BEGIN = "[conditions.age]"
TODAYS = 'conditions = ["age", "purpose"]'


def any_of(*parts: str) -> str:
    """The condition of being poor, with these branches in place of it."""
    branches = "any = [" + ", ".join(parts) + "]"
    return POOR.replace('fact = "household_status"\nis = "poor"', branches)


def test_conditions_that_nobody_can_meet_together(tmp_path: Path) -> None:
    both = 'conditions = ["age", "purpose", "poor", "near"]'

    assert wrong(tmp_path, (BEGIN, POOR + NEAR + BEGIN), (TODAYS, both)) == [
        "versions.2: no household can meet all of age, purpose, poor, near: they contradict"
    ]


@pytest.mark.parametrize(
    ("branches", "said"),
    [
        (
            ('{ fact = "age", at_most = 14 }', '{ fact = "household_status", is = "poor" }'),
            "branch 1 of `any` (age) contradicts the other conditions",
        ),
        (
            ('{ fact = "age", at_least = 15 }', '{ fact = "age", at_least = 60 }'),
            "branch 2 of `any` (age) is never reached: those before it take all of it",
        ),
    ],
)
def test_a_branch_that_no_household_needs(
    tmp_path: Path, branches: tuple[str, ...], said: str
) -> None:
    listed = 'conditions = ["age", "purpose", "poor"]'

    found = wrong(tmp_path, (BEGIN, any_of(*branches) + BEGIN), (TODAYS, listed))

    assert found == [f"conditions.poor: {said}, from 2026-01-01"]


def test_a_tier_that_is_never_reached(tmp_path: Path) -> None:
    all_of_it = '[tiers.all]\nrate = "vay_viec_lam_rate"\n\n'

    found = wrong(
        tmp_path,
        (BEGIN, all_of_it + BEGIN),
        ('tiers = ["priority"]', 'tiers = ["all", "priority"]'),
    )

    assert found == ["tiers.priority: tier 'priority' is never reached"]


def test_a_doubt_that_never_holds(tmp_path: Path) -> None:
    young = ('{ fact = "has_plan", is = false }', '{ fact = "age", at_most = 14 }')

    found = wrong(tmp_path, young)

    assert len(found) == 1
    assert found[0].startswith("versions.2.doubts: a doubt never holds: 'Chưa có phương án")


def test_a_fact_that_no_door_asks(tmp_path: Path) -> None:
    debt = POOR.replace("household_status", "on_dtts_beneficiary_list").replace('"poor"', "true", 1)
    listed = 'conditions = ["age", "purpose", "poor"]'

    found = wrong(tmp_path, (BEGIN, debt + BEGIN), (TODAYS, listed))

    assert found == [
        "versions.2: on_dtts_beneficiary_list is asked at no loan door: "
        '`doors`, or who = "official"'
    ]
