"""Campaigns, what people answered to them, and the files they carry."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
)

from db.columns import Moment
from db.tables.base import KEY, key, metadata, refers

campaigns = Table(
    "campaigns",
    metadata,
    key(),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("buttons", JSON, nullable=False),  # [{"label", "to"}]
    Column("audience", Text, nullable=False),
    Column("unit", String(64), nullable=False),  # the writer's unit; the audience stays within it
    Column("state", String(10), nullable=False, index=True),
    Column("at", Moment),
    Column("not_later_than", Moment),
    Column("author_id", KEY, ForeignKey("people.id", ondelete="SET NULL")),
    Column("approver_id", KEY, ForeignKey("people.id", ondelete="SET NULL")),
    Column("approved_at", Moment),
    Column("approved_hash", String(64), nullable=False, server_default=""),
    Column("held_reason", String(200), nullable=False, server_default=""),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
    Column("urgent", Boolean, nullable=False, server_default=false()),  # for storms and floods
    Column("repeat", String(200), nullable=False, server_default=""),  # an RRULE, or ""
    Column("next_at", Moment),  # when a repeating one comes next
    Column("parent_id", KEY, index=True),  # the repeating one that it is an occurrence of
    Column("approved_matched", Integer),  # how many people matched when it was approved
    Column("resumed_at", Moment),  # when a person last set it going
    Column("enlist_to", KEY),  # people up to this id are still to be looked at; None: none are
    Column("topic", String(40), nullable=False, server_default=""),  # what it is about, or ""
    # A paste kit: its readers put it into a group that we cannot enter, and say so.
    Column("kit", Boolean, nullable=False, server_default=false()),
    Column("variants", JSON, nullable=False, server_default="[]"),  # [{language, channel, text}]
    # What goes with the text: {"kind", "file", "name"}, or NULL.
    Column("media", JSON(none_as_null=True)),
    # A correction or a recall is a campaign of its own, which changes what another one sent.
    Column("act", String(8), nullable=False, server_default="send"),  # send | correct | recall
    Column("amends_id", KEY, index=True),
)

campaign_answers = Table(  # one answer a person: the last one given
    "campaign_answers",
    metadata,
    Column("campaign_id", KEY, ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", KEY, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("answer", String(60), nullable=False),  # its key: yes, no, or its words folded
    Column("at", Moment, nullable=False),
    Index("ix_campaign_answers_person_id", "person_id"),
)

campaign_replies = Table(  # what people wrote to a campaign in their own words
    "campaign_replies",
    metadata,
    key(),
    refers("campaign_id", "campaigns"),
    refers("person_id", "people"),
    Column("body", LargeBinary, nullable=False),  # encrypted
    Column("at", Moment, nullable=False),
    Column("read_at", Moment),
    Column("read_by", KEY, ForeignKey("people.id", ondelete="SET NULL")),
)

media = Table(  # pictures, voices and documents that campaigns carry
    "media",
    metadata,
    Column("file", String(64), primary_key=True),  # the SHA-256 of the body
    Column("kind", String(10), nullable=False),  # photo | voice | document
    Column("mime", String(100), nullable=False),
    Column("name", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", KEY, ForeignKey("people.id", ondelete="SET NULL")),
)

media_copies = Table(  # a channel's own id of a file, so that it is uploaded once
    "media_copies",
    metadata,
    Column("file", String(64), ForeignKey("media.file", ondelete="CASCADE"), primary_key=True),
    Column("holder", String(100), primary_key=True),  # channel and account, telegram:<bot id>
    Column("external", String(300), nullable=False),
)
