"""The catalogue of facts: a contract of keys, and questions that are kind and plain."""

from __future__ import annotations

from pathlib import Path

from content.library import facts
from content.library.source import DATA

FACTS, _ = facts.read(DATA / "facts.toml")
VOCABULARY = """
commune area_type residence household_status status_certified exit_date income_per_capita_month
deprivation_count ethnic_minority disadvantaged_area extremely_disadvantaged
on_dtts_beneficiary_list age civil_capacity tkvv_member purposes has_plan amount_wanted
overdue_vbsp same_purpose_debt water_works sanitation_works student_year enrolled
school_confirmation student_sanctioned orphan hardship_certified stem_field stem_result
overseas_contract overseas_cost overseas_group prison_completed_date police_list_confirmed
monthly_income marital child_under_18 owns_house has_land disaster_hit
"""


def test_every_key_of_the_vocabulary_is_there() -> None:
    assert set(VOCABULARY.split()) <= set(FACTS.by_key)


def test_a_fact_prints_what_the_command_promises() -> None:
    row = FACTS["residence"].as_json()

    assert {"key", "scope", "type", "choices", "question", "sensitivity"} <= set(row)
    assert row["choices"] == [
        {"value": "permanent", "label": "Thường trú"},
        {"value": "temporary", "label": "Tạm trú"},
        {"value": "none", "label": "Chưa đăng ký"},
    ]


def test_questions_are_short_polite_and_say_why() -> None:
    for fact in FACTS:
        for sentence in (fact.question, *fact.help.rstrip(".").split(". ")):
            assert len(sentence.split()) <= 18, sentence
        assert fact.question.endswith(("?", "."))
        assert fact.help
        assert "đối tượng" not in fact.question


BROKEN = """\
[poor]
scope = "house"
type = "bool"
label = "Hộ nghèo"
question = "Hộ nghèo?"
help = "Vì vậy."

[status]
scope = "household"
type = "choice"
label = "Diện"
question = "Diện nào?"
help = "Vì vậy."

[paper]
scope = "household"
type = "bool"
label = "Giấy"
question = "Có giấy?"
help = "Vì vậy."
implies = [{ when = true, fact = "nothing", value = true }]
"""


def test_every_mistake_is_told_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(BROKEN, encoding="utf-8")

    _, problems = facts.read(path)

    assert [one.line for one in sorted(problems)] == [2, 8, 15]


def test_a_file_that_is_no_toml_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text("[poor", encoding="utf-8")

    _, problems = facts.read(path)

    assert ["is not TOML" in one.message for one in problems] == [True]
