"""People and the contacts by which we reach them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)

from content.channel import Contact
from db.reachability import by_preference, can_be_told
from db.tables import audit, contacts, inbox, people, roles
from db.values import ContactId, Person, PersonId, Role

WROTE = "wrote"
"""The ground on which we may write to somebody who wrote to us first."""
NOBODY = 0
"""Who did something and asked to be forgotten since."""
ONLY_ANSWERS = frozenset({"terminal"})
"""Channels that answer whoever sits at them, and reach nobody later."""


def meet(
    conn: Connection, channel: str, external: str, *, name: str, origin: str, now: datetime
) -> tuple[Person, Contact, bool]:
    """The person behind a contact who has just spoken, made if new: (person, contact, is_new).

    Who speaks to us can be reached again: *unreachable* is cleared, the ground is that they wrote.
    """
    row = conn.execute(
        select(contacts.c.id, contacts.c.person_id)
        .where(contacts.c.channel == channel, contacts.c.external == external)
        .with_for_update()
    ).first()
    if row:
        touch = update(contacts).where(contacts.c.id == row.id)
        conn.execute(touch.values(unreachable="", ground=ground_of(channel), seen_at=now))
        conn.execute(update(people).where(people.c.id == row.person_id).values(seen_at=now))
        return get(conn, row.person_id), Contact(row.id, channel, external), False
    person = join(conn, name=name, origin=origin, now=now)
    contact = add_contact(conn, person.id, channel, external, ground=ground_of(channel), now=now)
    return person, contact, True


def ground_of(channel: str) -> str:
    """Why we may push to who speaks there; "" for a channel on which nobody can be reached."""
    return "" if channel in ONLY_ANSWERS else WROTE


VISIT = timedelta(hours=1)
"""Looks at a page within so long count as one visit."""


def visit(conn: Connection, contact: ContactId, now: datetime) -> None:
    """They looked at the page without a word: a web contact counts as reachable by its visits."""
    gone_long = (contacts.c.id == contact) & (contacts.c.seen_at < now - VISIT)
    conn.execute(update(contacts).where(gone_long).values(seen_at=now))


def printable(name: str) -> str:
    """A name as every database can keep it: no control characters, no lone surrogates."""
    return "".join(char for char in name if char.isprintable())[:100].strip()


def join(conn: Connection, *, name: str, origin: str, now: datetime) -> Person:
    """A new person, without a contact yet."""
    made = conn.execute(
        insert(people)
        .values(name=printable(name), origin=origin, joined_at=now, seen_at=now)
        .returning(people.c.id)
    )
    return get(conn, PersonId(made.scalar_one()))


def add_contact(
    conn: Connection, person: PersonId, channel: str, external: str, *, ground: str, now: datetime
) -> Contact:
    """A further way to reach a person; ``ground`` is why we may write there."""
    values = dict(person_id=person, channel=channel, external=external, ground=ground, seen_at=now)
    made = conn.execute(insert(contacts).values(**values).returning(contacts.c.id))
    return Contact(made.scalar_one(), channel, external)


def get(conn: Connection, person: PersonId) -> Person:
    """The person of an id; raises sqlalchemy.exc.NoResultFound when erased."""
    return as_person(conn.execute(select(people).where(people.c.id == person)).one())


def find_contact(conn: Connection, contact: ContactId) -> tuple[Contact, PersonId] | None:
    """A contact by its id, with whose it is."""
    row = conn.execute(select(contacts).where(contacts.c.id == contact)).first()
    if row is None:
        return None
    return Contact(row.id, row.channel, row.external), PersonId(row.person_id)


def find_by_external(conn: Connection, channel: str, external: str) -> Contact | None:
    """A contact by the channel's own id, without taking it as having spoken."""
    row = conn.execute(
        select(contacts.c.id).where(contacts.c.channel == channel, contacts.c.external == external)
    ).first()
    return Contact(row.id, channel, external) if row else None


def contacts_of(conn: Connection, person: PersonId) -> list[Contact]:
    """Every contact of a person, the one last seen first."""
    found = conn.execute(
        select(contacts)
        .where(contacts.c.person_id == person)
        .order_by(contacts.c.seen_at.desc().nulls_last(), contacts.c.id)
    )
    return [Contact(row.id, row.channel, row.external) for row in found]


@dataclass(frozen=True, slots=True)
class Reachability:
    """One of a person's contacts, and since when they want nothing more there."""

    contact: Contact
    opted_out_at: datetime | None


def reachability(conn: Connection, person: PersonId) -> list[Reachability]:
    """Every contact of a person, in the order in which they came."""
    found = conn.execute(
        select(contacts).where(contacts.c.person_id == person).order_by(contacts.c.id)
    )
    return [
        Reachability(Contact(row.id, row.channel, row.external), row.opted_out_at) for row in found
    ]


def reachable_contact(conn: Connection, person: PersonId) -> Contact | None:
    """Where a person wants to be told and can be reached, else where they can be and were last
    seen; None when nowhere."""
    row = conn.execute(
        select(contacts)
        .join(people, people.c.id == contacts.c.person_id)
        .where(contacts.c.person_id == person, can_be_told())
        .order_by(*by_preference())
        .limit(1)
    ).first()
    return Contact(row.id, row.channel, row.external) if row else None


def refuse(conn: Connection, contact: ContactId, at: datetime | None) -> None:
    """Nothing more on this contact since a moment; None: messages there again."""
    conn.execute(update(contacts).where(contacts.c.id == contact).values(opted_out_at=at))


def change(conn: Connection, person: PersonId, **values: Any) -> None:
    """Set columns of a person: name, language, unit, opted_out_at."""
    conn.execute(update(people).where(people.c.id == person).values(**values))


def mark_unreachable(conn: Connection, contact: ContactId, reason: str) -> None:
    """The channel says this contact cannot be reached; they come back when they write."""
    conn.execute(update(contacts).where(contacts.c.id == contact).values(unreachable=reason[:200]))


def roles_of(conn: Connection, person: PersonId, now: datetime) -> tuple[Role, ...]:
    """The roles a person holds at a moment."""
    held = and_(roles.c.since <= now, or_(roles.c.until.is_(None), roles.c.until > now))
    found = conn.execute(select(roles).where(roles.c.person_id == person, held).order_by("id"))
    return tuple(Role(r.id, r.role, r.office, r.unit, r.since, r.until) for r in found)


def give_role(
    conn: Connection,
    person: PersonId,
    role: str,
    *,
    office: str | None,
    unit: str | None,
    now: datetime,
) -> None:
    """Let a person act in a role from now on; holding it already changes nothing."""
    for held in roles_of(conn, person, now):
        if (held.role, held.office, held.unit) == (role, office, unit):
            return
    conn.execute(
        insert(roles).values(person_id=person, role=role, office=office, unit=unit, since=now)
    )


def people_in_office(
    conn: Connection, office: str, wanted: tuple[str, ...], now: datetime
) -> list[PersonId]:
    """Who holds one of the wanted roles in an office at a moment."""
    held = and_(roles.c.since <= now, or_(roles.c.until.is_(None), roles.c.until > now))
    found = conn.scalars(
        select(roles.c.person_id)
        .where(roles.c.office == office, roles.c.role.in_(wanted), held)
        .distinct()
        .order_by(roles.c.person_id)
    )
    return [PersonId(person) for person in found]


def erase(conn: Connection, person: PersonId) -> None:
    """Remove a person and everything that hangs on them; suppression is the caller's part.

    What they did as staff stays in the audit log as done by NOBODY; lines about them go.
    """
    theirs = select(contacts.c.id).where(contacts.c.person_id == person)
    conn.execute(update(inbox).where(inbox.c.contact_id.in_(theirs)).values(contact_id=None))
    conn.execute(delete(audit).where(audit.c.subject == f"person:{person}"))
    conn.execute(update(audit).where(audit.c.person_id == person).values(person_id=NOBODY))
    conn.execute(delete(people).where(people.c.id == person))


def as_person(row: Row[Any]) -> Person:
    """A row as a value."""
    return Person(
        PersonId(row.id),
        row.name,
        row.language,
        row.unit,
        row.origin,
        row.opted_out_at,
        row.joined_at,
        row.channel,
    )
