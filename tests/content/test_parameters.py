"""Dated numbers: what holds on which day, and what a broken file is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from content.library import parameters
from content.library.source import DATA

PARAMETERS, _ = parameters.read(DATA / "parameters")


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("vay_ho_ngheo_rate", date(2025, 11, 30), 6.6),
        ("vay_ho_ngheo_rate", date(2025, 12, 1), 6.24),
        ("vay_ho_ngheo_max", date(2019, 2, 28), 50_000_000),
        ("vay_ho_ngheo_max", date(2019, 3, 1), 100_000_000),
        ("vay_ho_can_ngheo_rate", date(2026, 1, 1), 7.488),
        ("vay_ho_can_ngheo_rate", date(2013, 4, 15), None),
        ("vay_ho_moi_thoat_ngheo_rate", date(2020, 12, 31), 8.25),
        ("vay_ho_moi_thoat_ngheo_rate", date(2021, 1, 1), None),
        ("vay_ho_moi_thoat_ngheo_max", date(2021, 3, 29), None),
        ("vay_ho_moi_thoat_ngheo_term_max", date(2021, 3, 30), 60),
        ("vay_nuoc_sach_max", date(2024, 9, 1), 10_000_000),
        ("vay_nuoc_sach_max", date(2024, 9, 2), 25_000_000),
        ("vay_hssv_max_per_month", date(2022, 5, 18), 2_500_000),
        ("vay_hssv_max_per_month", date(2022, 5, 19), 4_000_000),
        ("chuan_ngheo_rural", date(2026, 12, 31), 1_500_000),
        ("chuan_ngheo_rural", date(2027, 1, 1), 2_200_000),
        ("chuan_ngheo_urban", date(2030, 12, 31), 2_800_000),
        ("chuan_ngheo_urban", date(2031, 1, 1), None),
        ("overdue_factor", date(2026, 11, 24), 130),
    ],
)
def test_the_value_of_a_day(name: str, day: date, value: float | None) -> None:
    assert PARAMETERS.value(name, day) == value


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("vay_ho_ngheo_max", "100 triệu đồng"),
        ("vay_ho_ngheo_rate", "6,24%"),
        ("vay_ho_ngheo_term_max", "10 năm"),
        ("overdue_factor", "130%"),
    ],
)
def test_the_words_of_a_day(name: str, words: str) -> None:
    found = PARAMETERS.words(name, date(2026, 11, 24))

    assert found is not None
    assert found.replace("\xa0", " ") == words


def test_a_day_without_a_value_has_no_words() -> None:
    assert PARAMETERS.words("vay_ho_moi_thoat_ngheo_max", date(2021, 2, 1)) is None


def test_every_row_that_goes_on_says_when_to_look_again() -> None:
    rows = [row for one in PARAMETERS.by_name.values() for row in one.rows if row.until is None]

    assert rows
    assert all(row.source.review_by for row in rows)


BROKEN = """\
[rate]
label = "Lãi suất"
unit = "percent-year"

[[rate.rows]]
value = 6.6
until = 2025-11-29
document = "A"
checked_on = 2026-11-24
confidence = "confirmed"

[[rate.rows]]
value = 6.24
since = 2025-12-01
document = "B"
checked_on = 2026-11-24
review_by = 2027-02-24
confidence = "confirmed"

[most]
label = "Mức"
unit = "dongs"
rows = []

[gap]
label = "Mức"
unit = "dong"

[[gap.rows]]
document = "C"
checked_on = 2026-11-24
review_by = 2027-02-24
confidence = "confirmed"
"""


def test_every_mistake_is_told_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(BROKEN, encoding="utf-8")

    _, problems = parameters.read(tmp_path)

    told = sorted((one.line, one.message) for one in problems)
    assert [line for line, _ in told] == [12, 22, 29]
    assert "leaves a gap" in told[0][1]
    assert "'dong'" in told[1][1]
    assert "unknown = true" in told[2][1]


def test_a_name_in_two_files_is_a_mistake(tmp_path: Path) -> None:
    text = BROKEN.partition("[most]")[0].replace("2025-11-29", "2025-11-30")
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")

    _, problems = parameters.read(tmp_path)

    assert [one.message for one in problems] == ["'rate' stands in another file too"]
