"""The auditor compares what should have happened with what did, and says so.

A finding counts when two looks in a row see the same: what a jump of the clock or a start leaves
behind for a moment is put right by the next tick. Only a look that finds nothing, while nothing
stands from before, rings the outside heartbeat: whoever listens there hears of everything that
we can not tell any more, our own end included.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from content.cards.alarm import alarm_screen, relief_screen
from content.channel import CHANNELS
from content.delivery import Urgency
from content.findings import Finding, Kind
from content.quiet import QuietHours, quiet_until
from content.screen import Screen
from db import budgets, findings, outbox, overdue, people, processes, staff, usage
from db.outbox import Push
from db.overdue import Movement
from db.store import Connection, Store
from scheduler.budgets import remaining
from scheduler.recovery import DEAD_AFTER
from scheduler.runs import Runs, running_time
from scheduler.standstill import Standstill

log = structlog.get_logger(__name__)

RECOVERED = DEAD_AFTER + timedelta(seconds=60)
"""After so long without a beat a process's rows must have been taken back."""
STARTED = timedelta(minutes=2)
"""A campaign must not wait for its start longer than this."""
ANSWERED = timedelta(minutes=5)
"""Nobody waits longer for an answer."""
OVER_AFTER = 2.5
"""Looks that see nothing of it before a finding is over: of two schedulers each finds its own."""
PARTS = 10
"""Messages that one push may be, at most: a plan that has not so many left may keep it back."""
TOLD_FOR = timedelta(days=1)
"""An alarm that could not be delivered for so long is no news any more."""


@dataclass(frozen=True, slots=True)
class Beat:
    """What a deployment has: ``every`` how often the auditor looks; ``ring`` the outside
    heartbeat; ``plans`` how many messages a month the plan of a channel carries."""

    every: timedelta
    ring: Callable[[], Awaitable[None]]
    quiet: QuietHours | None = None
    channels: tuple[str, ...] = CHANNELS
    plans: Mapping[str, int] = field(default_factory=dict)


class Auditor:
    """One look after another, and what was seen at the last."""

    def __init__(
        self,
        store: Store,
        process: str,
        runs: Runs,
        beat: Beat,
        seconds: Callable[[], float] = running_time,
    ) -> None:
        self._store = store
        self._process = process
        self._runs = runs
        self._beat = beat
        self._seconds = seconds
        self._standstill = Standstill()
        self._suspected: set[Finding] = set()

    async def look(self, now: datetime) -> Mapping[str, int]:
        """Ask everything; counts of what was found anew and of what is over."""
        at = self._seconds()
        seen = {*self._late_ticks(at), *await self._still_channels(now, at)}
        seen |= await self._store.read(ask, now)
        confirmed, self._suspected = seen & self._suspected, seen
        for finding in sorted(confirmed, key=str):
            log.error("auditor.found", kind=finding.kind, what=finding.what)
        kinds = {finding.kind for finding in confirmed}
        counts, standing = await self._store.write(record, self._process, kinds, now, self._beat)
        if not seen and not standing:
            await self._beat.ring()
        return counts

    def _late_ticks(self, at: float) -> Iterator[Finding]:
        """Ticks that have not gone well for long."""
        return (Finding("ticks", name) for name in self._runs.overdue(at))

    async def _still_channels(self, now: datetime, at: float) -> set[Finding]:
        """Channels over which nothing goes though it should."""
        watched = {name: self._standstill.rows(name) for name in self._beat.channels}
        moved = await self._store.read(movements, watched, self._beat, now)
        for name in watched.keys() - moved.keys():
            self._standstill.forget(name)
        still = (name for name, seen in moved.items() if self._standstill.stands(name, seen, at))
        return {Finding("standstill", name) for name in still}


def movements(
    conn: Connection,
    watched: Mapping[str, frozenset[int]],
    beat: Beat,
    now: datetime,
) -> dict[str, Movement]:
    """How the queues move of the channels that did not tell us to wait, and whose plan is not used
    up. In quiet hours only what is urgent should go."""
    told = budgets.listing(conn).items()
    blocked = {holder.partition(":")[0] for holder, one in told if remaining(one, now)}
    blocked |= {
        channel
        for channel, limit in beat.plans.items()
        if usage.sent(conn, channel, now) + PARTS > limit
    }
    urgencies = (Urgency.URGENT,) if quiet_until(now, beat.quiet) else tuple(Urgency)
    return {
        channel: overdue.movement(conn, channel, rows, urgencies, now)
        for channel, rows in watched.items()
        if channel not in blocked
    }


def ask(conn: Connection, now: datetime) -> set[Finding]:
    """What the database tells."""
    table: tuple[tuple[Kind, str, int | None], ...] = (
        ("orphans", "delivery", overdue.orphaned(conn, now - RECOVERED)),
        ("campaigns", "not started", overdue.unstarted(conn, now - STARTED)),
        ("campaigns", "not finished", overdue.unfinished(conn)),
        ("inbox", "not handled", overdue.unread(conn, now - ANSWERED)),
        ("inbox", "not answered", overdue.unanswered(conn, now - ANSWERED)),
    )
    return {Finding(kind, f"{what}: {row}") for kind, what, row in table if row is not None}


def record(
    conn: Connection, process: str, kinds: set[Kind], now: datetime, beat: Beat
) -> tuple[dict[str, int], bool]:
    """Keep what is found, and tell administrators of what is new and of what is over, once each;
    counts for the journal, and whether anything stands."""
    processes.audited(conn, process, now)
    new = [kind for kind in sorted(kinds) if findings.keep(conn, kind, now)]
    for kind in new:
        tell(conn, f"alarm:{kind}:{now.timestamp()}", now, Words(kind, alarm_screen, now))
    over = findings.end(conn, now - OVER_AFTER * beat.every, now)
    for kind, since in over.items():
        log.warning("auditor.over", kind=kind)
        words = Words(kind, relief_screen, since)
        tell(conn, f"relief:{kind}:{since.timestamp()}", now, words)
    counts = {str(kind): 1 for kind in new} | {f"{kind} over": 1 for kind in over}
    return counts, bool(findings.standing(conn))


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a kind, in a reader's language; ``at`` when it was found."""

    kind: Kind
    card: Callable[[Kind, datetime, str], Screen]
    at: datetime


def tell(conn: Connection, key: str, now: datetime, words: Words) -> None:
    """A notice to every administrator who can be reached."""
    for person in staff.holding(conn, "admin", now):
        contact = people.reachable_contact(conn, person)
        if contact is None:
            continue
        screen = words.card(words.kind, words.at, people.get(conn, person).language)
        push = Push.notice(f"{key}:{person}", contact, screen, now, now + TOLD_FOR)
        outbox.queue(conn, [push])
