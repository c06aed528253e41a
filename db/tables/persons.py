"""Who we know: people, the contacts by which we reach them, and what they want."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint

from db.columns import Moment
from db.tables.base import KEY, key, metadata, refers

people = Table(
    "people",
    metadata,
    key(),
    Column("name", String(100), nullable=False, server_default=""),
    Column("language", String(2), nullable=False, server_default="vi"),
    Column("unit", String(64), index=True),
    Column("origin", String(10), nullable=False),  # self | import | operator | demo
    Column("opted_out_at", Moment),
    Column("channel", String(16), nullable=False, server_default=""),  # preferred; "": the latest
    Column("joined_at", Moment, nullable=False),
    Column("seen_at", Moment),
)

contacts = Table(
    "contacts",
    metadata,
    key(),
    refers("person_id", "people"),
    Column("channel", String(16), nullable=False),
    Column("external", String(100), nullable=False),
    # Why we may write to them: "wrote" (they wrote first) or the office's stated basis; "" if none.
    Column("ground", String(200), nullable=False, server_default=""),
    Column("unreachable", String(200), nullable=False, server_default=""),  # the reason, or ""
    Column("seen_at", Moment),
    Column("pushed_at", Moment),  # last push, for the pace of one chat
    Column("opted_out_at", Moment),  # nothing more on this channel; the person's own: on none
    UniqueConstraint("channel", "external"),
)

joining_codes = Table(  # typed on another channel, they make two people one
    "joining_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    refers("contact_id", "contacts"),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

topics = Table(
    "topics",
    metadata,
    Column("person_id", KEY, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", String(40), primary_key=True),
    Column("stopped_at", Moment),  # they want nothing of this topic any more; None: they follow it
    Index("ix_topics_topic", "topic"),
)

roles = Table(
    "roles",
    metadata,
    key(),
    refers("person_id", "people"),
    Column("role", String(20), nullable=False, index=True),
    Column("office", String(64), index=True),
    Column("unit", String(64)),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
)

suppressed = Table(
    "suppressed",
    metadata,
    Column("contact_hash", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
)
