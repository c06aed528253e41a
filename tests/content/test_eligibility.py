"""Verdicts: cases as a lawyer would write them, and the laws that every verdict obeys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.eligibility.explain import Trace, explain
from content.eligibility.judge import as_json, judge, judge_all
from content.eligibility.logic import every, opposite, some
from content.eligibility.questions import Asking
from content.eligibility.rulebook import rulebook
from content.facts import Catalogue, Fact, FactError, read_facts
from content.household import Household
from content.library import facts, parameters, programmes
from content.library.source import DATA
from tests.content.interpreter import Situation, truth_of

TODAY = date(2026, 11, 24)

PARAMETERS, PARAMETER_PROBLEMS = parameters.read(DATA / "parameters")
FACTS, FACT_PROBLEMS = facts.read(DATA / "facts.toml")
PROGRAMMES, PROGRAMME_PROBLEMS = programmes.read(DATA / "programmes", FACTS, PARAMETERS)
USED = (
    "purposes",
    "household_status",
    "status_certified",
    "exit_date",
    "residence",
    "tkvv_member",
    "overdue_vbsp",
    "area_type",
    "water_works",
    "sanitation_works",
    "student_year",
    "enrolled",
    "school_confirmation",
    "student_sanctioned",
    "orphan",
    "hardship_certified",
    "income_per_capita_month",
)
BARE = Catalogue({fact.key: replace(fact, implies=()) for fact in FACTS})
"""The facts without what one answer tells of another: here each is answered by itself."""


def test_the_content_has_no_mistakes() -> None:
    assert PARAMETER_PROBLEMS + FACT_PROBLEMS + PROGRAMME_PROBLEMS == []
    assert len(PROGRAMMES.by_slug) >= 16


def test_a_verdict_has_exactly_the_keys_of_the_contract() -> None:
    found = judge_all(PROGRAMMES, {}, TODAY, PARAMETERS)

    assert {tuple(as_json(one)) for one in found.values()} == {
        (
            "verdict",
            "reasons",
            "missing",
            "would_change",
            "amount_max",
            "amount_max_per_month",
            "annual_rate",
            "term_max_months",
        )
    }


def test_no_fact_at_all_is_never_a_no_but_where_nothing_is_lent() -> None:
    found = judge_all(PROGRAMMES, {}, TODAY, PARAMETERS)

    for slug, verdict in found.items():
        status = PROGRAMMES[slug].on(TODAY).status
        assert verdict.verdict == ("ineligible" if status == "closed" else "unknown")
        assert bool(verdict.missing) == (status == "open")


def test_facts_that_no_loan_uses_change_nothing() -> None:
    raw = {"commune": "tho-phu", "amount_wanted": 1}

    found = judge_all(PROGRAMMES, read_facts(raw, FACTS), TODAY, PARAMETERS)

    assert found == judge_all(PROGRAMMES, {}, TODAY, PARAMETERS)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"household_statu": "poor"}, "household_status"),
        ({"tkv_member": True}, "tkvv_member"),
        ({"household_status": "nearpoor"}, "near_poor"),
        ({"tkvv_member": "yes"}, "true, false or null"),
        ({"tkvv_member": 1}, "true, false or null"),
        ({"purposes": "study"}, "a list of"),
        ({"purposes": ["studies"]}, "study"),
        ({"amount_wanted": "50tr"}, "whole đồng"),
        ({"amount_wanted": True}, "whole đồng"),
        ({"amount_wanted": -1}, "at least 0"),
        ({"deprivation_count": 13}, "at most 12"),
        ({"exit_date": "15/9/2025"}, "YYYY-MM-DD"),
        ({"exit_date": "9999-12-31"}, "between"),
    ],
)
def test_a_wrong_fact_is_told_what_would_be_right(raw: Any, message: str) -> None:
    with pytest.raises(FactError, match=message):
        read_facts(raw, FACTS)


def test_null_is_not_known() -> None:
    assert read_facts({"tkvv_member": None, "age": 30.0}, FACTS) == {"age": 30}


# --- the laws -----------------------------------------------------------------------------------

TRUTHS = st.sampled_from([True, False, None])


@given(st.lists(TRUTHS))
def test_some_is_the_mirror_of_every(truths: list[bool | None]) -> None:
    assert some(truths) == opposite(every(opposite(truth) for truth in truths))


@given(st.lists(TRUTHS), st.booleans())
def test_what_is_definite_stays_so_when_gaps_are_filled(
    truths: list[bool | None], fill: bool
) -> None:
    filled = [fill if truth is None else truth for truth in truths]

    for joined in (every, some):
        assert joined(truths) in (None, joined(filled))


def values(fact: Fact) -> st.SearchStrategy[Any]:
    match fact.type:
        case "bool":
            return st.booleans()
        case "choice":
            return st.sampled_from(fact.values)
        case "list":
            return st.lists(st.sampled_from(fact.values), max_size=3).map(tuple)
        case "date":
            return st.integers(-40, 1500).map(lambda days: TODAY - timedelta(days=days))
        case _:
            return st.sampled_from([1, 2, 3, 900_000, 2_250_000, 3_000_000]).map(
                lambda number: number if fact.type == "money" else min(number, fact.most or 3)
            )


@cache
def complete() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({key: values(FACTS[key]) for key in USED})


DAYS = st.sampled_from(
    [TODAY, date(2022, 5, 18), date(2021, 2, 1), date(2020, 6, 1), date(2024, 9, 1)]
)
FEW = settings(max_examples=60, deadline=None)


@FEW
@given(complete(), st.sets(st.sampled_from(USED)), DAYS)
def test_more_facts_never_turn_a_definite_verdict_into_its_opposite(
    everything: dict[str, Any], hidden: set[str], day: date
) -> None:
    part = {key: value for key, value in everything.items() if key not in hidden}

    for programme in PROGRAMMES:
        before = judge(programme, part, day, PARAMETERS).verdict
        after = judge(programme, everything, day, PARAMETERS).verdict
        assert {before, after} != {"eligible", "ineligible"}
        if before == "ineligible":
            assert after == "ineligible"


@FEW
@given(complete(), st.sets(st.sampled_from(USED)), DAYS)
def test_an_unknown_verdict_names_what_is_missing_or_why(
    everything: dict[str, Any], hidden: set[str], day: date
) -> None:
    part = {key: value for key, value in everything.items() if key not in hidden}

    for verdict in judge_all(PROGRAMMES, part, day, PARAMETERS).values():
        assert set(verdict.missing).isdisjoint(part)
        assert verdict.reasons
        if verdict.verdict != "unknown":
            assert verdict.missing == ()


def asking_on(day: date) -> Asking:
    return Asking(rulebook(PROGRAMMES, PARAMETERS, day), BARE, askable=frozenset(USED))


def ask(
    everything: dict[str, Any], day: date, order: Any = None
) -> tuple[dict[str, Any], list[int]]:
    """Answer every question until none is left; what was said, and the bounds on the way."""
    asking = asking_on(day)
    said: dict[str, Any] = {}
    bounds: list[int] = []
    while key := asking.next_question(Household(said), said):
        bounds.append(asking.at_most_left(key, Household(said), said))
        said[key] = everything[key]
        assert len(said) <= len(USED)
    return said, bounds


@FEW
@given(complete(), DAYS)
def test_the_asked_questions_suffice(everything: dict[str, Any], day: date) -> None:
    said, _ = ask(everything, day)
    asking = asking_on(day)

    for entry in asking.cared_for(Household(said), said):
        programme = entry.programme
        asked = judge(programme, said, day, PARAMETERS).verdict
        assert asked == judge(programme, everything, day, PARAMETERS).verdict


@FEW
@given(complete(), DAYS)
def test_at_most_left_shrinks_with_every_answer_and_keeps_its_promise(
    everything: dict[str, Any], day: date
) -> None:
    everything |= {"purposes": everything["purposes"][:1]}

    said, bounds = ask(everything, day)

    assert all(later < earlier for earlier, later in zip(bounds, bounds[1:], strict=False))
    assert all(left >= len(said) - at for at, left in enumerate(bounds, start=1))


@FEW
@given(complete(), DAYS)
def test_no_question_is_asked_that_can_change_nothing(
    everything: dict[str, Any], day: date
) -> None:
    asking = asking_on(day)
    said, _ = ask(everything, day)

    for entry in asking.cared_for(Household(said), said):
        verdict = judge(entry.programme, said, day, PARAMETERS)
        assert verdict.missing == () or verdict.verdict == "unknown"
    known: dict[str, Any] = {}
    for key, value in said.items():
        cared = asking.cared_for(Household(known), known)
        assert key in asking.left(Household(known), known)
        assert any(
            judge(one.programme, known, day, PARAMETERS).verdict != "ineligible" for one in cared
        )
        known[key] = value


@FEW
@given(complete(), st.sets(st.sampled_from(USED)), DAYS)
def test_the_leaves_of_the_explanation_imply_the_verdict(
    everything: dict[str, Any], hidden: set[str], day: date
) -> None:
    part = {key: value for key, value in everything.items() if key not in hidden}

    for programme in PROGRAMMES:
        trace = explain(programme, part, day, PARAMETERS)
        verdict = judge(programme, part, day, PARAMETERS).verdict
        assert again(trace) == {"eligible": True, "ineligible": False, "unknown": None}[verdict]
        assert len(list(trace.lines())) == size(trace)


def again(trace: Trace) -> bool | None:
    """The truth of a tree, worked out anew from its leaves."""
    if not trace.parts:
        return trace.truth
    inside = [again(part) for part in trace.parts]
    match trace.what:
        case "any":
            return some(inside)
        case "not":
            return opposite(inside[0])
        case "hearsay":
            return None
        case _:
            return every(inside)


def size(trace: Trace) -> int:
    return 1 + sum(size(part) for part in trace.parts)


def test_a_mistyped_condition_is_found_at_its_line(tmp_path: Path) -> None:
    text = (DATA / "programmes/vay-hssv.toml").read_text(encoding="utf-8")
    broken = text.replace('fact = "school_confirmation"', 'fact = "school_confirmatoin"')
    broken = broken.replace('in = ["permanent", "temporary"]', 'in = ["permanent", "temporry"]')
    broken = broken.replace('rate = "vay_hssv_rate"', 'rate = "vay_hssv_rat"')
    (tmp_path / "vay-hssv.toml").write_text(broken, encoding="utf-8")

    _, problems = programmes.read(tmp_path, FACTS, PARAMETERS)

    messages = "\n".join(str(one) for one in problems)
    assert "did you mean 'school_confirmation'" in messages
    assert "did you mean 'temporary'" in messages
    assert "did you mean 'vay_hssv_rate'" in messages
    at = broken.splitlines().index("[conditions.school]") + 1
    assert f"vay-hssv.toml:{at}: unknown fact" in messages


def test_a_gap_between_versions_is_an_error(tmp_path: Path) -> None:
    text = (DATA / "programmes/vay-ho-moi-thoat-ngheo.toml").read_text(encoding="utf-8")
    broken = text.replace("until = 2021-03-29", "until = 2021-03-28")
    (tmp_path / "vay-ho-moi-thoat-ngheo.toml").write_text(broken, encoding="utf-8")

    _, problems = programmes.read(tmp_path, FACTS, PARAMETERS)

    assert [one.message.partition(" after")[0] for one in problems] == ["leaves a gap"]


def test_a_doubt_needs_to_be_true_to_count() -> None:
    situation = Situation({}, TODAY, PARAMETERS)

    for programme in PROGRAMMES:
        doubts = programme.on(TODAY).doubts
        assert doubts or programme.on(TODAY).status != "open"
        assert all(truth_of(one.condition, situation) is not True for one in doubts)


def test_a_closed_period_says_who_closed_it() -> None:
    verdict = judge(PROGRAMMES["vay-ho-moi-thoat-ngheo"], {}, date(2021, 2, 1), PARAMETERS)

    assert [one.document for one in verdict.sources] == ["Quyết định 02/2021/QĐ-TTg"]
    assert "29/03/2021" in verdict.reasons[0]


def test_a_period_whose_rules_are_not_known_is_unknown(tmp_path: Path) -> None:
    text = (DATA / "programmes/vay-ho-moi-thoat-ngheo.toml").read_text(encoding="utf-8")
    gap = text.replace('status = "closed"', 'status = "unknown"')
    (tmp_path / "vay-ho-moi-thoat-ngheo.toml").write_text(gap, encoding="utf-8")

    found, problems = programmes.read(tmp_path, FACTS, PARAMETERS)
    verdict = judge(found["vay-ho-moi-thoat-ngheo"], {}, date(2021, 2, 1), PARAMETERS)

    assert problems == []
    assert (verdict.verdict, verdict.missing, verdict.amount_max) == ("unknown", (), None)


def test_every_condition_has_a_source_that_was_checked() -> None:
    rules = [rule for one in PROGRAMMES for row in one.versions for rule in row.value.rules]

    assert rules
    assert all(rule.source.document and rule.source.checked_on for rule in rules)


def test_no_sentence_promises_a_loan() -> None:
    for programme in PROGRAMMES:
        for row in programme.versions:
            for rule in row.value.rules:
                for text in (rule.met, rule.not_met, rule.ask, rule.would):
                    assert "sẽ được" not in text
                    assert "đối tượng" not in text
