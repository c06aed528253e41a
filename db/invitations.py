"""Invitations: a code that lets somebody act for an office. Only its fingerprint is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from db.cipher import Keys
from db.tables import invitations
from db.values import PersonId


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code offers."""

    id: int
    office: str
    role: str
    uses_left: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """What a new invitation is to offer: for so many people, until a moment."""

    office: str
    role: str
    uses: int
    expires_at: datetime


def make(
    conn: Connection, keys: Keys, code: str, offer: Offer, *, by: PersonId | None, now: datetime
) -> None:
    """Store an invitation under a code."""
    values = dict(
        code_hash=keys.fingerprint(f"invitation:{code}"),
        office=offer.office,
        role=offer.role,
        uses_left=offer.uses,
        expires_at=offer.expires_at,
        made_at=now,
        made_by=by,
    )
    conn.execute(insert(invitations).values(**values))


def look(conn: Connection, keys: Keys, code: str, now: datetime) -> Invitation | None:
    """What a code offers now; None when it is unknown, used up, expired or revoked."""
    mark = keys.fingerprint(f"invitation:{code}")
    row = conn.execute(
        select(invitations).where(
            invitations.c.code_hash == mark,
            invitations.c.uses_left > 0,
            invitations.c.expires_at > now,
            invitations.c.revoked_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    return Invitation(row.id, row.office, row.role, row.uses_left, row.expires_at)


def use(conn: Connection, invitation: Invitation) -> bool:
    """Take one use; False when somebody else took the last."""
    left = (invitations.c.id == invitation.id) & (invitations.c.uses_left > 0)
    fewer = update(invitations).where(left).values(uses_left=invitations.c.uses_left - 1)
    return conn.execute(fewer).rowcount == 1
