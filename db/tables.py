"""Every table, in one place to read. Moments are UTC; screens and lists are JSON."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from db.columns import Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

KEY = BigInteger().with_variant(Integer, "sqlite")


def key() -> Column[int]:
    """A surrogate primary key."""
    return Column("id", KEY, primary_key=True, autoincrement=True)


def refers(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    """A foreign key whose row goes when its target goes."""
    return Column(
        name, KEY, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=nullable, index=True
    )


def index_of(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows of which something holds."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


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

suppressed = Table(
    "suppressed",
    metadata,
    Column("contact_hash", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
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
