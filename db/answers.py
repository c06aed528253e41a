"""Quick answers to campaigns: the last one of each person, kept until the person goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from db.tables import campaign_answers, campaigns, contacts, deliveries
from db.values import CampaignId, PersonId

ARRIVED = ("sent", "unconfirmed", "sending")
"""Who has the message in hand, though its receipt may still be on the way."""


def give(
    conn: Connection, campaign: CampaignId, person: PersonId, answer: str, now: datetime
) -> None:
    """Keep an answer in place of the one before."""
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    row = dict(campaign_id=campaign, person_id=person, answer=answer, at=now)
    insert = dialect.insert(campaign_answers).values(**row)
    conn.execute(
        insert.on_conflict_do_update(
            index_elements=["campaign_id", "person_id"], set_=dict(answer=answer, at=now)
        )
    )


def given(conn: Connection, campaign: CampaignId, person: PersonId) -> str:
    """The key of somebody's answer; "" for none."""
    wanted = select(campaign_answers.c.answer).where(
        campaign_answers.c.campaign_id == campaign, campaign_answers.c.person_id == person
    )
    return conn.scalar(wanted) or ""


def counts(conn: Connection, campaign: CampaignId) -> Mapping[str, int]:
    """How many people gave each answer."""
    counted = (
        select(campaign_answers.c.answer, func.count())
        .where(campaign_answers.c.campaign_id == campaign)
        .group_by(campaign_answers.c.answer)
    )
    return {row[0]: row[1] for row in conn.execute(counted)}


def last_got(conn: Connection, person: PersonId, since: datetime) -> CampaignId | None:
    """The campaign that reached somebody last, on whatever channel, if that was after a moment. One
    that corrects or recalls another is not looked at: the other one is what they have."""
    at = func.coalesce(deliveries.c.finished_at, deliveries.c.not_before)
    got = (
        select(deliveries.c.campaign_id)
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .join(campaigns, campaigns.c.id == deliveries.c.campaign_id)
        .where(contacts.c.person_id == person, deliveries.c.kind == "campaign")
        .where(deliveries.c.state.in_(ARRIVED), campaigns.c.act == "send", at > since)
        .order_by(at.desc(), deliveries.c.id.desc())
    )
    found = conn.scalar(got.limit(1))
    return CampaignId(found) if found is not None else None


def variant_got(conn: Connection, campaign: CampaignId, person: PersonId) -> str | None:
    """Which text of a campaign went to somebody, on whatever channel; None where none did: nobody
    else answers it."""
    asked = (
        select(deliveries.c.variant)
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .where(contacts.c.person_id == person, deliveries.c.campaign_id == campaign)
        .where(deliveries.c.state.in_(ARRIVED))
    )
    return conn.scalar(asked.limit(1))
