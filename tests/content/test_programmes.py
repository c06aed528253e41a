"""Files of programmes: what one may write, and the sentence each mistake earns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from content.facts import Catalogue, Choice, Fact
from content.library import facts, parameters, programmes
from content.library.source import DATA, Problem
from content.programmes import Programme, Programmes

PARAMETERS, _ = parameters.read(DATA / "parameters")
FACTS, _ = facts.read(DATA / "facts.toml")
SOURCE = """\
document = "Nghị định 1"
checked_on = 2026-11-24
review_by = 2027-02-24
confidence = "confirmed"
"""
RICH = f"""\
name = "Trợ giúp"
kind = "support"
scope = "person"
members = ["elder"]
none_say = "Nhà mình chưa có người cao tuổi."
summary = "Một khoản."
per = "month"
before_say = "Chưa có."
rate = "vay_ho_ngheo_rate"

[guide]
where = "UBND xã"
papers = []
steps = []
collateral = ""
fee = ""

[guides.y2026]
where = "Bất kỳ nơi nào"
papers = []
steps = []
collateral = ""
fee = ""

[tiers.more]
when = {{ fact = "household_status", is = "poor" }}
total = "vay_ho_ngheo_max"
times = 1.5

[tiers.paid]
at_most = "overseas_cost"
share = 70

[conditions.status]
fact = "household_status"
in = ["poor", "near_poor"]
met = "Đủ."
not_met = "Chưa."
ask = "Chưa rõ."
{SOURCE}
[conditions.status.not_met_for]
average = "Trung bình."

[[versions]]
since = 2020-01-01
until = 2025-12-31
conditions = ["status"]
tiers = ["more", "paid"]
{SOURCE}
[[versions]]
since = 2026-01-01
conditions = ["status"]
guide = "y2026"
highest = true
{SOURCE}"""


def catalogue() -> Catalogue:
    """The facts of the product, with one kind of person at least."""
    elder = Fact(
        "members", "household", "list", "Ai", "Ai?", choices=(Choice("elder", "Cao tuổi"),)
    )
    return Catalogue({**FACTS.by_key, "members": elder})


def read(folder: Path, text: str) -> tuple[Programmes, list[Problem]]:
    (folder / "help.toml").write_text(text, encoding="utf-8")
    return programmes.read(folder, catalogue(), PARAMETERS)


def rich(folder: Path) -> Programme:
    found, problems = read(folder, RICH)
    assert problems == []
    return found["help"]


def test_a_version_takes_the_tiers_and_the_guide_that_it_names(tmp_path: Path) -> None:
    programme = rich(tmp_path)

    before, after = programme.on(date(2025, 12, 31)), programme.on(date(2026, 1, 1))

    assert [tier.name for tier in before.tiers] == ["more", "paid", "base"]
    assert [tier.name for tier in after.tiers] == ["base"]
    assert (before.highest, after.highest) == (False, True)
    assert programme.guide_on(date(2025, 12, 31)).where == "UBND xã"
    assert programme.guide_on(date(2026, 1, 1)).where == "Bất kỳ nơi nào"


def test_only_days_before_the_first_version_hear_what_holds_before(tmp_path: Path) -> None:
    programme = rich(tmp_path)

    assert programme.on(date(2019, 12, 31)).say == "Chưa có."
    assert programme.on(date(2199, 12, 31)).status == "open"


MISTAKES = {
    'tiers = ["more", "paid"]': ('tiers = ["mor"]', "did you mean 'more'"),
    'guide = "y2026"': ('guide = "y2027"', "did you mean 'y2026'"),
    'members = ["elder"]': ('members = ["older"]', "did you mean 'elder'"),
    'total = "vay_ho_ngheo_max"': ('total = "vay_ho_ngheo_rate"', "counted in percent-year"),
    'rate = "vay_ho_ngheo_rate"': ('rate = "vay_ho_ngheo_rat"', "unknown parameter"),
    'at_most = "overseas_cost"': ('at_most = "age"', "age is of type int"),
    "share = 70": ("share = 170", "less than or equal to 100"),
    'average = "Trung bình."': ('avarage = "Trung bình."', "did you mean 'average'"),
    'is = "poor"': ('is = "por"', "did you mean 'poor'"),
    "until = 2025-12-31": ("until = 2025-12-30", "leaves a gap"),
    "highest = true": ("until = 2026-12-31", "no version follows"),
    'none_say = "Nhà mình chưa có người cao tuổi."': ("", "needs `none_say`"),
    'scope = "person"': ('scope = "household"', "needs `members`"),
}


@pytest.mark.parametrize("right", MISTAKES)
def test_each_mistake_is_told_at_its_line(right: str, tmp_path: Path) -> None:
    wrong, message = MISTAKES[right]
    assert RICH.count(right) == 1
    broken = RICH.replace(right, wrong)

    _, problems = read(tmp_path, broken)

    assert [message in one.message for one in problems] == [True], problems
    assert problems[0].file.endswith("help.toml")
    assert wrong == "" or problems[0].line <= len(broken.splitlines())


def test_the_end_of_the_last_version_is_named_where_it_stands(tmp_path: Path) -> None:
    broken = RICH.replace("highest = true", "until = 2026-12-31")

    _, [problem] = read(tmp_path, broken)

    assert problem.line == broken.splitlines().index("until = 2026-12-31") + 1
