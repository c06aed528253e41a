"""What goes out: the outbox, and how fast and how much a channel may carry."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from db.columns import Moment
from db.tables.base import KEY, index_of, key, metadata, refers

deliveries = Table(
    "deliveries",
    metadata,
    key(),
    Column("key", String(100), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),  # see content.delivery.Kind
    refers("contact_id", "contacts"),
    Column("channel", String(16), nullable=False),
    # Found by ix_deliveries_campaign_state; an index of its own would mislead the planner.
    Column("campaign_id", KEY, ForeignKey("campaigns.id", ondelete="CASCADE")),
    refers("assignment_id", "assignments", nullable=True),
    Column("screen", Text),  # None: the campaign's own
    Column("fields", JSON, nullable=False),  # personal fields, fixed when queued
    Column("state", String(16), nullable=False),
    Column("urgency", Integer, nullable=False),  # lower goes first
    Column("not_before", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("process_id", String(36)),
    Column("finished_at", Moment),
    Column("message", String(100), nullable=False, server_default=""),
    Column("reason", String(200), nullable=False, server_default=""),
    Column("variant", String(20), nullable=False, server_default=""),  # which text of a campaign
    Column("target", String(100), nullable=False, server_default=""),  # the message that it changes
    Column("tapped_at", Moment),  # when a button of it was first pressed
    Column("stopped_at", Moment),  # when its reader asked for no more, soon after it
    index_of(
        "ix_deliveries_due",
        "channel",
        "urgency",
        "campaign_id",
        "not_before",
        "id",
        where="state = 'queued'",
    ),
    index_of("ix_deliveries_sending", "process_id", where="state = 'sending'"),
    Index("ix_deliveries_campaign_state", "campaign_id", "state", "id"),
    # Few rows are ever tapped or stopped, and sending never touches these.
    index_of("ix_deliveries_tapped", "campaign_id", "tapped_at", where="tapped_at IS NOT NULL"),
    index_of("ix_deliveries_stopped", "campaign_id", "stopped_at", where="stopped_at IS NOT NULL"),
)

budgets = Table(  # how fast a channel lets us send now, for every process and across restarts
    "budgets",
    metadata,
    Column("holder", String(100), primary_key=True),  # channel and account, telegram:<bot id>
    Column("share", Float, nullable=False, server_default="1"),  # of the configured rate, 0 to 1
    Column("blocked_until", Moment),
    Column("changed_at", Moment, nullable=False),
)

usage = Table(  # how many messages a channel carried in a month, where its plan limits them
    "usage",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("month", String(7), primary_key=True),  # 2026-11, in Hà Nội
    Column("sent", Integer, nullable=False),
)
