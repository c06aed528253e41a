"""The plan as data: every line has its duty, and says by when and on whose word."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from content.address import Address
from content.library.places import load_places
from content.library.plan import FOLDER, load_plan
from content.places import Places
from content.plan import Plan, Yearly, slug_of, uncovered

ALL = ("ubnd", "pkt", "vhxh", "vpx", "nhcsxh")


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places()[0]


@pytest.fixture(scope="module")
def plan(places: Places) -> Plan:
    loaded, problems = load_plan(places)
    assert problems == []
    assert loaded is not None
    return loaded


def edited(tmp_path: Path, name: str, old: str, new: str) -> Path:
    folder = tmp_path / "plan"
    shutil.copytree(FOLDER, folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_no_line_of_the_plan_is_without_a_duty_or_a_reason(plan: Plan) -> None:
    assert uncovered(plan) == []
    assert len(plan.lines) == len(set(plan.lines)) == 62
    assert len(plan.duties) == 58
    assert set(plan.without_duty) == {"I.1", "I.2", "II.1", "III.4.4b"}


def test_only_days_written_in_the_plan_or_a_law_climb_the_ladder(plan: Plan) -> None:
    after_2025 = {duty.id for duty in plan.in_force(date(2026, 11, 24)) if duty.climbs}
    assert after_2025 == {
        "III.1.1",
        "III.1.2",
        "III.1.3",
        "III.2.2",
        "III.2.3.1a",
        "III.2.3.1d",
        "III.2.3.2b",
        "III.3.3",
        "IV.1b",
        "IV.1c",
    }


def test_a_day_from_law_names_the_law_and_a_default_says_so(plan: Plan) -> None:
    for duty in plan.duties:
        assert duty.when.basis != "law" or duty.when.source, duty.id
        assert duty.when.basis != "default" or duty.when.note, duty.id
        assert duty.source.review_by, duty.id
        assert not duty.when.source or duty.when.source.review_by, duty.id


def test_targets_end_with_the_plan_and_duties_go_on(plan: Plan) -> None:
    targets = [duty for duty in plan.duties if duty.id.startswith("II.")]
    assert {duty.until for duty in targets} == {date(2025, 12, 31)}
    assert plan.duty("III.5.1").until == date(2022, 12, 31)
    others = [d for d in plan.duties if not d.id.startswith("II.") and d.id != "III.5.1"]
    assert {duty.until for duty in others} == {None}


def test_after_2025_a_duty_says_that_the_plan_is_carried_on(plan: Plan) -> None:
    duty = plan.duty("III.2.2")
    assert plan.carried_on not in plan.notes(duty, date(2025, 12, 4))
    assert plan.carried_on in plan.notes(duty, date(2026, 12, 4))
    assert plan.uncertain_offices in plan.notes(duty, date(2026, 12, 4))
    assert plan.because(duty) == "Kế hoạch 2022, mục III.2.2"


def test_duties_are_carried_by_the_offices_of_today(plan: Plan) -> None:
    assert plan.duty("III.2.2").today.in_charge == ("tinh", "pkt")
    assert plan.duty("III.2.3").today.in_charge == ALL
    assert plan.duty("III.1.3").today.in_charge == ("ubnd",)
    assert plan.duty("III.3.3").today.in_charge == ("mttq",)
    assert plan.duty("II.2.2e").today.in_charge == ("nhcsxh",)
    assert plan.duty("III.5.2").today.in_charge == ("dang-uy", "ubnd")
    assert not any(set(d.today.in_charge) & set(d.today.taking_part) for d in plan.duties)


def test_every_duty_has_a_name_of_its_own_in_addresses(plan: Plan) -> None:
    slugs = [duty.slug for duty in plan.duties]
    assert len(set(slugs)) == len(slugs)
    assert all(str(Address.of("plan", slug)) for slug in slugs)
    assert slug_of("III.2.1đ") == "iii-2-1dd"
    assert plan.duty("iii-2-1dd") is plan.duty("III.2.1đ")
    with pytest.raises(KeyError):
        plan.duty("III.9")


def test_titles_are_short_and_nobody_is_shamed(plan: Plan) -> None:
    for duty in plan.duties:
        words = f"{duty.title} {duty.what} {duty.done_when.text}".lower()
        assert len(duty.title) <= 70
        assert not re.search(r"đối tượng|phê phán|ỷ lại|thiếu ý chí", words), duty.id


def test_a_lost_line_is_told(tmp_path: Path, places: Places) -> None:
    folder = edited(tmp_path, "lines.toml", '"III.4.3",', '"III.4.3", "III.4.3b",')
    _, problems = load_plan(places, folder)
    assert [str(p).split(": ", 1)[1] for p in problems] == [
        "III.4.3b has no duty: write one, or a [[without_duty]] reason"
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('days = ["12-05"]', 'days = ["02-31"]', "'02-31' is no day of a year"),
        ('days = ["12-05"]', "days = []", "needs one of `days`, `once`, `rrule`"),
        ('in_charge = ["tinh", "pkt"]', 'in_charge = ["tinh", "pktt"]', "no kind of office 'pktt'"),
        ('id = "III.2.2"', 'id = "III.2.9"', "'III.2.9' is no line of the plan"),
        ('with_2022 = ["NHCSXH"]', 'with_2022 = ["ABC"]', "'ABC' is not in offices-2022.toml"),
        ('days = ["12-05"]', 'rrule = "FREQ=YEARLY"', "needs `start`"),
        (
            'days = ["12-05"]',
            'rrule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"\nstart = 2022-01-01',
            "never comes",
        ),
        ('days = ["12-05"]', 'rrule = "FREQ=SECONDLY"\nstart = 2022-01-01', "FREQ=YEARLY"),
        ("since = 2022-08-01", "sinse = 2022-08-01", "unknown key 'duties.0.sinse'"),
    ],
)
def test_a_mistake_in_a_duty_is_told_at_its_line(
    tmp_path: Path, places: Places, old: str, new: str, told: str
) -> None:
    folder = edited(tmp_path, "section-iii.toml", old, new)
    _, problems = load_plan(places, folder)
    assert any(told in problem.message and problem.line > 1 for problem in problems), problems
    assert all(problem.file.endswith(".toml") for problem in problems)


def test_a_missing_file_is_told_and_the_rest_still_loads(tmp_path: Path, places: Places) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(FOLDER, folder)
    (folder / "ladder.toml").unlink()
    plan, problems = load_plan(places, folder)
    assert [problem.message for problem in problems] == ["is missing"]
    assert plan is not None
    assert plan.ladder.before == (30, 14, 7, 3, 1)


def test_extra_days_of_a_clerk_reach_the_calendar(tmp_path: Path, places: Places) -> None:
    new = '[[days_off]]\nday = 2027-02-11\nname = "Tết"\nsource = { document = "x" }\n'
    folder = edited(tmp_path, "calendar.toml", "days_off = []\n", "")
    with (folder / "calendar.toml").open("a") as file:
        file.write(new)
    plan, problems = load_plan(places, folder)
    assert problems == []
    assert plan is not None
    assert not plan.calendar.is_working_day(date(2027, 2, 11))


def test_the_half_yearly_school_lists_come_twice_a_year(plan: Plan) -> None:
    assert plan.duty("III.2.3.2b").when.rule == Yearly(((1, 31), (10, 31)))
