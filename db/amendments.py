"""Corrections and recalls: campaigns that change what another one, their original, has sent.

Who is concerned is fixed at the start, from the rows of the original and from nothing else, a slice
at a time as db/enlisting.py does it: by then nothing of the original is in the air, and no further
message of it goes out with the old words. Rows that nothing can be done for are written too, ended
with their reason, so that everybody who may hold the message is either seen to or listed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    true,
    update,
)

from content.campaigns import Act, Campaign, Draft, State, fingerprint, is_alone
from content.delivery import Kind, Urgency
from content.delivery import State as Fate
from db import audit, campaigns
from db.columns import Moment
from db.outbox import SENDING
from db.tables import campaigns as table
from db.tables import deliveries
from db.values import CampaignId, PersonId

KINDS: Mapping[Act, Kind] = {"correct": "correction", "recall": "recall"}
TOLD: tuple[Fate, ...] = ("sent", "unconfirmed")
"""States of those who have the message, or may have it."""
UNDER_WAY: tuple[State, ...] = ("running", "paused", "held")
FIRST = 20_000
"""Rows made in the transaction of the start."""
SLICE = 5_000
"""Rows made in one further transaction."""
WORDS = ("text", "buttons", "variants", "media")
"""What of a campaign a correction replaces."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How many messages of a campaign can be changed. How many cannot: their channel changes
    nothing (``fixed``), or nobody knows whether they arrived (``unknown``)."""

    able: int
    fixed: int
    unknown: int


def create(
    conn: Connection,
    draft: Draft,
    original: Campaign,
    act: Act,
    author: PersonId | None,
    now: datetime,
) -> CampaignId:
    """A correction, as a draft; a recall, which nobody needs to approve."""
    row = campaigns.columns(draft) | dict(unit=original.unit, author_id=author, created_at=now)
    row |= dict(act=act, amends_id=original.id, state="draft")
    if act == "recall":
        hash_ = fingerprint(draft, original.unit)
        row |= dict(state="approved", at=now, approved_at=now, approved_hash=hash_)
    made = conn.execute(insert(table).values(**row).returning(table.c.id))
    return CampaignId(made.scalar_one())


def listing(conn: Connection, original: CampaignId) -> list[Campaign]:
    """What changes a campaign, oldest first."""
    mine = select(table).where(table.c.amends_id == original).order_by(table.c.id)
    return campaigns.found(conn, mine)


def is_recalled(conn: Connection, original: CampaignId) -> bool:
    """Whether a recall of it stands, finished or not."""
    return stands(listing(conn, original))


def stands(changes: Iterable[Campaign]) -> bool:
    """Whether a recall is among them that nobody broke off."""
    return any(one.act == "recall" and one.state != "cancelled" for one in changes)


def latest_start(conn: Connection, original: CampaignId) -> datetime | None:
    """When it was last changed."""
    found = [one.started_at for one in listing(conn, original) if one.started_at]
    return max(found, default=None)


def is_calm(conn: Connection, original: CampaignId) -> bool:
    """Whether no message of it, and no change to one, is in the air: until its receipt is written
    nobody knows which message it became."""
    these = or_(table.c.id == original, table.c.amends_id == original)
    flying = select(deliveries.c.id).join(table).where(SENDING, these).limit(1)
    return conn.execute(flying).first() is None


def extent(conn: Connection, original: CampaignId, channels: Collection[str]) -> Extent:
    """How far a change would reach, over the channels that can do it."""
    kinds = ("", "channel cannot", "unconfirmed before")
    counted = [
        func.coalesce(func.sum(case((obstacle(channels) == k, 1), else_=0)), 0) for k in kinds
    ]
    return Extent(*conn.execute(select(*counted).where(concerned(original))).one())


def concerned(original: CampaignId) -> ColumnElement[bool]:
    """The rows of those who have the message, or may have it."""
    return and_(deliveries.c.campaign_id == original, deliveries.c.state.in_(TOLD))


def obstacle(channels: Collection[str]) -> ColumnElement[str]:
    """Why a message cannot be changed; "" where it can. A key of ``campaigns.reason.*``."""
    return case(
        (deliveries.c.state != "sent", "unconfirmed before"),
        (deliveries.c.channel.not_in(list(channels)), "channel cannot"),
        (deliveries.c.message == "", "channel cannot"),
        else_="",
    )


def begin(
    conn: Connection,
    amendment: Campaign,
    channels: Collection[str],
    *,
    by: PersonId | None,
    now: datetime,
) -> int:
    """What follows when an amendment is set running: those before it end, a correction gives the
    original its words, and the first rows get their own (``go_on`` adds the others). How many can
    be done so far."""
    supersede(conn, amendment, by, now)
    if amendment.act == "correct":
        rewrite(conn, amendment, by, now)
    return add(conn, amendment, channels, now, true(), FIRST)


def supersede(conn: Connection, amendment: Campaign, by: PersonId | None, now: datetime) -> None:
    """End what else changes the same messages: the last word counts."""
    for other in listing(conn, original_of(amendment)):
        number = CampaignId(other.id)
        if other.id == amendment.id or other.state not in UNDER_WAY:
            continue
        if campaigns.move(conn, number, "cancel", finished_at=now):
            note(conn, number, "cancel", by, now, instead=amendment.id)


def rewrite(conn: Connection, amendment: Campaign, by: PersonId | None, now: datetime) -> None:
    """Give the original a correction's words, for who still waits, under the correction's
    approval. An approval that its author gave by asking does not carry over."""
    original = campaigns.get(conn, original_of(amendment), lock=True)
    if original is None:
        return
    stored = campaigns.columns(amendment.draft)
    here = table.c.id == original.id
    conn.execute(update(table).where(here).values({name: stored[name] for name in WORDS}))
    now_reads = campaigns.get(conn, CampaignId(original.id)) or original
    values: dict[str, Any] = dict(approver_id=None, approved_at=None, approved_hash="")
    if amendment.is_approved and not is_alone(amendment):
        hash_ = fingerprint(now_reads.draft, now_reads.unit)
        values = dict(approver_id=amendment.approver, approved_hash=hash_)
        values["approved_at"] = amendment.approved_at
    conn.execute(update(table).where(here).values(**values))
    note(conn, CampaignId(original.id), "corrected", by, now, correction=amendment.id)


def go_on(conn: Connection, amendment: Campaign, channels: Collection[str]) -> int:
    """The next slice of rows of one that has begun, as of its start; how many can be done."""
    if amendment.enlist_to is None or amendment.started_at is None:
        return 0
    before = deliveries.c.id <= amendment.enlist_to
    return add(conn, amendment, channels, amendment.started_at, before, SLICE)


def add(
    conn: Connection,
    amendment: Campaign,
    channels: Collection[str],
    now: datetime,
    before: ColumnElement[bool],
    most: int,
) -> int:
    """Rows for a slice of those concerned, from the highest id down, and how far it went."""
    mine = and_(concerned(original_of(amendment)), before)
    newest = select(deliveries.c.id).where(mine).order_by(deliveries.c.id.desc())
    ids = newest.limit(most).subquery()
    low, count = conn.execute(select(func.min(ids.c.id), func.count()).select_from(ids)).one()
    to = low - 1 if count == most else None
    conn.execute(update(table).where(table.c.id == amendment.id).values(enlist_to=to))
    if not count:
        return 0
    values = columns(amendment, channels, now)
    rows = select(*(value.label(name) for name, value in values.items()))
    source = rows.where(mine, deliveries.c.id >= low)
    conn.execute(insert(deliveries).from_select(list(values), source))
    able = and_(mine, deliveries.c.id >= low, obstacle(channels) == "")
    return conn.scalar(select(func.count()).select_from(deliveries).where(able)) or 0


def columns(amendment: Campaign, channels: Collection[str], now: datetime) -> dict[str, Any]:
    """A row of an amendment, from the row of the message that it changes."""
    why = obstacle(channels)
    at, done = literal(now, Moment()), why == ""
    return {
        "key": literal(f"{amendment.act}:{amendment.id}:").concat(deliveries.c.id),
        "kind": literal(KINDS[amendment.act]),
        "contact_id": deliveries.c.contact_id,
        "channel": deliveries.c.channel,
        "campaign_id": literal(amendment.id),
        "fields": deliveries.c.fields,
        "variant": deliveries.c.variant,
        "target": deliveries.c.message,
        "state": case((done, "queued"), else_="undeliverable"),
        "reason": why,
        "urgency": literal(int(Urgency.URGENT)),  # it makes no sound, and must not wait for dawn
        "not_before": at,
        "finished_at": case((done, null()), else_=at),
    }


def original_of(amendment: Campaign) -> CampaignId:
    """Which campaign it changes; raises LookupError for one that changes none."""
    if amendment.amends is None:
        raise LookupError(f"campaign {amendment.id} changes nothing")
    return CampaignId(amendment.amends)


def note(
    conn: Connection,
    campaign: CampaignId,
    event: str,
    by: PersonId | None,
    now: datetime,
    **detail: object,
) -> None:
    """Into the audit log."""
    audit.record(conn, f"campaign-{event}", f"campaign:{campaign}", by=by, now=now, detail=detail)
