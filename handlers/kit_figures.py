"""Who has pasted a kit, for its campaign's page: counts by commune, and who has not yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from content.campaigns import Campaign
from content.library.library import Library
from db import audience, kits
from db.kits import Somebody
from db.store import Connection
from db.values import CampaignId

MOST = 200
"""Names listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One commune: how many have the text, and how many of them have pasted it."""

    commune: str
    got: int
    posted: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody who has not said that it is pasted. Their name is for who may order the campaign."""

    name: str
    commune: str


@dataclass(frozen=True, slots=True)
class Posting:
    """How far a kit is. ``missing`` holds the first MOST of those who have not pasted it."""

    got: int
    posted: int
    lines: tuple[Line, ...]
    missing: tuple[Missing, ...]


def posting(
    conn: Connection, library: Library, campaign: Campaign, now: datetime
) -> Posting | None:
    """How far a kit is; None for a campaign that is none, or has not begun."""
    if not campaign.draft.kit or campaign.act != "send" or campaign.started_at is None:
        return None
    found = kits.holders(conn, CampaignId(campaign.id), now)
    lacking = [one for one in found if one.posted_at is None]
    return Posting(
        got=len(found),
        posted=len(found) - len(lacking),
        lines=lines(library, found),
        missing=tuple(Missing(one.name, commune(library, one)) for one in lacking[:MOST]),
    )


def lines(library: Library, found: Iterable[Somebody]) -> tuple[Line, ...]:
    """By commune: where most have not pasted it comes first."""
    sums: dict[str, tuple[int, int]] = {}
    for one in found:
        name = commune(library, one)
        got, posted = sums.get(name, (0, 0))
        sums[name] = (got + 1, posted + (one.posted_at is not None))
    every = (Line(name, got, posted) for name, (got, posted) in sums.items())
    return tuple(sorted(every, key=lambda one: (one.posted - one.got, one.commune)))


def commune(library: Library, one: Somebody) -> str:
    """Where somebody heads a village or a group; "" where nobody knows."""
    return audience.commune_name(library.places, one.unit or "")
