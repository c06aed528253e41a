"""Verdicts: cases as a lawyer would write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from content.eligibility.judge import as_json, judge
from content.facts import FactError, read_facts
from content.library import facts, parameters, programmes
from content.library.source import DATA
from tests.content.homes import judge_all
from tests.content.interpreter import Situation, truth_of

TODAY = date(2026, 11, 24)

PARAMETERS, PARAMETER_PROBLEMS = parameters.read(DATA / "parameters")
FACTS, FACT_PROBLEMS = facts.read(DATA / "facts.toml")
PROGRAMMES, PROGRAMME_PROBLEMS = programmes.read(DATA / "programmes", FACTS, PARAMETERS)


def test_the_content_has_no_mistakes() -> None:
    assert PARAMETER_PROBLEMS + FACT_PROBLEMS + PROGRAMME_PROBLEMS == []
    assert len(PROGRAMMES.by_slug) >= 16


def test_what_few_people_need_and_what_is_over_is_shown_last() -> None:
    slugs = list(PROGRAMMES.by_slug)

    assert slugs[-3:] == [
        "vay-chap-hanh-xong-an",
        "vay-nha-o-ho-ngheo",
        "vay-nha-phong-bao-lut",
    ]


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
        ({"amount_wanted": 10**32}, "at most"),
        ({"residence": "x" * 5_000}, "x…: give one of permanent"),
        ({"AGE": 40}, "did you mean 'age'"),
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
        assert doubts or programme.kind == "support" or programme.on(TODAY).status != "open"
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
