"""Whatever we begin: a row a push, claimed in the instant of sending, settled by its receipt.

The row is the truth; queues, ticks and wake-ups are hints. ``sending`` is written only for what
is about to leave, with the process that took it, and everything that may forbid a push is looked
at in the same statement. This module queues, settles and counts; db/claims.py claims.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Interval,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from content.channel import Contact
from content.delivery import (
    AT_MOST_ONCE,
    MOST_ATTEMPTS,
    OPEN,
    Fate,
    Kind,
    Urgency,
)
from content.screen import Screen, to_json
from db.columns import Moment
from db.reachability import fall_back, go_round
from db.tables import contacts, deliveries
from db.values import AssignmentId, CampaignId, ContactId, DeliveryId

CHUNK = 500
"""Rows in one INSERT: below both databases' limit of parameters."""
SENDING = deliveries.c.state == literal_column("'sending'")
"""Literal, so that the partial index serves it."""


@dataclass(frozen=True, slots=True)
class Push:
    """Something to send. ``key`` is unique for ever: a second push of the same key is left alone.
    ``screen`` is the JSON of a screen, sealed for its reader; None: the campaign's own."""

    key: str
    kind: Kind
    contact: Contact
    not_before: datetime
    screen: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    urgency: Urgency = Urgency.PING
    expires_at: datetime | None = None
    campaign: CampaignId | None = None
    assignment: AssignmentId | None = None

    @classmethod
    def notice(
        cls,
        key: str,
        contact: Contact,
        screen: Screen,
        now: datetime,
        expires_at: datetime | None = None,
    ) -> Push:
        """Something that one person is told: no deadline of a duty, and no part of a campaign."""
        return cls(
            key,
            "notice",
            contact,
            not_before=now,
            screen=to_json(screen),
            urgency=Urgency.NOTICE,
            expires_at=expires_at,
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """A claimed row and what becomes of it."""

    id: DeliveryId
    contact: ContactId
    fate: Fate


def queue(conn: Connection, pushes: Iterable[Push]) -> int:
    """Queue, in the transaction of the cause; how many were new."""
    rows = [as_row(push) for push in pushes]
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    new = 0
    for start in range(0, len(rows), CHUNK):
        insert = dialect.insert(deliveries).values(rows[start : start + CHUNK])
        new += conn.execute(insert.on_conflict_do_nothing(index_elements=["key"])).rowcount
    return new


def as_row(push: Push) -> dict[str, Any]:
    """A push as it is stored."""
    return {
        "key": push.key,
        "kind": push.kind,
        "contact_id": push.contact.id,
        "channel": push.contact.channel,
        "campaign_id": push.campaign,
        "assignment_id": push.assignment,
        "screen": push.screen,
        "fields": dict(push.fields),
        "state": "queued",
        "urgency": int(push.urgency),
        "not_before": push.not_before,
        "expires_at": push.expires_at,
    }


def settle(conn: Connection, settled: Sequence[Settled], *, process: str, now: datetime) -> None:
    """Write what became of claimed rows.

    Only rows that this process still holds: a receipt that comes after recovery changes nothing.
    """
    sent = [one for one in settled if one.fate.state == "sent"]
    settle_sent(conn, sent, process, now)
    others = [settled_row(one, now) for one in settled if one.fate.state != "sent"]
    if others:
        mine = and_(
            deliveries.c.id == bindparam("row"), SENDING, deliveries.c.process_id == process
        )
        conn.execute(update(deliveries).where(mine).values(process_id=None, **SETTLED), others)
    lost = [one for one in settled if one.fate.state == "undeliverable"]
    if lost:
        gone = update(contacts).where(contacts.c.id == bindparam("row"))
        rows = [{"row": one.contact, "why": storable(one.fate.reason, 200)} for one in lost]
        conn.execute(gone.values(unreachable=bindparam("why")), rows)
        fall_back(conn, [one.id for one in lost], now)
    if full := [one.id for one in settled if one.fate.elsewhere]:
        go_round(conn, full, now)
    for one in sent:
        if one.fate.moved:
            follow(conn, one.contact, one.fate.moved)


def follow(conn: Connection, contact: ContactId, external: str) -> None:
    """A chat has a new id at its channel. Where we know that one already, it stays as it is and
    the old one is over."""
    here = contacts.c.id == contact
    channel = select(contacts.c.channel).where(here).scalar_subquery()
    there = (contacts.c.channel == channel, contacts.c.external == external)
    known = conn.scalar(select(contacts.c.id).where(*there))
    new = dict(unreachable=f"moved to {external}") if known else dict(external=external)
    if known != contact:
        conn.execute(update(contacts).where(here).values(new))


def settle_sent(conn: Connection, sent: Sequence[Settled], process: str, now: datetime) -> None:
    """The many that went well, in one statement with one parameter for all."""
    if sent:
        rows = [[one.id, one.fate.attempts, storable(one.fate.message, 100)] for one in sent]
        known = dict(rows=json.dumps(rows), process=process, at=now)
        conn.execute(ALL_SENT[conn.dialect.name], known)


ALL_SENT = {
    dialect: text(
        "UPDATE deliveries SET state = 'sent', process_id = NULL, reason = '', "  # noqa: S608
        f"attempts = told.attempts, message = told.message, finished_at = {at} "
        f"FROM ({told}) AS told "
        f"WHERE deliveries.id = told.id AND {sending} AND deliveries.process_id = :process"
    ).bindparams(bindparam("at", type_=Moment()))
    for dialect, at, sending, told in (
        # The plus keeps SQLite from the index of what is sending: it shall look up each id.
        ("sqlite", ":at", "+deliveries.state = 'sending'",
         "SELECT value ->> 0 AS id, value ->> 1 AS attempts, value ->> 2 AS message "
         "FROM json_each(:rows)"),
        ("postgresql", "CAST(:at AS timestamptz)", "deliveries.state = 'sending'",
         "SELECT CAST(value ->> 0 AS bigint) AS id, CAST(value ->> 1 AS integer) AS attempts, "
         "value ->> 2 AS message FROM json_array_elements(CAST(:rows AS json)) AS value"),
    )
}  # fmt: skip
"""Fragments of this module only; values are bound."""

SETTLED: dict[str, Any] = {
    "state": bindparam("to_state"),
    "attempts": bindparam("tried"),
    "reason": bindparam("why"),
    "message": bindparam("their_id"),
    "finished_at": bindparam("at"),
    "not_before": func.coalesce(
        bindparam("wait", type_=deliveries.c.not_before.type), deliveries.c.not_before
    ),
}


def settled_row(one: Settled, now: datetime) -> dict[str, Any]:
    """The parameters of one settlement."""
    return {
        "row": one.id,
        "to_state": one.fate.state,
        "tried": one.fate.attempts,
        "why": storable(one.fate.reason, 200),
        "their_id": storable(one.fate.message, 100),
        "at": None if one.fate.state in OPEN else now,
        "wait": one.fate.not_before,
    }


def storable(text: str, longest: int) -> str:
    """A channel's words as any database takes them: no NUL, no half of a surrogate pair."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")[:longest]


def recover(conn: Connection, *, alive: Collection[str], now: datetime) -> dict[str, int]:
    """Take back the rows of processes that died while sending; counts by what became of them.

    Whether those went out nobody knows: a campaign's are listed, the others are sent again.
    """
    lost = and_(SENDING, deliveries.c.process_id.not_in(list(alive)))
    tried = deliveries.c.attempts + 1
    listed = deliveries.c.kind.in_(AT_MOST_ONCE) | (tried >= MOST_ATTEMPTS)
    found = conn.scalars(
        update(deliveries)
        .where(lost)
        .values(
            state=case((listed, "unconfirmed"), else_="queued"),
            finished_at=case((listed, bindparam("at", now, deliveries.c.not_before.type))),
            not_before=now,
            attempts=tried,
            reason="interrupted",
            process_id=None,
        )
        .returning(deliveries.c.state)
    )
    counts: dict[str, int] = {}
    for state in found:
        counts[state] = counts.get(state, 0) + 1
    return counts


def give_back(
    conn: Connection, channel: str, *, process: str, in_air: Collection[DeliveryId]
) -> int:
    """Queue again what this process claimed without learning that it did (the commit's answer
    was lost). Nothing of it left us, so it costs no attempt."""
    unaware = and_(
        SENDING,
        deliveries.c.process_id == process,
        deliveries.c.channel == channel,
        deliveries.c.id.not_in(list(in_air)),
    )
    return conn.execute(
        update(deliveries).where(unaware).values(state="queued", process_id=None)
    ).rowcount


def bring_forward(conn: Connection, by: timedelta, now: datetime) -> int:
    """After the clock was set back: what waits, waits as long as it would have; how many rows.
    Every wait here began at some *now* and lasts a while; none is for an hour of the clock."""
    moment: Any = deliveries.c.not_before
    if conn.dialect.name == "sqlite":
        parts = ("%Y-%m-%d %H:%M:%f", moment, f"-{by.total_seconds()} seconds")
        earlier = func.strftime(*parts, type_=String).concat("000")  # as microseconds are kept
    else:
        earlier = moment - literal(by, Interval())
    waiting = and_(deliveries.c.state == literal_column("'queued'"), moment > now)
    return conn.execute(update(deliveries).where(waiting).values(not_before=earlier)).rowcount
