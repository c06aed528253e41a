"""What people wrote to campaigns in their own words: encrypted, erased with the person, and after
``content.replies.KEPT_FOR`` whatever happens."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, case, distinct, func, insert, select, update

from content.replies import MOST, Kept
from db.cipher import Keys
from db.tables import campaign_replies as replies
from db.tables import contacts, deliveries, people
from db.values import CampaignId, PersonId, ReplyId

PAGE = 20
"""Replies of one page of an inbox."""
EXPORTED = 500
"""Replies of one part of an export."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply as staff may read it: no name; ``delivery`` is the row that told them of it."""

    id: ReplyId
    delivery: int
    unit: str | None
    channel: str
    text: str
    at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Load:
    """How many replies a campaign has."""

    every: int
    unread: int


def keep(
    conn: Connection, keys: Keys, campaign: CampaignId, person: PersonId, text: str, now: datetime
) -> Kept:
    """Keep a reply, unless they said exactly that already or have said too much."""
    theirs = replies.c.campaign_id == campaign, replies.c.person_id == person
    before = [keys.decrypt(body) for body in conn.scalars(select(replies.c.body).where(*theirs))]
    if text in before:
        return "twice"
    if len(before) >= MOST:
        return "full"
    row = dict(campaign_id=campaign, person_id=person, body=keys.encrypt(text), at=now)
    conn.execute(insert(replies).values(**row))
    return "kept"


def wrote(conn: Connection, campaign: CampaignId, person: PersonId) -> bool:
    """Whether somebody has written to a campaign."""
    theirs = replies.c.campaign_id == campaign, replies.c.person_id == person
    return conn.execute(select(replies.c.id).where(*theirs).limit(1)).first() is not None


def writers(conn: Connection, campaign: CampaignId) -> int:
    """How many people have written to a campaign."""
    counted = select(func.count(distinct(replies.c.person_id)))
    return conn.scalar(counted.where(replies.c.campaign_id == campaign)) or 0


def load(conn: Connection, campaign: CampaignId) -> Load:
    """How full an inbox is."""
    unread = func.coalesce(func.sum(case((replies.c.read_at.is_(None), 1), else_=0)), 0)
    counted = select(func.count(), unread).where(replies.c.campaign_id == campaign)
    every, waiting = conn.execute(counted).one()
    return Load(every, int(waiting))


def unread(conn: Connection) -> Mapping[CampaignId, int]:
    """How many replies of each campaign nobody has read, the one that waits longest first."""
    counted = (
        select(replies.c.campaign_id, func.count())
        .where(replies.c.read_at.is_(None))
        .group_by(replies.c.campaign_id)
        .order_by(func.min(replies.c.at), replies.c.campaign_id)
    )
    return {CampaignId(row[0]): row[1] for row in conn.execute(counted)}


def page(conn: Connection, keys: Keys, campaign: CampaignId, number: int = 1) -> list[Letter]:
    """A page of an inbox: unread first, the newest first among them; pages count from 1."""
    wanted = letters(campaign).order_by(replies.c.read_at.is_not(None), replies.c.id.desc())
    part = wanted.offset((max(number, 1) - 1) * PAGE).limit(PAGE)
    return [as_letter(row, keys) for row in conn.execute(part)]


def after(conn: Connection, keys: Keys, campaign: CampaignId, last: int) -> list[Letter]:
    """The replies that came behind one, in order, as many as fit in memory easily."""
    wanted = letters(campaign).where(replies.c.id > last).order_by(replies.c.id).limit(EXPORTED)
    return [as_letter(row, keys) for row in conn.execute(wanted)]


def letters(campaign: CampaignId) -> Select[Any]:
    """The replies of a campaign with where their writers live and how they were told of it."""
    told = (
        select(deliveries.c.id, deliveries.c.channel, contacts.c.person_id)
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .where(contacts.c.person_id == replies.c.person_id)
        .where(deliveries.c.campaign_id == campaign)
        .order_by(deliveries.c.id)
        .limit(1)
        .correlate(replies)
    )
    return (
        select(
            *(replies.c[name] for name in ("id", "body", "at", "read_at")),
            people.c.unit,
            told.with_only_columns(deliveries.c.id).scalar_subquery().label("delivery"),
            told.with_only_columns(deliveries.c.channel).scalar_subquery().label("channel"),
        )
        .join(people, people.c.id == replies.c.person_id)
        .where(replies.c.campaign_id == campaign)
    )


def as_letter(row: Row[Any], keys: Keys) -> Letter:
    """A row as a value; the text is "" when the key has changed since."""
    text = str(keys.decrypt(row.body) or "")
    told = (row.delivery or 0, row.unit, row.channel or "")
    return Letter(ReplyId(row.id), *told, text, row.at, row.read_at is not None)


def mark_read(
    conn: Connection,
    campaign: CampaignId,
    which: Collection[ReplyId],
    by: PersonId | None,
    now: datetime,
) -> int:
    """Say that somebody has read some replies of a campaign; how many nobody had."""
    these = replies.c.campaign_id == campaign, replies.c.id.in_(which)
    seen = update(replies).where(*these, replies.c.read_at.is_(None))
    return conn.execute(seen.values(read_at=now, read_by=by)).rowcount
