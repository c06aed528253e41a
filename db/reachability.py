"""Whether a contact can be told, and which of a person's contacts comes first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    func,
    not_,
    or_,
    select,
    true,
    update,
)

from db.columns import among, packed
from db.tables import contacts, deliveries, people
from db.values import DeliveryId

WEB_VISIT = timedelta(days=30)
"""Who has not opened the web page for longer does not see what is put there."""
OPTED_OUT = "opted out"
"""Why a push ended that its reader did not want any more, there or anywhere."""
LOST = contacts.alias("lost")
"""The contact that a push does not reach."""


def can_be_told() -> ColumnElement[bool]:
    """A contact that we may and can write to."""
    return and_(
        contacts.c.unreachable == "", contacts.c.ground != "", contacts.c.opted_out_at.is_(None)
    )


def by_preference() -> tuple[ColumnElement[Any], ...]:
    """A person's contacts in the order in which they would be told there."""
    chosen = case((contacts.c.channel == people.c.channel, 0), else_=1)
    return chosen, contacts.c.seen_at.desc().nulls_last(), contacts.c.id


def rank(now: datetime) -> ColumnElement[int]:
    """0 for a contact we may and can write to, 1 for one without a ground, 2 for one that fails, 3
    for one on which they want nothing."""
    gone = and_(
        contacts.c.channel == "web",
        func.coalesce(contacts.c.seen_at < now - WEB_VISIT, true()),
    )
    return case(
        (contacts.c.opted_out_at.is_not(None), 3),
        (or_(contacts.c.unreachable != "", gone), 2),
        (contacts.c.ground == "", 1),
        else_=0,
    )


def fall_back(conn: Connection, ids: list[DeliveryId], now: datetime) -> int:
    """Give pushes that could not be delivered to the next contact of their person, where there is
    one; how many. A change of an earlier message has no other place."""
    return hand_on(conn, ids, now, deliveries.c.state == "undeliverable")


def go_round(conn: Connection, ids: list[DeliveryId], now: datetime) -> int:
    """Give pushes that wait for their channel to contacts of their people on another channel,
    where there is one; how many."""
    return hand_on(conn, ids, now, deliveries.c.state == "queued", on_another=True)


def go_on_elsewhere(conn: Connection, ids: list[DeliveryId], now: datetime) -> int:
    """Of pushes that ended because their channel was stopped while they waited, give those to
    another contact whose person stopped that channel alone; how many."""
    ended = and_(deliveries.c.state == "cancelled", deliveries.c.reason == OPTED_OUT)
    alone = and_(LOST.c.opted_out_at.is_not(None), people.c.opted_out_at.is_(None))
    return hand_on(conn, ids, now, and_(ended, alone))


def hand_on(
    conn: Connection,
    ids: list[DeliveryId],
    now: datetime,
    which: ColumnElement[bool],
    *,
    on_another: bool = False,
) -> int:
    """Queue some pushes for the next contact of their person, in one statement."""
    same = contacts.c.channel == LOST.c.channel if on_another else contacts.c.id == LOST.c.id
    chosen = (
        select(contacts.c.id)
        .join(people, people.c.id == contacts.c.person_id)
        .where(contacts.c.person_id == LOST.c.person_id, not_(same), can_be_told())
        .order_by(*by_preference())
        .limit(1)
        .correlate(LOST)
        .scalar_subquery()
    )
    moving = (
        select(deliveries.c.id, contacts.c.id.label("contact"), contacts.c.channel)
        .join(LOST, LOST.c.id == deliveries.c.contact_id)
        .join(people, people.c.id == LOST.c.person_id)
        .join(contacts, contacts.c.id == chosen)
        .where(among(conn.dialect.name, deliveries.c.id), deliveries.c.target == "", which)
        .subquery("moving")
    )
    of_channel = deliveries.c.variant.contains("@")
    values = dict(
        contact_id=moving.c.contact,
        channel=moving.c.channel,
        state="queued",
        attempts=0,
        reason="",
        finished_at=None,
        not_before=now,
        variant=case((of_channel, ""), else_=deliveries.c.variant),
    )
    moved = update(deliveries).where(deliveries.c.id == moving.c.id).values(**values)
    return conn.execute(moved, dict(ids=packed(conn, ids))).rowcount
