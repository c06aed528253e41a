"""Paste kits: whom their text reached, who has pasted it, who is to be told or reminded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, select, update

from content.campaigns import Campaign, State
from content.channel import Contact
from content.kits import FOLLOWED_FOR, POSTED, ROLES, Rung
from db.aims import Aim, held
from db.answers import ARRIVED
from db.audience import reached
from db.campaigns import found
from db.tables import campaign_answers, campaigns, contacts, deliveries, people, roles
from db.topics import has_stopped
from db.values import CampaignId, DeliveryId, PersonId

LIVE: tuple[State, ...] = ("running", "finished")
NO_RECALL: tuple[State, ...] = ("draft", "cancelled", "expired")
KNOWN = ("sent", "unconfirmed")
"""States in which the text is, or may be, before somebody's eyes."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has the text of a kit, and where it came to them."""

    person: PersonId
    contact: Contact
    language: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """One who got a kit, as staff see them; ``posted_at`` is None until they say so."""

    person: PersonId
    name: str
    unit: str | None
    posted_at: datetime | None


def key(campaign: int, person: int, rung: int) -> str:
    """The unique key of what one person is told of a kit."""
    return f"kit:{campaign}:{rung}:{person}"


def followed(conn: Connection, now: datetime) -> list[Campaign]:
    """The kits of which somebody may have to be told or reminded: not those taken back, and not
    those whose last hour is over."""
    again = campaigns.alias("again")
    recalled = select(again.c.id).where(
        again.c.amends_id == campaigns.c.id,
        again.c.act == "recall",
        again.c.state.not_in(NO_RECALL),
    )
    over = campaigns.c.not_later_than
    return found(
        conn,
        select(campaigns).where(
            campaigns.c.state.in_(LIVE),
            campaigns.c.kit,
            campaigns.c.act == "send",
            campaigns.c.started_at > now - FOLLOWED_FOR,
            over.is_(None) | (over > now),
            ~recalled.correlate(campaigns).exists(),
        ),
    )


def waiting(conn: Connection, campaign: Campaign, rung: Rung, limit: int) -> list[Holder]:
    """Who has the text since the moments of a rung, has not pasted it, wants to hear of it, and has
    not been told this yet."""
    told = select(deliveries.c.id).where(
        deliveries.c.key == literal(f"kit:{campaign.id}:{rung.number}:").concat(people.c.id)
    )
    # The rows of the campaign under a name of their own: ``told`` looks into the same table.
    rows = got(campaign.id, KNOWN).subquery()
    wanted = (
        select(people.c.id, people.c.language, contacts.c.id, contacts.c.channel)
        .add_columns(contacts.c.external)
        .select_from(rows)
        .join(contacts, contacts.c.id == rows.c.contact_id)
        .join(people, people.c.id == contacts.c.person_id)
        .where(rows.c.at >= rung.since, rows.c.at < rung.until)
        .where(people.c.opted_out_at.is_(None), contacts.c.opted_out_at.is_(None))
        .where(~said(campaign.id).exists(), ~told.correlate(people).exists())
    )
    if topic := campaign.draft.topic:
        wanted = wanted.where(~has_stopped(topic))
    rows_found = conn.execute(wanted.order_by(people.c.id).limit(limit))
    return [
        Holder(PersonId(person), Contact(contact, channel, external), language)
        for person, language, contact, channel, external in rows_found
    ]


def got(campaign: int, states: Collection[str]) -> Select[Any]:
    """The rows of a kit's text that arrived, and when."""
    at = func.coalesce(deliveries.c.finished_at, deliveries.c.not_before)
    return select(deliveries.c.id, deliveries.c.contact_id, at.label("at")).where(
        deliveries.c.campaign_id == campaign,
        deliveries.c.kind == "campaign",
        deliveries.c.state.in_(states),
    )


def said(campaign: int) -> Select[Any]:
    """The answer of a person that it is pasted."""
    return (
        select(campaign_answers.c.at)
        .where(campaign_answers.c.campaign_id == campaign)
        .where(campaign_answers.c.person_id == people.c.id, campaign_answers.c.answer == POSTED)
        .correlate(people)
    )


def hush(conn: Connection, campaign: CampaignId, person: PersonId, now: datetime) -> int:
    """What still waits to be told of a kit to who has pasted it is told no more; how many."""
    keys = [key(campaign, person, rung) for rung in range(3)]
    theirs = and_(deliveries.c.key.in_(keys), deliveries.c.state == "queued")
    ended = update(deliveries).where(theirs)
    values = dict(state="cancelled", reason="posted", finished_at=now)
    return conn.execute(ended.values(**values)).rowcount


def last_got(conn: Connection, person: PersonId, since: datetime) -> CampaignId | None:
    """The kit that reached somebody last, after a moment."""
    wanted = (
        select(deliveries.c.campaign_id)
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .join(campaigns, campaigns.c.id == deliveries.c.campaign_id)
        .where(contacts.c.person_id == person, deliveries.c.kind == "campaign")
        .where(deliveries.c.state.in_(ARRIVED), campaigns.c.kit, campaigns.c.started_at > since)
        .order_by(deliveries.c.id.desc())
    )
    last = conn.scalar(wanted.limit(1))
    return CampaignId(last) if last is not None else None


def heads(conn: Connection, aim: Aim) -> Mapping[str, int]:
    """How many who would be told hold each role of a kit: a village head stands for a village.
    Whoever holds both counts for both."""
    wanted = and_(roles.c.person_id == people.c.id, roles.c.role.in_(ROLES), held(aim.now))
    counted = reached(aim, roles.c.role, func.count(people.c.id.distinct()))
    by_role = conn.execute(counted.join(roles, wanted).group_by(roles.c.role))
    return dict.fromkeys(ROLES, 0) | {row[0]: row[1] for row in by_role}


def holders(conn: Connection, campaign: CampaignId, now: datetime) -> list[Somebody]:
    """Everybody who has the text of a kit, those who have not pasted it first. Their unit is that
    of the role by which they got it."""
    rows = got(campaign, ARRIVED).subquery()
    posted = said(campaign).scalar_subquery()
    found_rows = conn.execute(
        select(people.c.id, people.c.name, workplace(now), posted)
        .select_from(rows)
        .join(contacts, contacts.c.id == rows.c.contact_id)
        .join(people, people.c.id == contacts.c.person_id)
        .order_by(case((posted.is_(None), 0), else_=1), people.c.name, people.c.id)
    )
    return [Somebody(PersonId(row[0]), row[1], row[2], row[3]) for row in found_rows]


def workplace(now: datetime) -> ColumnElement[str]:
    """Where somebody heads a village or a group; else where they live."""
    role = (
        select(roles.c.unit)
        .where(roles.c.person_id == people.c.id, roles.c.role.in_(ROLES), held(now))
        .order_by(roles.c.id)
        .limit(1)
        .correlate(people)
        .scalar_subquery()
    )
    return func.coalesce(role, people.c.unit)


def posted_count(conn: Connection, campaign: CampaignId) -> int:
    """How many have pasted it."""
    wanted = select(func.count()).where(
        campaign_answers.c.campaign_id == campaign, campaign_answers.c.answer == POSTED
    )
    return conn.execute(wanted).scalar_one()


def posted_rows(
    conn: Connection, campaign: CampaignId, rows: Collection[DeliveryId]
) -> Mapping[DeliveryId, datetime]:
    """Of some rows of a kit those whose reader has pasted it, and when."""
    if not rows:
        return {}
    answered = (
        (campaign_answers.c.person_id == contacts.c.person_id)
        & (campaign_answers.c.campaign_id == campaign)
        & (campaign_answers.c.answer == POSTED)
    )
    wanted = (
        select(deliveries.c.id, campaign_answers.c.at)
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .join(campaign_answers, answered)
        .where(deliveries.c.campaign_id == campaign)
        .where(deliveries.c.id >= min(rows), deliveries.c.id <= max(rows))
    )
    return {DeliveryId(row[0]): row[1] for row in conn.execute(wanted)}
