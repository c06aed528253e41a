"""Everything we keep of a person, told to themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from db import topics
from db.people import get, roles_of
from db.tables import (
    campaign_answers,
    campaign_replies,
    campaigns,
    checks,
    contacts,
    deliveries,
    messages,
    received,
    repayments,
    requests,
)
from db.values import PersonId


def export(conn: Connection, person: PersonId, now: datetime) -> Mapping[str, Any]:
    """Everything we keep of a person, for themselves; answers in a form are not among it."""
    found = get(conn, person)
    return {
        "name": found.name,
        "language": found.language,
        "unit": found.unit,
        "origin": found.origin,
        "joined_at": found.joined_at.isoformat(),
        "opted_out_at": iso(found.opted_out_at),
        "topics": sorted(topics.followed(conn, person)),
        "stopped_topics": sorted(topics.stopped(conn, person)),
        "contacts": contacts_told(conn, person),
        "roles": [
            {"role": r.role, "office": r.office, "unit": r.unit, "since": iso(r.since)}
            for r in roles_of(conn, person, now)
        ],
        "sent": sent_to(conn, person),
        "answers": answers_of(conn, person),
        "replies_kept": replies_kept(conn, person),
        "checks": checks_of(conn, person),
        "requests": requests_of(conn, person),
        "repayments": repayments_of(conn, person),
    }


def iso(moment: datetime | None) -> str | None:
    """A moment as it is exported."""
    return moment.isoformat() if moment else None


def contacts_told(conn: Connection, person: PersonId) -> list[dict[str, Any]]:
    """Every contact with why we may write there, why we cannot, and how much of the talk is kept
    (it is theirs to read on the page itself)."""
    kept = (
        select(func.count())
        .where(messages.c.contact_id == contacts.c.id)
        .correlate(contacts)
        .scalar_subquery()
    )
    found = conn.execute(
        select(contacts, kept.label("kept"))
        .where(contacts.c.person_id == person)
        .order_by(contacts.c.id)
    )
    return [
        {
            "channel": row.channel,
            "id": row.external,
            "ground": row.ground,
            "unreachable": row.unreachable,
            "seen_at": iso(row.seen_at),
            "messages_kept": row.kept,
        }
        for row in found
    ]


def sent_to(conn: Connection, person: PersonId) -> dict[str, int]:
    """How many pushes of each kind were sent to them, or wait."""
    found = conn.execute(
        select(deliveries.c.kind, func.count())
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .where(contacts.c.person_id == person)
        .group_by(deliveries.c.kind)
        .order_by(deliveries.c.kind)
    )
    return {row[0]: row[1] for row in found}


def replies_kept(conn: Connection, person: PersonId) -> int:
    """How many notes in their own words campaigns keep of them; the words lie encrypted."""
    kept = select(func.count()).where(campaign_replies.c.person_id == person)
    return conn.scalar(kept) or 0


def answers_of(conn: Connection, person: PersonId) -> list[dict[str, Any]]:
    """What they answered to the questions of campaigns, the oldest first."""
    found = conn.execute(
        select(campaigns.c.id, campaigns.c.title, campaign_answers.c.answer, campaign_answers.c.at)
        .join(campaigns, campaigns.c.id == campaign_answers.c.campaign_id)
        .where(campaign_answers.c.person_id == person)
        .order_by(campaign_answers.c.at, campaigns.c.id)
    )
    return [
        {"campaign": row.id, "title": row.title, "answer": row.answer, "at": iso(row.at)}
        for row in found
    ]


def checks_of(conn: Connection, person: PersonId) -> list[dict[str, Any]]:
    """What they had us keep of their checks, and for what; the answers lie encrypted, and are
    theirs to read on the screen of the check."""
    found = conn.execute(select(checks).where(checks.c.person_id == person).order_by(checks.c.id))
    return [
        {
            "id": row.id,
            "door": row.door,
            "day": row.day.isoformat(),
            "kept_at": iso(row.kept_at),
            "answers_kept": row.answers is not None,
            "with_sensitive": row.with_sensitive,
            "printed_code": row.code_hash is not None,
            "told_of_changes_since": iso(row.tell_at),
            "asked_on": row.ask_on.isoformat() if row.ask_on else None,
            "expires_at": iso(row.expires_at),
            "received": received_of(conn, row.id),
        }
        for row in found
    ]


def received_of(conn: Connection, check: int) -> dict[str, str]:
    """What they told of each programme of a check."""
    found = select(received.c.programme, received.c.answer).where(received.c.check_id == check)
    return {row.programme: row.answer for row in conn.execute(found.order_by(received.c.programme))}


def requests_of(conn: Connection, person: PersonId) -> list[dict[str, Any]]:
    """Whom they asked for help, and what became of it."""
    found = conn.execute(
        select(requests).where(requests.c.person_id == person).order_by(requests.c.id)
    )
    return [
        {
            "office": row.office,
            "topic": row.topic,
            "state": row.state,
            "consented_at": iso(row.consented_at),
            "done_at": iso(row.done_at),
        }
        for row in found
    ]


def repayments_of(conn: Connection, person: PersonId) -> list[dict[str, Any]]:
    """The loans of which they asked to be reminded; sums and terms lie encrypted."""
    found = conn.execute(
        select(repayments).where(repayments.c.person_id == person).order_by(repayments.c.id)
    )
    return [
        {
            "begun_at": iso(row.begun_at),
            "stopped_at": iso(row.stopped_at),
            "next_due": row.next_due.isoformat() if row.next_due else None,
        }
        for row in found
    ]
