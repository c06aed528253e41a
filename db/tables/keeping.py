"""What a resident asked us to keep: checks, requests for help, repayments to be reminded of."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    false,
)

from db.columns import Moment
from db.tables.base import KEY, index_of, key, metadata, refers

checks = Table(  # a check that a resident kept, each use of it by a consent of its own
    "checks",
    metadata,
    key(),
    refers("person_id", "people"),
    Column("code_hash", String(64), unique=True),  # of the printed code; NULL: none is valid
    Column("door", String(64), nullable=False),  # what was checked, as content.care writes it
    Column("answers", LargeBinary),  # encrypted; NULL: only the outcome is kept
    Column("with_sensitive", Boolean, nullable=False, server_default=false()),
    Column("outcome", LargeBinary),  # encrypted; NULL: to be judged at the next look
    Column("day", Date, nullable=False),  # the day whose rules the outcome is of
    Column("kept_at", Moment, nullable=False),
    Column("tell_at", Moment),  # since when they want to be told of changes
    Column("ask_on", Date),  # the day on which they let us ask what came of it
    Column("asked_at", Moment),
    Column("looked_at", Moment),  # when it was last judged anew
    Column("expires_at", Moment),  # NULL: kept until they erase it
    index_of("ix_checks_told", "looked_at", "id", where="tell_at IS NOT NULL"),
    index_of("ix_checks_asked", "ask_on", where="ask_on IS NOT NULL AND asked_at IS NULL"),
)

received = Table(  # what came of a check: one answer a programme, the last one given
    "received",
    metadata,
    Column("check_id", KEY, ForeignKey("checks.id", ondelete="CASCADE"), primary_key=True),
    Column("programme", String(60), primary_key=True),
    Column("answer", String(12), nullable=False),  # yes | not_yet | refused | not_asked
    Column("at", Moment, nullable=False),
)

requests = Table(  # a resident asks an office for help
    "requests",
    metadata,
    key(),
    Column("code_hash", String(64), nullable=False, unique=True),
    refers("person_id", "people"),
    Column("office", String(64), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),  # encrypted: the very words they agreed to
    Column("topic", String(40), nullable=False),
    Column("state", String(10), nullable=False),  # see content.requests.MOVES
    Column("consented_at", Moment, nullable=False),
    Column("taken_at", Moment),
    Column("taken_by", KEY, ForeignKey("people.id", ondelete="SET NULL")),
    Column("done_at", Moment),  # when it ended, done or withdrawn
    Index("ix_requests_office_state", "office", "state"),
)

repayments = Table(  # a loan of whose instalments somebody wants to be reminded
    "repayments",
    metadata,
    key(),
    refers("person_id", "people"),
    Column("body", LargeBinary, nullable=False),  # encrypted: programme, principal, rate, terms
    Column("since_key", String(32), nullable=False),
    Column("code_hash", String(64), unique=True),  # of the calendar's code; NULL: none is valid
    Column("begun_at", Moment, nullable=False),
    Column("stopped_at", Moment),
    Column("next_due", Date),  # NULL: nothing is due any more
    index_of("ix_repayments_due", "next_due", where="stopped_at IS NULL"),
)
