"""The service itself: its processes, what it did and what it found amiss."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, false

from db.columns import Moment
from db.tables.base import key, metadata

processes = Table(
    "processes",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("pid", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("beat_at", Moment, nullable=False),
    Column("sends", Boolean, nullable=False, server_default=false()),  # has a share of the pace
    Column("audited_at", Moment),  # when its auditor last looked, where it has one
)

findings = Table(  # what the auditor finds amiss now; a row goes when that is over
    "findings",
    metadata,
    Column("kind", String(20), primary_key=True),  # see content.findings.Kind
    Column("since", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),  # when it was last found
)

journal = Table(
    "journal",
    metadata,
    key(),
    Column("at", Moment, nullable=False),
    Column("tick", String(20), nullable=False),
    Column("took_ms", Integer, nullable=False),
    Column("counts", JSON, nullable=False),
    Index("ix_journal_tick_at", "tick", "at"),
)
