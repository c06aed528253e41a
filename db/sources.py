"""Where pushes are due: each running campaign is a source, and all the rest of one urgency."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    ScalarSelect,
    Subquery,
    and_,
    bindparam,
    false,
    literal,
    literal_column,
    null,
    select,
    union_all,
)

from content.delivery import Urgency
from db.columns import Moment
from db.tables import campaigns, deliveries, suppressed
from db.values import CampaignId

QUEUED = deliveries.c.state == literal_column("'queued'")
"""Literal, so that the partial index serves it."""
GOLDEN = (5**0.5 - 1) / 2
"""Its multiples fall evenly between 0 and 1, and so do every second, third … of them."""
CHANNEL: BindParameter[str] = bindparam("on_channel")
NOW: BindParameter[datetime] = bindparam("now", type_=Moment())


class Source(NamedTuple):
    """``campaign`` None: all that is no campaign's. ``topic``: what the campaign is about.
    ``is_paid``: new messages of a campaign, which a channel may sell a higher rate for.
    ``any_erased``: whether anybody at all has asked to be forgotten."""

    urgency: int
    campaign: CampaignId | None = None
    topic: str = ""
    is_paid: bool = False
    any_erased: bool = False


def sources(conn: Connection, channel: str, now: datetime, turn: int = 0) -> list[Source]:
    """Where rows are due, most urgent first. Each is one probe of the index of due rows."""
    found = conn.execute(due_sources(), dict(on_channel=channel, now=now))
    due = [Source(row[0], row[1], row[2], bool(row[3]), bool(row[4])) for row in found]
    return in_turn(sorted(due, key=lambda source: (source.urgency, source.campaign or 0)), turn)


def in_turn(waiting: list[Source], turn: int) -> list[Source]:
    """Sources of one urgency take turns at being the first: a tick of three rows for two campaigns
    would else give twice as much to one of them, and a tick of one row all. The turns never fall
    into step with ticks that are large and small by turns, as plain alternation would."""
    found: list[Source] = []
    for _, some in groupby(waiting, key=lambda source: source.urgency):
        peers = list(some)
        first = int(turn * GOLDEN % 1 * len(peers))
        found += peers[first:] + peers[:first]
    return found


@cache
def due_sources() -> Any:
    """The question of ``sources``."""
    levels = union_all(*(select(literal(int(u)).label("urgency")) for u in Urgency)).subquery()
    erased = select(suppressed.c.contact_hash).exists()
    others = select(levels.c.urgency, null().label("campaign"), literal(""), false(), erased).where(
        due_probe(levels, deliveries.c.campaign_id.is_(None)).is_not(None)
    )
    is_paid = campaigns.c.act == "send"
    running = (
        select(levels.c.urgency, campaigns.c.id, campaigns.c.topic, is_paid, erased)
        .join_from(levels, campaigns, campaigns.c.state == "running")
        .where(due_probe(levels, deliveries.c.campaign_id == campaigns.c.id).is_not(None))
    )
    return union_all(others, running)


def due_probe(levels: Subquery, belongs: Any) -> ScalarSelect[int]:
    """The first due row of a source, or NULL; the order keeps the planner on the index."""
    due = and_(
        QUEUED,
        deliveries.c.channel == CHANNEL,
        deliveries.c.urgency == levels.c.urgency,
        belongs,
        deliveries.c.not_before <= NOW,
    )
    first = select(deliveries.c.id).where(due).order_by(deliveries.c.not_before, deliveries.c.id)
    return first.limit(1).correlate(levels, campaigns).scalar_subquery()
