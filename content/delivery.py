"""The life of a push: its states, what is promised for its kind, what a receipt makes of it.

The promise: a *campaign* message reaches a person at most once, so that an unknown outcome is
listed and sent again only when a person orders it; everything else we begin is told at least once,
with a stable reference in the text. A *correction* or a *recall* changes a message that is there
already: doing it twice is doing it once, so that it is tried until it is known to be done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal, assert_never

from content.channel import Delivered, Impossible, Postponed, Receipt, Refused, Unconfirmed

Kind = Literal["campaign", "ping", "escalation", "digest", "notice", "correction", "recall"]
State = Literal[
    "queued",
    "sending",
    "sent",
    "undeliverable",
    "failed",
    "unconfirmed",
    "cancelled",
    "expired",
]

Again = Literal["rest", "unconfirmed"]
"""To whom of a campaign a person may order to send again: those who did not get it because of us,
or those of whom nobody knows."""
STATES: tuple[State, ...] = State.__args__  # type: ignore[attr-defined]  # a Literal has them
OPEN: tuple[State, ...] = ("queued", "sending")
"""States in which a push may still go out."""
AT_MOST_ONCE: tuple[Kind, ...] = ("campaign",)
MOST_ATTEMPTS = 6
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


class Urgency(IntEnum):
    """Lower goes first."""

    URGENT = 0
    PING = 1
    NOTICE = 2
    CAMPAIGN = 3


@dataclass(frozen=True, slots=True)
class Fate:
    """What a push becomes; ``not_before`` where it waits for another try. ``moved``: the new id of
    its chat at the channel. ``elsewhere``: its reader may be told on another."""

    state: State
    attempts: int
    reason: str = ""
    message: str = ""
    not_before: datetime | None = None
    moved: str = ""
    elsewhere: bool = False


def fate(kind: Kind, attempts: int, receipt: Receipt, now: datetime, chance: float) -> Fate:
    """What a receipt makes of a push that was tried ``attempts`` times before.

    ``chance`` in [0, 1) spreads the tries of many pushes that failed together.
    """
    match receipt:
        case Delivered(message=message, moved=moved):
            return Fate("sent", attempts, message=message, moved=moved)
        case Postponed(until=until, reason=reason, elsewhere=elsewhere):
            later = max(until, now)
            return Fate("queued", attempts, reason, not_before=later, elsewhere=elsewhere)
        case Refused(reason=reason, for_good=True):
            return Fate("undeliverable", attempts + 1, reason)
        case Impossible(reason=reason):
            return Fate("failed", attempts + 1, reason)
        case Refused(reason=reason):
            return again(attempts + 1, "failed", reason, now, chance)
        case Unconfirmed(reason=reason):
            if kind in AT_MOST_ONCE:
                return Fate("unconfirmed", attempts + 1, reason)
            return again(attempts + 1, "unconfirmed", reason, now, chance)
    assert_never(receipt)


def again(attempts: int, given_up: State, reason: str, now: datetime, chance: float) -> Fate:
    """Another try later, or the end when there were enough."""
    if attempts >= MOST_ATTEMPTS:
        return Fate(given_up, attempts, reason)
    return Fate("queued", attempts, reason, not_before=now + backoff(attempts, chance))


def backoff(attempts: int, chance: float) -> timedelta:
    """5 s, 20 s, 80 s … at most an hour, each between half and one and a half of it.

    >>> backoff(1, 0.5), backoff(2, 0.0)
    (datetime.timedelta(seconds=5), datetime.timedelta(seconds=10))
    """
    wait: timedelta = FIRST_WAIT * 4 ** (attempts - 1)
    return min(wait, LONGEST_WAIT) * (0.5 + chance)
