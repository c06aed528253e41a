"""A loan of whose days somebody wants to be reminded: which loan, and the days on which it is due.

No sum is kept: a reminder says none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from content.offers import Offer, Wish, loan_of
from content.repayments import LONGEST, due_on

ANY_SUM = 1_000_000
"""Đồng: the days of a loan are the same for every sum."""
EARLIEST = date(2000, 1, 1)
"""No loan that is still repaid began before."""


class ReminderError(ValueError):
    """Days of which nobody can be reminded."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """``since`` the money came; something is due each month, after ``grace_months``, until
    ``months`` are over."""

    programme: str
    since: date
    months: int
    grace_months: int = 0

    @property
    def due_days(self) -> tuple[date, ...]:
        """Every day on which something is due."""
        months = range(self.grace_months + 1, self.months + 1)
        return tuple(due_on(self.since, month) for month in months)

    def after(self, day: date) -> date | None:
        """The first due day after a day; None when all is repaid."""
        return next((due for due in self.due_days if due > day), None)

    def as_json(self) -> dict[str, object]:
        """As it is kept."""
        return {
            "programme": self.programme,
            "since": self.since.isoformat(),
            "months": self.months,
            "grace_months": self.grace_months,
        }


def reminder(offer: Offer, months: int, every: int, since: date, today: date) -> Reminder:
    """A loan of which somebody wants to be reminded from a day on.

    Raises ReminderError when it has not begun or nothing of it is due any more, LoanError when
    nobody could repay it so.
    """
    loan = loan_of(offer, Wish(ANY_SUM, months, every), since)
    made = Reminder(offer.slug, since, loan.months, loan.grace_months)
    if not EARLIEST <= since <= today or made.after(today) is None:
        raise ReminderError(f"a loan since {since} of {loan.months} months, on {today}")
    return made


def read(kept: Mapping[str, Any]) -> Reminder:
    """What ``as_json`` wrote. Raises ReminderError for anything else."""
    try:
        since, months = date.fromisoformat(kept["since"]), int(kept["months"])
        grace, programme = int(kept["grace_months"]), str(kept["programme"])
    except (KeyError, TypeError, ValueError) as error:
        raise ReminderError("no reminder that we wrote") from error
    if not 0 <= grace < months <= LONGEST:
        raise ReminderError(f"{months} months, {grace} without principal")
    return Reminder(programme, since, months, grace)
