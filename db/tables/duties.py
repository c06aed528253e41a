"""Duties: an office's assignments, and who was told of them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, String, Table, UniqueConstraint

from db.columns import Moment
from db.tables.base import KEY, key, metadata

assignments = Table(
    "assignments",
    metadata,
    key(),
    Column("duty", String(40), nullable=False),
    Column("office", String(64), nullable=False),
    Column("due", Date, nullable=False),
    Column("state", String(12), nullable=False),
    Column("policy", JSON, nullable=False),  # title and ladder in force when it was made
    Column("made_at", Moment, nullable=False),
    Column("acknowledged_at", Moment),
    Column("acknowledged_by", KEY, ForeignKey("people.id", ondelete="SET NULL")),
    Column("done_at", Moment),
    Column("done_by", KEY, ForeignKey("people.id", ondelete="SET NULL")),
    UniqueConstraint("duty", "office", "due"),
    Index("ix_assignments_office_state", "office", "state"),
    Index("ix_assignments_state_due", "state", "due"),
)

pings = Table(  # which rung of an assignment's ladder was told whom
    "pings",
    metadata,
    Column(
        "assignment_id", KEY, ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("person_id", KEY, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("rung", String(16), primary_key=True),  # before-7 | day-0 | overdue-2 …
    Column("at", Moment, nullable=False),
)

snoozes = Table(
    "snoozes",
    metadata,
    Column(
        "assignment_id", KEY, ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("person_id", KEY, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("until", Moment, nullable=False),
)
