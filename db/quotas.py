"""What a channel's plan leaves of a month, and which audience does not fit into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, literal, or_, select

from content.channel import Shortfall
from db import audience, usage
from db.aims import Aim
from db.sources import QUEUED
from db.tables import deliveries


@dataclass(frozen=True, slots=True)
class Room:
    """A month of a channel's plan: what was sent, and what already waits to be."""

    channel: str
    limit: int
    sent: int
    waiting: int = 0

    @property
    def left(self) -> int:
        """How many more may begin."""
        return max(0, self.limit - self.sent - self.waiting)

    @property
    def is_scarce(self) -> bool:
        """Whether four fifths are used."""
        return self.sent * 5 >= self.limit * 4


def rooms(conn: Connection, plans: Mapping[str, int], now: datetime) -> list[Room]:
    """Every channel that a plan limits, as this month stands."""
    return [
        Room(channel, limit, usage.sent(conn, channel, now), waiting(conn, channel, limit))
        for channel, limit in plans.items()
    ]


def waiting(conn: Connection, channel: str, most: int) -> int:
    """How many pushes wait or are in the air; at most so many, found without counting the rest."""
    here = or_(QUEUED, deliveries.c.state == "sending")
    some = select(literal(1)).where(deliveries.c.channel == channel, here).limit(most).subquery()
    return conn.execute(select(func.count()).select_from(some)).scalar_one()


def shortfalls(
    conn: Connection, aim: Aim, plans: Mapping[str, int], at: datetime | None = None, each: int = 1
) -> list[Shortfall]:
    """On which channels an audience is larger than what is left of the month in which it is told
    (``at``, or now); of a later month all is left. ``each``: messages that one person gets."""
    if not plans:
        return []
    told, later = audience.by_channel(conn, aim), begins_later(at, aim.now)
    found = []
    for channel, limit in plans.items():
        wanted = told.get(channel, 0) * each
        (room,) = rooms(conn, {channel: limit}, aim.now) if wanted else (Room(channel, limit, 0),)
        left = limit if later else room.left
        if wanted > left:
            found.append(Shortfall(channel, wanted, left, limit, each))
    return found


def begins_later(at: datetime | None, now: datetime) -> bool:
    """Whether an hour lies in a month that has not begun."""
    return at is not None and at > now and usage.month_of(at) != usage.month_of(now)
