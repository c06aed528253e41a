"""Which days of a loan are told, and how the push looks on a lock screen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.address import LONGEST, SEAL, Address
from content.cards.reminder import Asking, notice_screen
from content.library import facts, parameters, programmes
from content.library.source import DATA
from content.offers import Offer, Wish, loan_of, offers
from content.reminders import Reminder, ReminderError, read, reminder
from content.repayments import schedule
from content.screen import plain_text

TODAY = date(2026, 11, 24)
PARAMETERS, _ = parameters.read(DATA / "parameters")
FACTS, _ = facts.read(DATA / "facts.toml")
PROGRAMMES, _ = programmes.read(DATA / "programmes", FACTS, PARAMETERS)
OFFERS: dict[str, Offer] = {one.slug: one for one in offers(PROGRAMMES, PARAMETERS, TODAY)}


def test_the_days_are_those_of_the_schedule() -> None:
    wanted = reminder(OFFERS["vay-ho-ngheo"], 60, 6, date(2025, 9, 15), TODAY)

    loan = loan_of(OFFERS["vay-ho-ngheo"], Wish(50_000_000, 60, 6), date(2025, 9, 15))
    assert wanted.due_days == tuple(one.due for one in schedule(loan))
    assert wanted.after(TODAY) == date(2026, 12, 15)
    assert wanted.after(date(2030, 9, 14)) == date(2030, 9, 15)
    assert wanted.after(date(2030, 9, 15)) is None


def test_a_student_is_reminded_once_principal_is_due() -> None:
    wanted = reminder(OFFERS["vay-hssv"], 48, 6, date(2026, 9, 5), TODAY)

    assert wanted.after(TODAY) == date(2031, 10, 5)
    assert wanted.due_days[-1] == date(2035, 9, 5)


@given(
    since=st.dates(date(2000, 1, 1), TODAY), months=st.integers(1, 300), ahead=st.integers(0, 4000)
)
def test_the_next_day_is_later_and_at_most_a_month_and_some_away(
    since: date, months: int, ahead: int
) -> None:
    day = TODAY + timedelta(days=ahead)

    due = Reminder("vay-ho-ngheo", since, months).after(day)

    if due:
        assert day < due <= day + timedelta(days=31)


@pytest.mark.parametrize(
    "since", [TODAY + timedelta(days=1), date(1999, 12, 31), date(2020, 11, 24), date(2021, 11, 24)]
)
def test_a_loan_not_begun_or_paid_off_is_refused(since: date) -> None:
    with pytest.raises(ReminderError):
        reminder(OFFERS["vay-ho-ngheo"], 60, 6, since, TODAY)


def test_what_is_kept_reads_back_and_holds_no_sum() -> None:
    wanted = Reminder("vay-ho-ngheo", date(2025, 9, 15), 60, 12)

    assert read(wanted.as_json()) == wanted  # type: ignore[arg-type]  # as JSON gives it back
    assert set(wanted.as_json()) == {"programme", "since", "months", "grace_months"}


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"programme": "x", "since": "heute", "months": 3, "grace_months": 0},
        {"programme": "x", "since": "2025-01-01", "months": 3, "grace_months": 3},
        {"programme": "x", "since": "2025-01-01", "months": None, "grace_months": 0},
    ],
)
def test_what_we_did_not_write_is_refused(kept: dict[str, object]) -> None:
    with pytest.raises(ReminderError):
        read(kept)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("is_today", [True, False])
def test_the_push_says_no_sum_no_loan_and_nothing_of_poverty(language: str, is_today: bool) -> None:
    screen = notice_screen(date(2026, 12, 15), 7, language, is_today=is_today)

    said = " ".join([plain_text(screen), *(button.label for button in screen.buttons)]).lower()
    telling = (
        "đồng",
        "vay",
        "nợ",
        "trả",
        "nghèo",
        "ngân hàng",
        "loan",
        "debt",
        "pay",
        "bank",
        "poor",
    )
    assert [word for word in telling if word in said] == []
    assert "15/12/2026" in said


def test_the_longest_act_fits_a_sealed_button() -> None:
    asking = Asking("vay-thuong-nhan-vung-kho-khan", "Vay", 300, 300, 3)

    assert len(asking.act(TODAY)) <= LONGEST - SEAL - 1
    assert len(Address.parse(asking.address).payload()) <= 56
