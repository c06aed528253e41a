"""What ``content check`` says: mistakes, or warnings that break nothing."""

from __future__ import annotations

from datetime import date

from bot.cli.checking import report
from content.library.source import Problem
from content.lint import Stale

LATE = Stale(date(2027, 2, 24), "programme", "vay-hssv", "Quyết định 29/2025/QĐ-TTg")


def test_what_is_past_its_review_day_is_a_warning_in_words() -> None:
    assert report([], [LATE]) == [
        "warning: past its review day: "
        "2027-02-24  programme  vay-hssv: look again at Quyết định 29/2025/QĐ-TTg",
        "content: no mistakes",
    ]


def test_mistakes_are_told_alone() -> None:
    wrong = Problem("content/data/facts.toml", 3, "needs 'label'")

    assert report([wrong], [LATE]) == ["content/data/facts.toml:3: needs 'label'"]
