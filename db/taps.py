"""What a person did with a message of a campaign: pressed a button of it, or asked for no more.

Whatever a channel tells of where somebody pressed, only rows of that very contact are touched.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, or_, select, update

from content.delivery import State
from db.tables import contacts, deliveries
from db.values import CampaignId, ContactId, PersonId

ARRIVED: tuple[State, ...] = ("sent", "unconfirmed")
SOON = timedelta(hours=48)
"""Who asks for no more within so long after a campaign reached them is counted with it."""


def press(conn: Connection, contact: ContactId, message: str, now: datetime) -> bool:
    """A button was pressed on a message of a channel: its campaign's row remembers the first time.
    False where the message is of no campaign, or was pressed before."""
    if not message.isdecimal():
        return False
    fresh = (
        deliveries.c.contact_id == contact,
        deliveries.c.kind == "campaign",
        deliveries.c.state.in_(ARRIVED),
        deliveries.c.tapped_at.is_(None),
        is_message(message),
    )
    return conn.execute(update(deliveries).where(*fresh).values(tapped_at=now)).rowcount > 0


def follow(conn: Connection, person: PersonId, campaign: CampaignId, now: datetime) -> bool:
    """A link in the text of a campaign's message was followed, by the link's own word: the row of
    that very person remembers the first time. False where they have none, or pressed before."""
    fresh = (
        deliveries.c.key == f"campaign:{campaign}:{person}",
        deliveries.c.state.in_(ARRIVED),
        deliveries.c.tapped_at.is_(None),
    )
    return conn.execute(update(deliveries).where(*fresh).values(tapped_at=now)).rowcount > 0


def is_message(message: str) -> ColumnElement[bool]:
    """Buttons stand under the last part of a message; ``deliveries.message`` names all parts."""
    return or_(deliveries.c.message == message, deliveries.c.message.like(f"%,{message}"))


def stop(conn: Connection, person: PersonId, now: datetime) -> None:
    """They ask for no more, of anything or of a topic: the last campaign that reached them within
    the last two days remembers it."""
    latest = (
        select(deliveries.c.id)
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .where(contacts.c.person_id == person, deliveries.c.kind == "campaign")
        .where(deliveries.c.state.in_(ARRIVED), deliveries.c.finished_at > now - SOON)
        .order_by(deliveries.c.finished_at.desc(), deliveries.c.id.desc())
        .limit(1)
    )
    found = conn.scalar(latest)
    unmarked = (deliveries.c.id == found, deliveries.c.stopped_at.is_(None))
    if found is not None:
        conn.execute(update(deliveries).where(*unmarked).values(stopped_at=now))
