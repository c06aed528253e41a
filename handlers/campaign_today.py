"""The console's first page: what of the campaigns needs somebody now, what runs, what comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from content.campaign_check import Rules
from content.campaigns import Campaign, State
from content.delivery import State as Fate
from content.library.library import Library
from db import replies
from db.store import Connection
from handlers import quotas
from handlers.campaign_console import PAGE, Row, row_of, visible
from handlers.campaign_orders import Order
from handlers.quotas import Room


@dataclass(frozen=True, slots=True)
class Today:
    """What the first page tells; ``plans`` are those of channels that are nearly used up."""

    waiting: Sequence[Campaign]
    held: Sequence[Campaign]
    ready: Sequence[Campaign]
    coming: Sequence[Campaign]
    drafts: Sequence[Campaign]
    going: Sequence[Row]
    failed: int
    unconfirmed: int
    sums: Mapping[Fate, int]
    unread: Sequence[tuple[Campaign, int]]
    plans: Sequence[Room] = ()


def today(conn: Connection, library: Library, rules: Rules, order: Order) -> Today:
    """What needs somebody now, what runs, what comes."""
    every = visible(conn, library, order)
    by_state: dict[State, list[Campaign]] = {}
    for one in every:
        by_state.setdefault(one.state, []).append(one)
    sums = totals([row_of(conn, one) for one in recent(every)])
    coming = [c for c in every if c.state in ("submitted", "approved") and c.draft.at]
    going = [*by_state.get("running", []), *by_state.get("paused", [])]
    return Today(
        waiting=by_state.get("submitted", []),
        held=by_state.get("held", []),
        ready=[one for one in by_state.get("approved", []) if one.draft.at is None],
        coming=sorted(coming, key=lambda one: (hour_of(one) or order.now, one.id)),
        drafts=by_state.get("draft", []),
        going=[row_of(conn, one) for one in going],
        failed=sums["failed"],
        unconfirmed=sums["unconfirmed"],
        sums=sums,
        unread=unread(conn, every),
        plans=[one for one in quotas.rooms(conn, rules, order) if one.is_scarce],
    )


def recent(every: Iterable[Campaign]) -> list[Campaign]:
    """The latest that sent something; what was corrected or recalled later is no other message."""
    return [one for one in every if one.started_at and one.act == "send"][:PAGE]


def totals(rows: Iterable[Row]) -> Counter[Fate]:
    """Their deliveries by state, all together."""
    sums: Counter[Fate] = Counter()
    for row in rows:
        sums.update(row.counts)
    return sums


def hour_of(campaign: Campaign) -> datetime | None:
    """When it goes out next."""
    return campaign.next_at or campaign.draft.at


def unread(conn: Connection, every: Sequence[Campaign]) -> list[tuple[Campaign, int]]:
    """Campaigns with replies that nobody has read, the one that waits longest first."""
    by_id = {one.id: one for one in every}
    return [(by_id[c], count) for c, count in replies.unread(conn).items() if c in by_id]
