"""Whether sending stands still: messages are due, nothing that we know keeps them, and none goes.

Compared are the first rows of every source of a channel, as claims take them. While pushes leave,
those at the head leave first, however long the queue is: so the pace explains any wait of which
the head moves. When of the watched rows not one has ended in PATIENCE, nothing at all was sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from db.overdue import Movement

PATIENCE = 15 * 60.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Rows that were at the head, and since when (seconds of a clock that nobody sets)."""

    rows: frozenset[int] = frozenset()
    since: float = 0.0


@dataclass(slots=True)
class Standstill:
    """The watch over every channel."""

    watches: dict[str, Watch] = field(default_factory=dict)

    def rows(self, channel: str) -> frozenset[int]:
        """Which rows are watched."""
        return self.watches.get(channel, Watch()).rows

    def stands(self, channel: str, seen: Movement, at: float) -> bool:
        """Take in a look; whether the channel stands still. What moves, or is kept by a reason,
        is watched anew."""
        if seen.ended or not seen.waits:
            self.watches[channel] = Watch(seen.heads, at)
            return False
        return at - self.watches[channel].since >= PATIENCE

    def forget(self, channel: str) -> None:
        """Nothing may be sent there now, and we know why."""
        self.watches.pop(channel, None)
