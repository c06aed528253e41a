"""What would change a *no*: the smallest sets of facts that people can change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given

from content.conditions import Compared, Every, OneOf, Shares, Some, Worded, leaves
from content.dated import Row, Source
from content.eligibility.judge import as_json, judge
from content.programmes import Changeable, Programme, Rule, Version
from tests.content.homes import FEW, PARAMETERS, PROGRAMMES, TODAY, complete, days, some_used

SOURCE = Source("Nghị định 1")
POOR = OneOf("status", frozenset({"poor"}))
LISTED = OneOf("listed", frozenset({True}))
GROUP = OneOf("group", frozenset({True}))
OLD = Compared("age", "at_least", 60)
ABLE = {
    "status": Changeable("office", ("poor", "near", "none")),
    "listed": Changeable("office", (True, False)),
    "group": Changeable("own", (True, False)),
    "purposes": Changeable("own", ("study", "water"), is_list=True),
}


def rule(name: str, condition: Any, would: str = "", **fields: Any) -> Rule:
    return Rule(name, condition, "Đủ.", "Chưa.", "Hỏi.", would, SOURCE, **fields)


def programme(*rules: Rule) -> Programme:
    version = Version("open", "", rules, (), ())
    rows = (Row(version, date(2020, 1, 1), None, SOURCE),)
    return replace(next(iter(PROGRAMMES)), versions=rows, changeable=ABLE)


LOAN = programme(
    rule("status", POOR, "Khi xã công nhận.", would_for={"near": ""}),
    rule("listed", LISTED, "Khi xã công nhận."),
    rule("group", GROUP, "Vào Tổ ở thôn."),
)


def ways(loan: Programme, **facts: Any) -> list[tuple[set[str], str, str]]:
    verdict = judge(loan, facts, TODAY, PARAMETERS)
    return [(set(way.facts), way.by, way.text) for way in verdict.ways]


def test_one_thing_that_fails_is_one_way() -> None:
    assert ways(LOAN, status="poor", listed=True, group=False) == [
        ({"group"}, "own", "Vào Tổ ở thôn.")
    ]


def test_all_that_fails_is_changed_together_and_said_once() -> None:
    assert ways(LOAN, status="none", listed=False, group=False) == [
        ({"status", "listed", "group"}, "office", "Khi xã công nhận, và vào Tổ ở thôn.")
    ]


def test_what_nobody_can_change_leaves_no_way() -> None:
    loan = programme(rule("age", OLD, "Khi đủ tuổi."), rule("group", GROUP, "Vào Tổ."))

    assert ways(loan, age=50, group=False) == []


def test_a_way_that_the_rules_do_not_speak_of_is_not_told() -> None:
    assert ways(LOAN, status="near", listed=True, group=True) == []


def test_an_eligible_or_open_verdict_has_no_ways() -> None:
    assert ways(LOAN, status="poor", listed=True, group=True) == []
    assert ways(LOAN, status="poor") == []


BRANCHES = programme(
    rule(
        "who",
        Some(
            (
                Worded(Every((POOR, LISTED)), would="Khi có tên trong danh sách."),
                Worded(GROUP, would="Khi vào Tổ."),
                Worded(Shares("purposes", frozenset({"study"})), would="Khi đi học."),
                OLD,
            )
        ),
        "Khác.",
    )
)


def test_each_branch_is_a_way_and_ones_own_come_first() -> None:
    found = ways(BRANCHES, status="poor", listed=False, group=False, purposes=("water",), age=50)

    assert found == [
        ({"group"}, "own", "Khi vào Tổ."),
        ({"purposes"}, "own", "Khi đi học."),
        ({"listed"}, "office", "Khi có tên trong danh sách."),
    ]


def test_the_command_prints_one_sentence_a_way_and_advice_after_them() -> None:
    loan = PROGRAMMES["vay-ho-ngheo"]
    known: dict[str, Any] = {
        "household_status": "none",
        "tkvv_member": False,
        "area_type": "rural",
        "income_per_capita_month": 1_000_000,
    }

    told = as_json(judge(loan, known, TODAY, PARAMETERS))["would_change"]

    assert isinstance(told, list)
    assert [sentence.partition(":")[0] for sentence in told[:1]] == ["Khi xã công nhận là hộ nghèo"]
    assert ", và vào Tổ" in told[0]
    assert len(told) == 2, "and the advice to ask for a review"


def test_nobody_is_advised_to_become_less_poor_for_a_dearer_loan() -> None:
    facts: dict[str, Any] = {"household_status": "poor", "status_certified": True}

    for slug in ("vay-ho-can-ngheo", "vay-ho-moi-thoat-ngheo"):
        assert judge(PROGRAMMES[slug], facts, TODAY, PARAMETERS).would_change == ()


@pytest.mark.parametrize("programme", list(PROGRAMMES), ids=lambda one: one.slug)
def test_every_sentence_of_what_would_help_can_be_told(programme: Programme) -> None:
    silent = [
        rule.name
        for row in programme.versions
        for rule in row.value.rules
        if rule.would and not facts_of(rule) & set(programme.changeable)
    ]

    assert silent == [], "no fact of these can be changed: mark it, or put it into `not_met`"


def facts_of(rule: Rule) -> set[str]:
    return {leaf.fact for leaf in leaves(rule.condition)}


@FEW
@given(complete(), some_used(), days())
def test_going_a_way_makes_it_so_and_half_of_it_does_not(
    everything: dict[str, Any], hidden: set[str], day: date
) -> None:
    facts = {key: value for key, value in everything.items() if key not in hidden}

    for programme in PROGRAMMES:
        verdict = judge(programme, facts, day, PARAMETERS)
        assert verdict.verdict == "ineligible" or verdict.ways == ()
        for way in verdict.ways:
            changed = {**facts, **way.answers}
            assert judge(programme, changed, day, PARAMETERS).verdict != "ineligible"
            assert all(facts[key] != value for key, value in way.answers.items())
            assert way.text.endswith(".") and len(way.facts) <= 3
            for part in combinations(way.answers, len(way.answers) - 1):
                half = {**facts, **{key: way.answers[key] for key in part}}
                assert judge(programme, half, day, PARAMETERS).verdict == "ineligible"
