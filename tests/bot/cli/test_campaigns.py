"""What ``campaign show`` tells a person who reads no JSON."""

from __future__ import annotations

from typing import Any

from bot.cli.campaigns import details, line_of
from content.wording import word

COUNTS = {"queued": 174, "sent": 75, "failed": 42, "unconfirmed": 0}


def test_a_held_one_says_why_and_what_to_order_next() -> None:
    shown: dict[str, Any] = {"id": 1, "state": "held", "counts": COUNTS, "held": "errors"}
    shown["missed"] = [{"state": "failed", "reason": "Kênh từ chối", "count": 42}]

    assert line_of(shown) == "1: held (queued 174, sent 75, failed 42)"
    assert [*details(shown)] == [
        word("campaigns.held.errors"),
        "next: campaign resume 1 · campaign cancel 1",
        "failed 42: Kênh từ chối",
    ]


def test_a_series_says_when_it_comes_and_what_became_of_its_days() -> None:
    day = {"id": 6, "state": "held", "at": "2026-11-24T20:38:00+07:00"}
    series = {"id": 4, "state": "held", "held": "changed", "repeat": "FREQ=DAILY"}
    shown = series | {"next_at": None, "occurrences": [day]}

    lines = [*details(shown)]

    assert "next: campaign cancel 4" in lines, "a series is not resumed by hand"
    assert lines[-2:] == ["repeats FREQ=DAILY, next never", "2026-11-24T20:38:00+07:00 6: held"]


def test_in_the_quiet_hours_it_says_until_when_and_not_that_nobody_knows() -> None:
    running = {"id": 1, "state": "running", "ends_at": None}

    assert [*details(running)] == ["done by: not known, nothing moved just now"]
    assert [*details(running | {"quiet_until": "06:00"})] == ["quiet hours until 06:00"]


def test_what_was_changed_afterwards_is_told_with_its_counts() -> None:
    recall = {"id": 3, "act": "recall", "state": "approved", "counts": {}}
    shown = {"id": 1, "state": "finished", "counts": COUNTS, "amendments": [recall]}

    assert [*details(shown)] == ["recall 3: approved"]
    assert [*details(recall | {"amends": 1})] == ["recall of 1"]
