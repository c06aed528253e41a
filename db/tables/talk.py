"""What is said: where each contact stands, the transcript, what came in."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from db.columns import Moment
from db.tables.base import KEY, index_of, key, metadata, refers

conversations = Table(
    "conversations",
    metadata,
    Column("contact_id", KEY, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    Column("screen", String(64), nullable=False, server_default=""),  # the present screen's address
    Column("shown", String(100), nullable=False, server_default=""),  # channel's id of its message
    Column("choices", JSON, nullable=False),  # the buttons last shown: [label, address] by number
    Column("form", String(64), nullable=False, server_default=""),  # the form they are in, or ""
    Column("answers", LargeBinary),  # encrypted: the answers given so far
    Column("answered_at", Moment),
    Column("misses", Integer, nullable=False, server_default="0"),  # misunderstood in a row
    Column("wrong_codes", Integer, nullable=False, server_default="0"),
    Column("locked_until", Moment),
    Column("greeted_at", Moment),
    Column("helped", LargeBinary),  # encrypted: answers for somebody else; NULL: helping nobody
    Column("helped_at", Moment),
)

messages = Table(
    "messages",
    metadata,
    key(),
    refers("contact_id", "contacts"),
    Column("body", LargeBinary, nullable=False),  # encrypted: what they said or what we showed
    Column("at", Moment, nullable=False),
    Column("seen_at", Moment),
    Column("delivery_id", KEY, unique=True),
    Column("private", Boolean, nullable=False),  # holds answers of a form: goes when they go
    index_of(
        "ix_messages_seen",
        "delivery_id",
        "seen_at",
        where="delivery_id IS NOT NULL AND seen_at IS NOT NULL",
    ),
)

inbox = Table(
    "inbox",
    metadata,
    key(),
    Column("channel", String(16), nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("body", Text),  # emptied once handled
    Column("contact_id", KEY),
    Column("state", String(10), nullable=False),  # new | handled | replied | broken
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("channel", "update_id"),
    Index("ix_inbox_open", "state", "id"),
)
