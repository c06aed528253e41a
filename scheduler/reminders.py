"""Reminders of a loan's days: some days before and on the day, in office hours.

Keys are unique and a day moves on in the transaction that tells of it, so that a missed, doubled
or crashed tick does no harm. STOP and quiet hours are looked at in the instant of sending; whoever
stops a reminder cancels what waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import structlog

from content.cards.reminder import notice_screen
from content.wording import HANOI, local
from db import outbox, people, reminders
from db.cipher import Keys
from db.outbox import Push
from db.reminders import Kept
from db.store import Connection

log = structlog.get_logger(__name__)

OFFICE_HOURS = range(8, 17)
"""Local hours in which somebody is reminded."""
MOST = 200
"""Loans looked at in one tick, of each kind."""


def tick(conn: Connection, keys: Keys, days_before: int, now: datetime) -> Mapping[str, int]:
    """Whoever is to hear of a day now; how many."""
    if local(now).hour not in OFFICE_HOURS:
        return {}
    today = local(now).date()
    until = today + timedelta(days=days_before)
    before = [one for one in reminders.coming(conn, keys, today, until, MOST) if one.next_due]
    counts = {
        "before": sum(tell(conn, one, now, is_today=False) for one in before),
        "today": sum(pass_day(conn, one, today, now) for one in arrived(conn, keys, today)),
    }
    return {name: count for name, count in counts.items() if count}


def arrived(conn: Connection, keys: Keys, today: date) -> list[Kept]:
    """Whose day has come."""
    return reminders.arrived(conn, keys, today, MOST)


def pass_day(conn: Connection, one: Kept, today: date, now: datetime) -> int:
    """Tell of a day that is today, and look ahead to the next one; a day that passed while nobody
    looked is told no more."""
    count = tell(conn, one, now, is_today=True) if one.next_due == today else 0
    if one.reminder is None:
        log.error("reminders.unreadable", repayment=one.id)
    reminders.move_on(conn, one.id, one.reminder.after(today) if one.reminder else None)
    return count


def tell(conn: Connection, one: Kept, now: datetime, *, is_today: bool) -> int:
    """Queue a push for where its person can be told; how many."""
    contact = people.reachable_contact(conn, one.person)
    if contact is None or one.next_due is None:
        return 0
    language = people.get(conn, one.person).language
    screen = notice_screen(one.next_due, one.id, language, is_today=is_today)
    key = reminders.key(one.id, one.next_due, is_today=is_today)
    over = midnight(one.next_due + timedelta(days=1 if is_today else 0))
    return outbox.queue(conn, [Push.notice(key, contact, screen, now, over)])


def midnight(day: date) -> datetime:
    """The beginning of a local day: a reminder of a day that is over reaches nobody."""
    return datetime.combine(day, time(0), HANOI)
