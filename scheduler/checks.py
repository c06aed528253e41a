"""Kept checks as time passes: once a day each is judged anew, and whoever asked for it hears that
something changed; and a month after a check, who agreed is asked what came of it.

Rules change, children grow up, 36 months pass. The message says nothing of what it is about; what
changed stands behind its button. Keys are unique, so that a missed, doubled or crashed tick does
no harm; quiet hours and STOP are looked at in the instant of sending.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from content import checks as rules
from content.cards import received
from content.cards.check import Card
from content.checks import Outcome
from content.facts import Facts
from content.given import load as load_answers
from content.library.library import Library
from content.screen import Screen
from content.wording import HANOI, local
from db import checks, outbox, people
from db.checks import Check, Reader
from db.cipher import Keys
from db.outbox import Push
from db.store import Connection

log = logging.getLogger(__name__)
MOST = 200
"""Checks looked at in one tick."""
NEWS_FOR = timedelta(days=7)
"""So long a message may wait to be sent; later it is no news."""


def tick(conn: Connection, keys: Keys, library: Library, now: datetime) -> Mapping[str, int]:
    """Look at whose turn it is, ask whose day it is; how many were looked at, changed, could not
    be judged, and were asked."""
    return {**look_at(conn, keys, library, now), "asked": ask(conn, keys, now)}


def look_at(conn: Connection, keys: Keys, library: Library, now: datetime) -> Mapping[str, int]:
    """Judge anew whose turn it is."""
    today = local(now).date()
    waiting = checks.to_look_at(conn, keys, datetime.combine(today, time(), HANOI), now, MOST)
    counts = {"looked": 0, "changed": 0, "broken": 0}
    for check, reader in waiting:
        counts[look(conn, keys, library, (check, reader), now)] += 1
        checks.change(conn, check.id, looked_at=now)
    return counts


def look(
    conn: Connection, keys: Keys, library: Library, kept: tuple[Check, Reader], now: datetime
) -> str:
    """Judge one check anew, and tell its owner of a change. Who cannot be reached now is told when
    they can: what was found stays as it was. A check that cannot be judged stops no other."""
    check, reader = kept
    try:
        before, found, is_changed = compare(library, check, reader, local(now).date())
    except Exception:
        log.exception("a kept check could not be judged: check %s", check.id)
        return "broken"
    if not is_changed or not tell(conn, check, reader, now):
        return "looked"
    keep(conn, keys, check, before, found)
    return "changed"


def compare(
    library: Library, check: Check, reader: Reader, today: date
) -> tuple[Outcome, Outcome, bool]:
    """What was found at the last look, what is found today, and whether that is worth a message."""
    form = library.form()
    answers, known = load_answers(check.answers), known_of(library, reader, today)
    before = (
        rules.outcome(form, answers, check.day, known)
        if check.found is None
        else rules.from_json(check.found)
    )
    found = rules.outcome_later(form, answers, check.day, today, known)
    seen = rules.seen_of(form, check.seen, answers, check.day)
    return before, found, bool(rules.changes(before, found, seen))


def known_of(library: Library, reader: Reader, today: date) -> Facts:
    """What the profile tells besides the answers."""
    communes = {unit.slug for unit in library.places.communes(today)}
    return {"commune": reader.unit} if reader.unit in communes else {}


def tell(conn: Connection, check: Check, reader: Reader, now: datetime) -> bool:
    """Queue the message of a change; False where nobody can be reached."""
    key = f"check:{check.id}:{local(now).date()}"
    return queue(conn, (check, reader), key, Card(reader.language).notice(check.id), now)


def ask(conn: Connection, keys: Keys, now: datetime) -> int:
    """Ask what came of a check, where they let us and the day has come; how many. Who cannot be
    reached is asked another day."""
    today = local(now).date()
    asked = 0
    for check, reader in checks.to_ask(conn, keys, today, now, MOST):
        notice = received.notice(check.id, reader.language)
        if queue(conn, (check, reader), f"asked:{check.id}", notice, now):
            checks.change(conn, check.id, asked_at=now)
            asked += 1
        else:
            checks.change(conn, check.id, ask_on=today + timedelta(days=1))
    return asked


def queue(
    conn: Connection, kept: tuple[Check, Reader], key: str, screen: Screen, now: datetime
) -> bool:
    """Queue a message to the owner of a check; False where nobody can be reached."""
    check, reader = kept
    contact = None if reader.stopped else people.reachable_contact(conn, check.person)
    if contact is None:
        return False
    outbox.queue(conn, [Push.notice(key, contact, screen, now, now + NEWS_FOR)])
    return True


def keep(conn: Connection, keys: Keys, check: Check, before: Outcome, found: Outcome) -> None:
    """What is found now takes the place of what was; what was found on the day of the check stays,
    so that all that changed since can be told."""
    first = rules.to_json(before) if check.before is None else check.before
    after = replace(check, found=rules.to_json(found), before=first)
    checks.keep_outcome(conn, keys, after)
