"""Whether a chat sends faster than we answer: a person's never below 5 updates a second, bursts of
100."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Verdict = Literal["pass", "warn", "drop"]
CROWD = 10_000
"""Chats remembered before those that have calmed are forgotten."""


@dataclass(slots=True)
class Bucket:
    """How full one chat's bucket was, and when."""

    level: float
    at: datetime
    warned: bool = False


@dataclass(slots=True)
class FloodGuard:
    """A token bucket a chat. What is over is dropped and fills nothing, so that even who floods
    keeps getting ``per_second`` answers. Told once, and again only after they have calmed."""

    per_second: float = 5.0
    burst: float = 100.0
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def judge(self, chat: str, now: datetime) -> Verdict:
        """What to do with one more update of a chat."""
        bucket = self._buckets.setdefault(chat, Bucket(0.0, now))
        self._leak(bucket, now)
        if bucket.level + 1 <= self.burst:
            bucket.level += 1
            self._forget_calm(now)
            return "pass"
        if bucket.warned:
            return "drop"
        bucket.warned = True
        return "warn"

    def _leak(self, bucket: Bucket, now: datetime) -> None:
        passed = max(0.0, (now - bucket.at).total_seconds())
        bucket.level = max(0.0, bucket.level - passed * self.per_second)
        bucket.at = now
        if bucket.level < self.burst / 2:
            bucket.warned = False

    def _forget_calm(self, now: datetime) -> None:
        if len(self._buckets) <= CROWD:
            return
        for bucket in self._buckets.values():
            self._leak(bucket, now)
        self._buckets = {chat: b for chat, b in self._buckets.items() if b.level > 0}


def guard_of_groups() -> FloodGuard:
    """Of one group: ten questions at once, then one in half a minute. The others are not answered,
    for each answer is read by all and counts."""
    return FloodGuard(per_second=1 / 30, burst=10)
