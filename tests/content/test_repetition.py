"""Rules by which a campaign comes again: few, whole days, and never an endless search."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from content.campaigns import Draft
from content.repetition import (
    RepetitionError,
    has_drifted,
    next_moment,
    occurrence,
    tidied,
)
from content.wording import HANOI

MONDAY = datetime(2026, 11, 23, 19, 30, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY", [1, 2, 3]),
        ("FREQ=WEEKLY", [7, 14, 21]),
        ("FREQ=WEEKLY;BYDAY=MO,TH", [3, 7, 10]),
        ("FREQ=DAILY;INTERVAL=2;COUNT=2", [2]),
        ("FREQ=DAILY;UNTIL=20261125", [1, 2]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", [38, 69, 128]),
    ],
)
def test_the_days_of_a_rule(rule: str, days: list[int]) -> None:
    found, after = [], MONDAY
    while len(found) < 3 and (moment := next_moment(tidied(rule), MONDAY, after)):
        found.append((moment - MONDAY).days)
        assert (moment.hour, moment.minute) == (19, 30)
        after = moment

    assert found == days


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "DAILY",
        "FREQ=YEARLY",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=9999",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;UNTIL=soon",
        "FREQ=DAILY\nDTSTART:20260101",
        "FREQ=MONTHLY;BYMONTHDAY=99",
    ],
)
def test_other_rules_are_refused(rule: str) -> None:
    with pytest.raises(RepetitionError):
        tidied(rule)


def test_a_rule_without_a_day_is_not_searched_for_ever() -> None:
    february = MONDAY.replace(month=2)
    began = time.perf_counter()

    assert next_moment("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", february, february) is None
    assert time.perf_counter() - began < 1


def test_a_rule_is_kept_in_one_form() -> None:
    assert tidied(" rrule:freq=daily;until=20261231 ") == "FREQ=DAILY;UNTIL=20261231T235959"
    assert tidied("FREQ=DAILY;UNTIL=20261231T235959") == "FREQ=DAILY;UNTIL=20261231T235959"


def test_an_occurrence_keeps_the_distance_of_its_last_hour() -> None:
    draft = Draft("Tin", "Chào", at=MONDAY, not_later_than=MONDAY + timedelta(hours=2))
    draft = replace(draft, repeat="FREQ=DAILY")
    day = MONDAY + timedelta(days=5)

    one = occurrence(draft, day)

    assert (one.at, one.not_later_than, one.repeat) == (day, day + timedelta(hours=2), "")


@pytest.mark.parametrize(
    ("approved", "matched", "drifted"),
    [(100, 120, False), (100, 121, True), (100, 79, True), (100, 80, False), (0, 1, True)],
)
def test_a_fifth_more_or_less_is_no_drift(approved: int, matched: int, drifted: bool) -> None:
    assert has_drifted(approved, matched) == drifted
    assert not has_drifted(None, matched)
