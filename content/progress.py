"""When a campaign will be through, told honestly: from what waits and what really went lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from content.quiet import QuietHours, next_at, quiet_since, quiet_until

LATELY = timedelta(minutes=2)
"""Over so long a speed is measured."""
FARTHEST = timedelta(days=30)
"""What would take longer is not promised at all."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """How fast a deployment may send: in which hours not, and how many a second on a channel."""

    quiet: QuietHours | None = None
    per_second: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lane:
    """A campaign on one channel: how many wait, and how many ended in the seconds looked at."""

    channel: str
    left: int
    ended: int
    seconds: float

    def speed(self, tempo: Tempo) -> float:
        """How many a second; never more than the channel takes."""
        measured = self.ended / max(self.seconds, 1.0)
        return min(measured, tempo.per_second.get(self.channel, measured))


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a campaign goes on: ``speed`` in messages a second, ``ends_at`` None where unknown;
    ``quiet_until`` while the quiet hours hold it."""

    speed: float
    ends_at: datetime | None
    quiet_until: datetime | None = None


def lately(now: datetime, begun: datetime, quiet: QuietHours | None) -> tuple[datetime, datetime]:
    """The last two minutes in which anything could go out, from when it was last set going: in
    quiet hours those before them."""
    until = quiet_since(now, quiet) or now
    since = until - LATELY
    since = max(since, begun, quiet_until(since, quiet) or since)
    return since, max(since, until)


def outlook(lanes: Sequence[Lane], tempo: Tempo, now: datetime) -> Outlook:
    """What the lanes promise together."""
    speed = sum(lane.speed(tempo) for lane in lanes)
    return Outlook(speed, estimate(lanes, tempo, now), quiet_until(now, tempo.quiet))


def estimate(lanes: Iterable[Lane], tempo: Tempo, now: datetime) -> datetime | None:
    """When the last row will have gone, if all goes on as it went lately; None where nobody can
    know because something waits and nothing moved."""
    waiting = [lane for lane in lanes if lane.left]
    speeds = [lane.speed(tempo) for lane in waiting]
    if not all(speeds):
        return None
    seconds = [lane.left / speed for lane, speed in zip(waiting, speeds, strict=True)]
    longest = max(seconds, default=0.0)
    if longest > FARTHEST.total_seconds():
        return None
    return sending_for(timedelta(seconds=longest), now, tempo.quiet)


def sending_for(left: timedelta, now: datetime, quiet: QuietHours | None) -> datetime:
    """The moment by which there was so much time to send in, quiet hours not counted."""
    while quiet and left:
        now = quiet_until(now, quiet) or now
        night = next_at(now, quiet.start)
        if now + left <= night:
            break
        left -= night - now
        now = night
    return now + left
