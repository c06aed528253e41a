"""Claiming pushes in the instant of sending.

One statement a source (a campaign, or everything else of one urgency) marks the rows that go now
and ends or defers those that may not: opted out, unreachable, no ground, expired, the duty
finished, the chat written to a moment ago. A campaign that does not run is no source, so that
pausing acts at once however many rows wait. Two campaigns of one urgency share a tick equally.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    Connection,
    Text,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    or_,
    select,
    update,
)

from content.channel import Contact
from content.delivery import Kind, Urgency
from content.duties import RUNNING
from db.cipher import Keys
from db.columns import Moment, among, packed
from db.reachability import OPTED_OUT, fall_back, go_on_elsewhere
from db.sources import CHANNEL, NOW, QUEUED, Source, sources
from db.tables import assignments, contacts, deliveries, people, suppressed
from db.topics import has_stopped
from db.values import CampaignId, ContactId, DeliveryId

CHANGES: tuple[Kind, ...] = ("correction", "recall")
ENDS = ("expired", "cancelled", "undeliverable")


@dataclass(frozen=True, slots=True)
class Held:
    """Of a tick's rows at most so many that are not urgent (none in quiet hours), and at most so
    many that no channel is paid for."""

    calm: int = sys.maxsize
    unpaid: int = sys.maxsize


@dataclass(frozen=True, slots=True)
class Ask:
    """A tick's question: who sends over which channel, how many, how close to each other in one
    chat (``per_chat`` seconds) or group (``per_group``); ``turn`` counts the ticks."""

    channel: str
    process: str
    limit: int
    per_chat: float
    now: datetime
    per_group: float = 0.0
    turn: int = 0
    held: Held = Held()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that goes out now. ``variant`` names which text of its campaign; ``target`` is the
    channel's id of the message that it changes, "" for a new one."""

    id: DeliveryId
    kind: Kind
    contact: Contact
    campaign: CampaignId | None
    screen: str | None
    fields: Mapping[str, str]
    attempts: int
    variant: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a tick may send, and how many rows it put aside (ended or deferred) on the way; how
    many it took of what may be held back."""

    rows: tuple[Claimed, ...]
    aside: int
    calm: int = 0
    unpaid: int = 0


URGENCY: BindParameter[int] = bindparam("at_urgency")
CAMPAIGN: BindParameter[int] = bindparam("in_campaign")
TOPIC: BindParameter[str] = bindparam("about_topic")
SINCE, SINCE_OF_GROUP, LATER = (
    bindparam(name, type_=Moment()) for name in ("since", "since_of_group", "later")
)
"""Every statement here is built once and takes these: building one costs as much as running it."""


def claim(conn: Connection, ask: Ask, keys: Keys) -> Claim:
    """Mark at most ``ask.limit`` rows as sending and return them, most urgent first."""
    tally = Tally(ask)
    waiting = sources(conn, ask.channel, ask.now, ask.turn)
    for place, source in enumerate(waiting):
        peers = sum(1 for other in waiting[place:] if other.urgency == source.urgency)
        if (share := tally.share(source, peers)) <= 0:
            continue
        found = decide(conn, source, ask, share)
        going = [row for row in found if row.state == "sending"]
        if lost := [row.id for row in found if row.state == "undeliverable"]:
            fall_back(conn, lost, ask.now)
        if ended := [row.id for row in found if row.state == "cancelled"]:
            go_on_elsewhere(conn, ended, ask.now)
        if ask.per_chat or ask.per_group:
            mark_pushed(conn, [row.contact_id for row in going], ask.now)
        tally.count(source, [row.id for row in going], len(found))
    rows = in_full(conn, tally.taken, ask.channel)
    if any(source.any_erased for source in waiting):
        rows = without_erased(conn, rows, ask, keys)
    return Claim(rows, tally.looked_at - len(rows), tally.calm, tally.unpaid)


@dataclass(slots=True)
class Tally:
    """What a claim has taken so far, and what it may take yet."""

    ask: Ask
    taken: list[DeliveryId] = field(default_factory=list)
    looked_at: int = 0
    calm: int = 0
    unpaid: int = 0

    def share(self, source: Source, peers: int) -> int:
        """How many rows of a source to look at, when so many of its urgency still come."""
        left = self.ask.limit - len(self.taken)
        if source.urgency != Urgency.URGENT:
            left = min(left, self.ask.held.calm - self.calm)
        if not source.is_paid:
            left = min(left, self.ask.held.unpaid - self.unpaid)
        return -(-left // peers)

    def count(self, source: Source, going: list[DeliveryId], looked_at: int) -> None:
        """So many were looked at, and these go."""
        self.taken += going
        self.looked_at += looked_at
        self.calm += len(going) * (source.urgency != Urgency.URGENT)
        self.unpaid += len(going) * (not source.is_paid)


def decide(conn: Connection, source: Source, ask: Ask, limit: int) -> Sequence[Any]:
    """Decide on the first ``limit`` due rows of a source; what became of which."""
    pause, longer = (timedelta(seconds=most) for most in (ask.per_chat, ask.per_group))
    known: dict[str, Any] = dict(on_channel=ask.channel, at_urgency=source.urgency, now=ask.now)
    known |= dict(since=ask.now - pause, later=ask.now + pause, by=ask.process, most=limit)
    known["since_of_group"] = ask.now - max(pause, longer)
    if source.campaign is not None:
        known["in_campaign"] = source.campaign
    if source.topic:
        known["about_topic"] = source.topic
    one = decision(of_campaign=source.campaign is not None, of_topic=bool(source.topic))
    return conn.execute(one, known).all()


@cache
def decision(*, of_campaign: bool, of_topic: bool = False) -> Any:
    """The UPDATE that decides the fate of the first ``most`` due rows of a source."""
    judged = verdicts(due_rows(of_campaign=of_campaign), of_topic=of_topic).subquery("judged")
    return (
        update(deliveries)
        .where(deliveries.c.id == judged.c.id, QUEUED)
        .values(
            state=judged.c.fate,
            reason=judged.c.why,
            process_id=case((judged.c.fate == "sending", bindparam("by"))),
            finished_at=case((judged.c.fate.in_(ENDS), NOW)),
            not_before=case((judged.c.fate == "queued", LATER), else_=deliveries.c.not_before),
        )
        .returning(deliveries.c.id, deliveries.c.state, deliveries.c.contact_id)
    )


def due_rows(*, of_campaign: bool) -> CTE:
    """The rows to decide on, locked with their contact where other processes claim too.

    The contact is locked so that two processes cannot both write to one chat in one moment.
    """
    one = deliveries.c.campaign_id
    due = and_(
        QUEUED,
        deliveries.c.channel == CHANNEL,
        deliveries.c.urgency == URGENCY,
        one == CAMPAIGN if of_campaign else one.is_(None),
        deliveries.c.not_before <= NOW,
    )
    columns = ("id", "kind", "contact_id", "assignment_id", "expires_at")
    return (
        select(*(deliveries.c[name] for name in columns))
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .where(due)
        .order_by(deliveries.c.not_before, deliveries.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True, key_share=True, of=(deliveries, contacts))
        .cte("due")
    )


def verdicts(due: CTE, *, of_topic: bool) -> Any:
    """For each row: whether it goes now, waits, or ends, and why. ``of_topic``: who stopped the
    topic gets nothing."""
    # A clock set back leaves moments of the future behind: they count as long past.
    of_group = and_(contacts.c.pushed_at > SINCE_OF_GROUP, contacts.c.external.startswith("-"))
    just_now = and_(contacts.c.pushed_at <= NOW, or_(contacts.c.pushed_at > SINCE, of_group))
    turn = func.row_number().over(partition_by=due.c.contact_id, order_by=due.c.id)
    # A change to what they have already brings nothing new to those who asked for no more.
    brings = due.c.kind.not_in(CHANGES)
    finished = and_(due.c.assignment_id.is_not(None), assignments.c.state.not_in(RUNNING))
    rules: tuple[tuple[Any, str, Any], ...] = (
        (due.c.expires_at <= NOW, "expired", "expired"),
        (and_(brings, people.c.opted_out_at.is_not(None)), "cancelled", OPTED_OUT),
        (and_(brings, contacts.c.opted_out_at.is_not(None)), "cancelled", OPTED_OUT),
        (and_(brings, has_stopped(TOPIC)) if of_topic else false(), "cancelled", "topic stopped"),
        (finished, "cancelled", "duty finished"),
        (contacts.c.unreachable != "", "undeliverable", contacts.c.unreachable),
        (contacts.c.ground == "", "undeliverable", "no ground to write"),
        (or_(just_now, turn > 1), "queued", "pace of the chat"),
    )
    return (
        select(
            due.c.id,
            case(*((rule, fate) for rule, fate, _ in rules), else_="sending").label("fate"),
            case(*((rule, why) for rule, _, why in rules), else_="").label("why"),
        )
        .join(contacts, contacts.c.id == due.c.contact_id)
        .join(people, people.c.id == contacts.c.person_id)
        .outerjoin(assignments, assignments.c.id == due.c.assignment_id)
    )


def mark_pushed(conn: Connection, ids: list[ContactId], now: datetime) -> None:
    """Remember when each chat was last written to, in the transaction that claims."""
    if ids:
        these = update(contacts).where(among(conn.dialect.name, contacts.c.id))
        conn.execute(these.values(pushed_at=NOW), dict(ids=packed(conn, ids), now=now))


def in_full(conn: Connection, taken: list[DeliveryId], channel: str) -> tuple[Claimed, ...]:
    """The taken rows with whom they go to, in their order."""
    if not taken:
        return ()
    found = conn.execute(whole(conn.dialect.name), dict(ids=packed(conn, taken)))
    rows = {row[0]: row for row in found}
    return tuple(as_claimed(rows[number], channel) for number in taken)


@cache
def whole(dialect: str) -> Any:
    """The question of ``in_full``. Fields as text: most are empty, and need no reading."""
    names = ("id", "kind", "contact_id", "campaign_id", "screen", "attempts", "variant", "target")
    return (
        select(
            *(deliveries.c[name] for name in names),
            cast(deliveries.c.fields, Text),
            contacts.c.external,
        )
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .where(among(dialect, deliveries.c.id))
    )


def as_claimed(row: Any, channel: str) -> Claimed:
    """A row of ``whole``."""
    number, kind, contact, campaign, screen, attempts, variant, target, fields, external = row
    personal = {} if fields == "{}" else json.loads(fields)
    to = Contact(contact, channel, external)
    return Claimed(number, kind, to, campaign, screen, personal, attempts, variant, target)


def without_erased(
    conn: Connection, rows: tuple[Claimed, ...], ask: Ask, keys: Keys
) -> tuple[Claimed, ...]:
    """Drop the rows of contacts that asked to be forgotten, however they came back into a list."""
    hashes = select(suppressed.c.contact_hash)
    marks = {row.id: keys.fingerprint(row.contact.holder) for row in rows}
    these = hashes.where(among(conn.dialect.name, suppressed.c.contact_hash))
    erased = set(conn.scalars(these, dict(ids=packed(conn, list(marks.values())))))
    gone = [row.id for row in rows if marks[row.id] in erased]
    ended = dict(state="cancelled", reason="erased", process_id=None, finished_at=ask.now)
    if gone:
        conn.execute(update(deliveries).where(deliveries.c.id.in_(gone)).values(**ended))
    return tuple(row for row in rows if row.id not in gone)
