"""How fast one visitor may speak: a token bucket each."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_BUCKETS = 20_000


@dataclass(slots=True)
class Pace:
    """``rate`` turns a second sustained, ``burst`` at once. Times in seconds, monotonic."""

    rate: float = 5.0
    burst: float = 100.0
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def allows(self, who: str, at: float) -> bool:
        """Take one token; False when the bucket is empty."""
        left, since = self._buckets.pop(who, (self.burst, at))
        left = min(self.burst, left + (at - since) * self.rate)
        allowed = left >= 1
        self._buckets[who] = (left - 1 if allowed else left, at)
        self._forget_oldest()
        return allowed

    def knows(self, who: str) -> bool:
        """Whether they spoke lately."""
        return who in self._buckets

    def meet(self, who: str, at: float) -> None:
        """A full bucket for somebody new."""
        self._buckets[who] = (self.burst, at)
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        # Kept in order of use: the first is who has been silent longest.
        if len(self._buckets) > MOST_BUCKETS:
            del self._buckets[next(iter(self._buckets))]
