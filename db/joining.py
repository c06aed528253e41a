"""Two people who turn out to be one: the code that shows it, and everything of both in one hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, Table, and_, delete, func, insert, select, update

from db.cipher import Keys
from db.tables import (
    assignments,
    audit,
    campaign_answers,
    campaign_replies,
    campaigns,
    checks,
    contacts,
    deliveries,
    edits,
    invitations,
    joining_codes,
    media,
    people,
    pings,
    repayments,
    requests,
    roles,
    sessions,
    sign_ins,
    snoozes,
    topics,
)
from db.values import ContactId, PersonId

HELD_ONCE: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (topics, ("topic",)),
    (campaign_answers, ("campaign_id",)),
    (pings, ("assignment_id", "rung")),
    (snoozes, ("assignment_id",)),
    (roles, ("role", "office", "unit", "until")),
)
"""Rows of which a person has one each, by these columns: the kept person's own goes before."""
OWNED: tuple[tuple[Table, str], ...] = (
    (contacts, "person_id"),
    (campaign_replies, "person_id"),
    (campaign_replies, "read_by"),
    (checks, "person_id"),
    (requests, "person_id"),
    (requests, "taken_by"),
    (repayments, "person_id"),
    (campaigns, "author_id"),
    (campaigns, "approver_id"),
    (assignments, "acknowledged_by"),
    (assignments, "done_by"),
    (invitations, "made_by"),
    (sign_ins, "person_id"),
    (sessions, "person_id"),
    (edits, "made_by"),
    (media, "made_by"),
    (audit, "person_id"),
)
"""Everything else that names a person."""


def offer(
    conn: Connection, keys: Keys, code: str, contact: ContactId, *, now: datetime, until: datetime
) -> None:
    """Keep the hash of a code that was shown on a contact; older codes of theirs end."""
    conn.execute(delete(joining_codes).where(joining_codes.c.contact_id == contact))
    conn.execute(delete(joining_codes).where(joining_codes.c.expires_at < now))
    row = dict(code_hash=keys.fingerprint(f"join:{code}"), contact_id=contact, expires_at=until)
    conn.execute(insert(joining_codes).values(**row))


def taken(conn: Connection, keys: Keys, code: str, now: datetime) -> ContactId | None:
    """The contact on which a code was shown, the code used up by this; None for a wrong one."""
    good = and_(
        joining_codes.c.code_hash == keys.fingerprint(f"join:{code}"),
        joining_codes.c.used_at.is_(None),
        joining_codes.c.expires_at > now,
    )
    used = update(joining_codes).where(good).values(used_at=now)
    found = conn.scalar(used.returning(joining_codes.c.contact_id))
    return ContactId(found) if found is not None else None


def merge(conn: Connection, kept: PersonId, gone: PersonId, now: datetime) -> None:
    """Make two people one. A refusal of either stays: what somebody stopped before stays stopped
    on the channels they had then."""
    keep_refusals(conn, kept, gone)
    cancel_doubles(conn, kept, gone, now)
    take_over_keys(conn, kept, gone)
    for table, columns in HELD_ONCE:
        take_over_once(conn, table, columns, kept, gone)
    for table, name in OWNED:
        column: Column[int] = table.c[name]
        conn.execute(update(table).where(column == gone).values({name: kept}))
    fill_gaps(conn, kept, gone)
    conn.execute(delete(people).where(people.c.id == gone))


def keep_refusals(conn: Connection, kept: PersonId, gone: PersonId) -> None:
    """An opt-out of one of two becomes that of their channels; of both, it stays the person's."""
    stopped = {
        row.id: row.opted_out_at
        for row in conn.execute(
            select(people.c.id, people.c.opted_out_at).where(people.c.id.in_((kept, gone)))
        )
    }
    if all(stopped.values()):
        return
    for person, at in stopped.items():
        if at is not None:
            theirs = and_(contacts.c.person_id == person, contacts.c.opted_out_at.is_(None))
            conn.execute(update(contacts).where(theirs).values(opted_out_at=at))
            conn.execute(update(people).where(people.c.id == person).values(opted_out_at=None))


def cancel_doubles(conn: Connection, kept: PersonId, gone: PersonId, now: datetime) -> None:
    """What waits for the second of a campaign that the first gets too: they hear it once."""
    first, second = (
        select(contacts.c.id).where(contacts.c.person_id == person) for person in (kept, gone)
    )
    heard = select(deliveries.c.campaign_id).where(
        deliveries.c.contact_id.in_(first), deliveries.c.campaign_id.is_not(None)
    )
    doubled = and_(
        deliveries.c.contact_id.in_(second),
        deliveries.c.state == "queued",
        deliveries.c.campaign_id.in_(heard),
    )
    ended = dict(state="cancelled", reason="told on another channel", finished_at=now)
    conn.execute(update(deliveries).where(doubled).values(**ended))


def take_over_keys(conn: Connection, kept: PersonId, gone: PersonId) -> None:
    """A campaign that still looks for its people (db.enlisting) shall find that the kept person
    has it already: the key of a delivery names its person."""
    looking = select(campaigns.c.id).where(campaigns.c.enlist_to.is_not(None))
    for number in conn.scalars(looking).all():
        old, new = (f"campaign:{number}:{person}" for person in (gone, kept))
        has_own = select(deliveries.c.id).where(deliveries.c.key == new)
        if conn.scalar(has_own) is None:
            conn.execute(update(deliveries).where(deliveries.c.key == old).values(key=new))


def take_over_once(
    conn: Connection, table: Table, columns: tuple[str, ...], kept: PersonId, gone: PersonId
) -> None:
    """Move the rows that the kept person does not have yet; the others go with who goes."""
    own = table.alias("own")
    equal = (own.c[name].is_not_distinct_from(table.c[name]) for name in columns)
    same = and_(own.c.person_id == kept, *equal)
    missing = ~select(own.c.person_id).where(same).exists()
    conn.execute(update(table).where(table.c.person_id == gone, missing).values(person_id=kept))


def fill_gaps(conn: Connection, kept: PersonId, gone: PersonId) -> None:
    """What the kept person never told and the other did: commune and name."""
    other = conn.execute(select(people.c.name, people.c.unit).where(people.c.id == gone)).one()
    values = dict(
        unit=func.coalesce(people.c.unit, other.unit),
        name=func.coalesce(func.nullif(people.c.name, ""), other.name),
    )
    conn.execute(update(people).where(people.c.id == kept).values(**values))


def split(conn: Connection, contact: ContactId, now: datetime) -> PersonId:
    """A contact becomes a person of its own again, without roles, topics or history."""
    row = conn.execute(
        select(people)
        .join(contacts, contacts.c.person_id == people.c.id)
        .where(contacts.c.id == contact)
    ).one()
    values = dict(name=row.name, language=row.language, unit=row.unit, origin=row.origin)
    made = insert(people).values(**values, joined_at=now, seen_at=now).returning(people.c.id)
    person = PersonId(conn.execute(made).scalar_one())
    conn.execute(update(contacts).where(contacts.c.id == contact).values(person_id=person))
    return person
