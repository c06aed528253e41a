"""The worked cases of content/data/cases hold, and their mistakes are told at file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from content.cases import Case, can_be, differences, untried
from content.conditions import Every, Hearsay, OneOf, Opposite, Some
from content.library import cases, facts, parameters, programmes
from content.library.source import DATA

PARAMETERS, _ = parameters.read(DATA / "parameters")
FACTS, _ = facts.read(DATA / "facts.toml")
PROGRAMMES, _ = programmes.read(DATA / "programmes", FACTS, PARAMETERS)
CASES, PROBLEMS = cases.read(DATA / "cases", PROGRAMMES.by_slug, FACTS)
TODAY = date(2026, 11, 24)
POOR = OneOf("household_status", frozenset({"poor"}))


def listed() -> list[Any]:
    return [
        pytest.param(case, slug, id=f"{slug}: {case.name}")
        for case in CASES.listed
        for slug in case.expected
    ]


@pytest.mark.parametrize(("case", "slug"), listed())
def test_a_worked_case_holds(case: Case, slug: str) -> None:
    verdict = case.verdict(slug, PROGRAMMES, PARAMETERS)

    assert list(differences(verdict, case.expected[slug])) == []


def test_the_cases_can_all_be_read() -> None:
    assert PROBLEMS == []
    assert {slug for case in CASES.listed for slug in case.expected} == set(PROGRAMMES.by_slug)


@pytest.mark.parametrize("slug", sorted(PROGRAMMES.by_slug))
def test_every_edge_verdict_and_condition_is_tried(slug: str) -> None:
    assert list(untried(PROGRAMMES[slug], CASES.of(slug), PARAMETERS)) == []


def test_what_no_case_tries_is_named() -> None:
    few = [one for one in CASES.of("vay-viec-lam") if one.day != date(2019, 11, 8)]
    few = [one for one in few if one.facts.get("residence") != "none"]

    assert list(untried(PROGRAMMES["vay-viec-lam"], few, PARAMETERS)) == [
        "no case fails 'residence-2013', from 2015-09-01",
        "no case on 2019-11-08, an edge",
        "no case fails 'residence-2013', from 2019-11-08",
    ]


def test_a_case_that_no_longer_holds_says_what_came_out() -> None:
    case = next(one for one in CASES.of("vay-viec-lam") if one.day == TODAY)
    wrong = {
        "verdict": "ineligible",
        "annual_rate": 6.6,
        "missing": ["age"],
        "says": "không có câu này",
        "changes": 2,
    }

    found = list(differences(case.verdict("vay-viec-lam", PROGRAMMES, PARAMETERS), wrong))

    assert found == [
        "verdict is 'eligible', the case says 'ineligible'",
        "annual_rate is 7.9248, the case says 6.6",
        "missing is [], the case says ['age']",
        "no reason says 'không có câu này'",
        "would_change is 0, the case says 2",
    ]


def test_every_mistake_in_a_case_is_told_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "vay-viec-lam.toml").write_text(
        """[base]
age = 30

[[case]]
name = "a programme that is none"
day = 2026-11-24
expect.vay-viec-lm = { verdict = "eligible" }

[[case]]
name = "a fact that is none"
day = 2026-11-24
facts = { tkv_member = true }
expect.vay-viec-lam = { verdict = "unknown" }
""",
        encoding="utf-8",
    )
    (tmp_path / "shapes.toml").write_text(
        """[[case]]
name = "a verdict that is none"
day = 2026-11-24
expect.vay-viec-lam = { verdict = "maybe" }
""",
        encoding="utf-8",
    )

    found, problems = cases.read(tmp_path, PROGRAMMES.by_slug, FACTS)

    told = [f"{one.file.rpartition('/')[2]}:{one.line}: {one.message}" for one in problems]
    assert len(told) == 3
    assert told[0].startswith("shapes.toml:4: case.0.expect.vay-viec-lam.verdict = 'maybe'")
    assert told[1] == (
        "vay-viec-lam.toml:7: unknown programme 'vay-viec-lm'; did you mean 'vay-viec-lam'?"
    )
    assert told[2].startswith("vay-viec-lam.toml:12: unknown fact 'tkv_member'")
    assert found.listed == ()


def test_without_takes_a_fact_away_and_null_stands_for_not_known(tmp_path: Path) -> None:
    (tmp_path / "vay-viec-lam.toml").write_text(
        """[base]
age = 30
has_plan = true

[[case]]
name = "x"
day = 2026-11-24
facts = { age = 20 }
without = ["has_plan"]
expect.vay-viec-lam = { verdict = "unknown", amount_max = "null" }
""",
        encoding="utf-8",
    )

    found, problems = cases.read(tmp_path, PROGRAMMES.by_slug, FACTS)

    assert problems == []
    assert found.listed[0].facts == {"age": 20}
    assert found.listed[0].expected == {"vay-viec-lam": {"verdict": "unknown", "amount_max": None}}


@pytest.mark.parametrize(
    ("condition", "met", "not_met"),
    [
        (POOR, True, True),
        (Hearsay(POOR), False, False),
        (Some((POOR, Hearsay(POOR))), True, False),
        (Every((POOR, Hearsay(POOR))), False, True),
        (Opposite(Some((POOR, Hearsay(POOR)))), False, True),
    ],
)
def test_what_people_merely_say_makes_a_condition_neither(
    condition: Any, met: bool, not_met: bool
) -> None:
    assert can_be(condition, met=True) is met
    assert can_be(condition, met=False) is not_met
