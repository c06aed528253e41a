"""People, campaigns and pushes made short, for tests of the outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from content.channel import Contact
from content.delivery import Fate
from db import claims, outbox, people
from db.cipher import Keys
from db.claims import Ask, Claim
from db.outbox import Push, Settled
from db.tables import assignments, campaigns, deliveries
from db.values import AssignmentId, CampaignId, ContactId

KEYS = Keys(b"k" * 32)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SENT = Fate("sent", 0, message="m1")


def later(seconds: float) -> datetime:
    """Some seconds after NOW."""
    return NOW + timedelta(seconds=seconds)


def resident(conn: Connection, external: str, *, ground: str = "wrote") -> Contact:
    """Somebody reachable on the channel *fake*."""
    person = people.join(conn, name=f"Người {external}", origin="self", now=NOW)
    return people.add_contact(conn, person.id, "fake", external, ground=ground, now=NOW)


def campaign(conn: Connection, state: str = "running", **values: Any) -> CampaignId:
    """A campaign of a few words."""
    row = dict(
        title="Tin",
        text="Chào {name|bà con}",
        buttons=[],
        audience="all",
        unit="thanh-hoa",
        state=state,
        created_at=NOW,
    )
    made = insert(campaigns).values(**row | values).returning(campaigns.c.id)
    return CampaignId(conn.execute(made).scalar_one())


def assignment(conn: Connection, state: str = "open") -> AssignmentId:
    """A duty that an office has to do."""
    known = {
        "duty": "d1",
        "office": "ubnd-tho-phu",
        "due": NOW.date(),
        "state": state,
        "policy": {},
        "made_at": NOW,
    }
    row = {column.name: known[column.name] for column in assignments.c if column.name in known}
    made = insert(assignments).values(**row).returning(assignments.c.id)
    return AssignmentId(conn.execute(made).scalar_one())


def broadcast(conn: Connection, people_count: int, **values: Any) -> CampaignId:
    """A running campaign with a queued push for each of so many new people."""
    number = campaign(conn, **values)
    contacts = [resident(conn, f"{number}-{n}") for n in range(people_count)]
    outbox.queue(conn, [for_campaign(contact, number) for contact in contacts])
    return number


def for_campaign(contact: Contact, number: CampaignId, **values: Any) -> Push:
    """A campaign's push to one contact."""
    told: dict[str, Any] = dict(
        key=f"campaign/{number}/{contact.id}",
        kind="campaign",
        contact=contact,
        not_before=NOW,
        urgency=outbox.Urgency.CAMPAIGN,
        campaign=number,
    )
    return Push(**told | values)


def ping(contact: Contact, key: str = "", **values: Any) -> Push:
    """A deadline ping to one contact."""
    told: dict[str, Any] = dict(
        key=key or f"ping/{contact.id}",
        kind="ping",
        contact=contact,
        not_before=NOW,
        screen='{"address":"home","title":"Nhắc việc NV-1"}',
    )
    return Push(**told | values)


def take(
    conn: Connection,
    limit: int = 100,
    *,
    process: str = "p1",
    now: datetime = NOW,
    per_chat: float = 1.0,
    keys: Keys = KEYS,
    **more: Any,
) -> Claim:
    """Claim on the channel *fake*."""
    return claims.claim(conn, Ask("fake", process, limit, per_chat, now, **more), keys)


def deliver(conn: Connection, claimed: Claim, fate: Fate = SENT, process: str = "p1") -> None:
    """Settle everything claimed with one fate."""
    settled = [Settled(row.id, ContactId(row.contact.id), fate) for row in claimed.rows]
    outbox.settle(conn, settled, process=process, now=NOW)


def states(conn: Connection) -> list[tuple[str, str]]:
    """State and reason of every push, in order."""
    found = conn.execute(select(deliveries.c.state, deliveries.c.reason).order_by(deliveries.c.id))
    return [(row.state, row.reason) for row in found]


def set_campaign(conn: Connection, number: CampaignId, state: str) -> None:
    """Move a campaign, as its own feature would."""
    conn.execute(update(campaigns).where(campaigns.c.id == number).values(state=state))
