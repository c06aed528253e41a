"""Campaigns as they are kept. A life cycle is a table in content, applied here by one conditional
UPDATE: whoever comes second changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from content.campaigns import MOVES, Campaign, Draft, Event, State, Variant
from content.delivery import OPEN
from content.delivery import State as Fate
from content.screen import Button, Media
from db.tables import campaigns, deliveries
from db.values import CampaignId, PersonId

WAITING: tuple[Fate, ...] = ("queued",)


def create(
    conn: Connection, draft: Draft, *, unit: str, author: PersonId | None, now: datetime
) -> CampaignId:
    """A new draft."""
    row = columns(draft) | dict(unit=unit, state="draft", author_id=author, created_at=now)
    made = conn.execute(insert(campaigns).values(**row).returning(campaigns.c.id))
    return CampaignId(made.scalar_one())


def get(conn: Connection, campaign: CampaignId, *, lock: bool = False) -> Campaign | None:
    """A campaign by its number. ``lock`` when it is about to be changed by what is read."""
    wanted = select(campaigns).where(campaigns.c.id == campaign)
    row = conn.execute(wanted.with_for_update() if lock else wanted).first()
    return as_campaign(row) if row else None


def listing(
    conn: Connection,
    *,
    units: Collection[str] | None = None,
    states: Collection[State] = (),
    limit: int = 100,
) -> list[Campaign]:
    """The newest campaigns first, of some units and states or of all."""
    wanted = select(campaigns).order_by(campaigns.c.id.desc()).limit(limit)
    if units is not None:
        wanted = wanted.where(campaigns.c.unit.in_(units))
    if states:
        wanted = wanted.where(campaigns.c.state.in_(states))
    return found(conn, wanted)


def move(conn: Connection, campaign: CampaignId, event: Event, **values: Any) -> bool:
    """Apply an event with what else it sets; False where MOVES does not lead on, and then nothing
    is changed."""
    step = MOVES[event]
    may = and_(campaigns.c.id == campaign, campaigns.c.state.in_(step.before))
    changed = update(campaigns).where(may).values(state=step.after, **values)
    return conn.execute(changed).rowcount == 1


def edit(conn: Connection, campaign: CampaignId, draft: Draft, *, author: PersonId | None) -> bool:
    """Put another draft in its place, where that is still possible; every approval is void. Who
    wrote last is the author, so that nobody approves their own last words."""
    void = dict(approver_id=None, approved_at=None, approved_hash="", held_reason="")
    void |= dict(next_at=None, approved_matched=None)
    return move(conn, campaign, "edit", author_id=author, **columns(draft), **void)


def advance(
    conn: Connection, parent: Campaign, draft: Draft, hash_: str, next_at: datetime | None
) -> CampaignId | None:
    """Make the due occurrence of a repeating campaign, under its approval, and go on to its next
    day, or end it; None when somebody else was first."""
    here = and_(campaigns.c.id == parent.id, campaigns.c.state == "approved")
    event = {} if next_at else dict(state=MOVES["end"].after, finished_at=parent.next_at)
    moved = update(campaigns).where(here, campaigns.c.next_at == parent.next_at)
    if conn.execute(moved.values(next_at=next_at, **event)).rowcount != 1:
        return None
    row = columns(draft) | dict(
        unit=parent.unit,
        state="approved",
        author_id=parent.author,
        approver_id=parent.approver,
        approved_at=parent.approved_at,
        approved_hash=hash_,
        approved_matched=parent.approved_matched,
        parent_id=parent.id,
        created_at=parent.next_at,
    )
    made = conn.execute(insert(campaigns).values(**row).returning(campaigns.c.id))
    return CampaignId(made.scalar_one())


def occurrences(conn: Connection, parent: CampaignId, limit: int) -> list[Campaign]:
    """The latest occurrences of a repeating campaign, newest first."""
    mine = select(campaigns).where(campaigns.c.parent_id == parent)
    return found(conn, mine.order_by(campaigns.c.id.desc()).limit(limit))


def due(conn: Connection, now: datetime) -> list[Campaign]:
    """Approved or waiting for approval, and their hour has come."""
    waiting = campaigns.c.state.in_(("submitted", "approved"))
    hour = func.coalesce(campaigns.c.next_at, campaigns.c.at)
    return found(conn, select(campaigns).where(waiting, hour <= now))


def past(conn: Connection, now: datetime) -> list[Campaign]:
    """Those that nobody should get any more, though they have not ended."""
    states = MOVES["expire"].before | MOVES["finish"].before
    over = and_(
        campaigns.c.state.in_(states), campaigns.c.not_later_than <= now, campaigns.c.repeat == ""
    )
    return found(conn, select(campaigns).where(over))


def finish(conn: Connection, now: datetime) -> list[CampaignId]:
    """Finish the running ones that have everybody they are for, and of which no row is queued or
    sending; their numbers."""
    step = MOVES["finish"]
    ended = (
        update(campaigns)
        .where(campaigns.c.state.in_(step.before), campaigns.c.enlist_to.is_(None))
        .where(~rows_left(OPEN))
        .values(state=step.after, finished_at=now)
    )
    return [CampaignId(row) for row in conn.scalars(ended.returning(campaigns.c.id))]


def unswept(conn: Connection) -> list[Campaign]:
    """Cancelled and expired ones of which rows still wait: they never go out, and each row must
    say so. A row that was in the air at that moment may come back to waiting, so this is asked
    again and again."""
    left = and_(campaigns.c.state.in_(("cancelled", "expired")), rows_left(WAITING))
    return found(conn, select(campaigns).where(left))


def rows_left(states: Collection[Fate]) -> ColumnElement[bool]:
    """Whether a campaign has rows in one of some states: a probe of an index each."""
    return or_(
        *(
            select(deliveries.c.id)
            .where(deliveries.c.campaign_id == campaigns.c.id, deliveries.c.state == state)
            .correlate(campaigns)
            .exists()
            for state in states
        )
    )


def found(conn: Connection, wanted: Select[Any]) -> list[Campaign]:
    """The campaigns of a SELECT."""
    return [as_campaign(row) for row in conn.execute(wanted)]


def columns(draft: Draft) -> dict[str, Any]:
    """A draft as it is stored."""
    return {
        "title": draft.title,
        "text": draft.text,
        "buttons": [{"label": button.label, "to": button.to} for button in draft.buttons],
        "audience": draft.audience,
        "at": draft.at,
        "not_later_than": draft.not_later_than,
        "urgent": draft.urgent,
        "repeat": draft.repeat,
        "topic": draft.topic,
        "variants": [asdict(one) for one in draft.variants],
        "media": asdict(draft.media) if draft.media else None,
        "kit": draft.kit,
    }


def as_campaign(row: Row[Any]) -> Campaign:
    """A row as a value."""
    buttons = tuple(Button(one["label"], one["to"]) for one in row.buttons)
    draft = Draft(
        title=row.title,
        text=row.text,
        buttons=buttons,
        audience=row.audience,
        at=row.at,
        not_later_than=row.not_later_than,
        urgent=row.urgent,
        repeat=row.repeat,
        topic=row.topic,
        variants=tuple(Variant(**one) for one in row.variants),
        media=Media(**row.media) if row.media else None,
        kit=row.kit,
    )
    return Campaign(
        id=row.id,
        draft=draft,
        unit=row.unit,
        state=row.state,
        created_at=row.created_at,
        author=row.author_id,
        approver=row.approver_id,
        approved_at=row.approved_at,
        approved_hash=row.approved_hash,
        held_reason=row.held_reason,
        started_at=row.started_at,
        finished_at=row.finished_at,
        resumed_at=row.resumed_at,
        next_at=row.next_at,
        parent=row.parent_id,
        approved_matched=row.approved_matched,
        act=row.act,
        amends=row.amends_id,
        enlist_to=row.enlist_to,
    )
