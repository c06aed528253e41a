"""Staff: how they enter, and what they change."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table

from db.columns import Moment
from db.tables.base import KEY, key, metadata, refers

invitations = Table(
    "invitations",
    metadata,
    key(),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("office", String(64), nullable=False),
    Column("role", String(20), nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("made_at", Moment, nullable=False),
    Column("made_by", KEY, ForeignKey("people.id", ondelete="SET NULL")),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    refers("person_id", "people"),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    key(),
    Column("token_hash", String(64), nullable=False, unique=True),
    refers("person_id", "people"),
    Column("demo", Boolean, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

edits = Table(
    "edits",
    metadata,
    key(),
    Column("file", String(200), nullable=False),
    Column("path", JSON, nullable=False),
    Column("value", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", KEY, ForeignKey("people.id", ondelete="SET NULL")),
    Column("undone_at", Moment),
)

audit = Table(
    "audit",
    metadata,
    key(),
    Column("at", Moment, nullable=False),
    Column("person_id", KEY),  # None: the operator's command line, or the service itself
    Column("action", String(40), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("detail", JSON, nullable=False),  # keys and counts, never an answer's value
    Index("ix_audit_subject", "subject"),
)
