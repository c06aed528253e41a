"""Claiming pushes in the instant of sending.

One statement a source (a campaign, or everything else of one urgency) marks the rows that go now
and ends or defers those that may not: opted out, unreachable, no ground, expired, the duty
finished, the chat written to a moment ago. A campaign that does not run is no source, so that
pausing acts at once however many rows wait. Two campaigns of one urgency share a tick equally.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    Connection,
    ScalarSelect,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
    update,
)

from content.channel import Contact
from content.delivery import Kind, Urgency
from content.duties import RUNNING
from db.cipher import Keys
from db.columns import Moment, among, packed
from db.tables import assignments, campaigns, contacts, deliveries, people, suppressed
from db.topics import has_stopped
from db.values import CampaignId, ContactId, DeliveryId

QUEUED = deliveries.c.state == literal_column("'queued'")
"""Literal, so that the partial index serves it."""
ENDS = ("expired", "cancelled", "undeliverable")


@dataclass(frozen=True, slots=True)
class Ask:
    """A tick's question: who sends over which channel, how many, how close to each other in one
    chat (``per_chat`` seconds). In quiet hours only what is urgent goes."""

    channel: str
    process: str
    limit: int
    per_chat: float
    now: datetime
    quiet: bool = False


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
    """What a tick may send, and how many rows it put aside (ended or deferred) on the way."""

    rows: tuple[Claimed, ...]
    aside: int


Source = tuple[int, CampaignId | None, str]
"""Urgency, campaign (None: everything else), and the topic that the campaign is about."""
CHANNEL: BindParameter[str] = bindparam("on_channel")
URGENCY: BindParameter[int] = bindparam("at_urgency")
CAMPAIGN: BindParameter[int] = bindparam("in_campaign")
TOPIC: BindParameter[str] = bindparam("about_topic")
NOW, SINCE, LATER = (bindparam(name, type_=Moment()) for name in ("now", "since", "later"))
"""Every statement here is built once and takes these: building one costs as much as running it."""


def claim(conn: Connection, ask: Ask, keys: Keys) -> Claim:
    """Mark at most ``ask.limit`` rows as sending and return them, most urgent first."""
    taken: list[DeliveryId] = []
    aside = 0
    waiting = sources(conn, ask)
    for place, source in enumerate(waiting):
        peers = sum(1 for other in waiting[place:] if other[0] == source[0])
        share = -(-(ask.limit - len(taken)) // peers)
        if share <= 0:
            break
        found = decide(conn, source, ask, share)
        going = [row for row in found if row.state == "sending"]
        aside += len(found) - len(going)
        if ask.per_chat:
            mark_pushed(conn, [row.contact_id for row in going], ask.now)
        taken += (row.id for row in going)
    rows = without_erased(conn, in_full(conn, taken, ask.channel), ask, keys)
    return Claim(rows, aside + len(taken) - len(rows))


def decide(conn: Connection, source: Source, ask: Ask, limit: int) -> Sequence[Any]:
    """Decide on the first ``limit`` due rows of a source; what became of which."""
    urgency, campaign, topic = source
    pause = timedelta(seconds=ask.per_chat)
    known: dict[str, Any] = dict(on_channel=ask.channel, at_urgency=urgency, now=ask.now)
    known |= dict(since=ask.now - pause, later=ask.now + pause, by=ask.process, most=limit)
    if campaign is not None:
        known["in_campaign"] = campaign
    if topic:
        known["about_topic"] = topic
    one = decision(of_campaign=campaign is not None, of_topic=bool(topic))
    return conn.execute(one, known).all()


def sources(conn: Connection, ask: Ask) -> list[Source]:
    """Where rows are due, most urgent first. Each is one probe of the index of due rows."""
    found = conn.execute(due_sources(), dict(on_channel=ask.channel, now=ask.now))
    due = [(row[0], row[1], row[2]) for row in found if row[0] == Urgency.URGENT or not ask.quiet]
    return sorted(due, key=lambda source: (source[0], source[1] or 0))


@cache
def due_sources() -> Any:
    """The question of ``sources``."""
    levels = union_all(*(select(literal(int(u)).label("urgency")) for u in Urgency)).subquery()
    others = select(levels.c.urgency, null().label("campaign"), literal("")).where(
        due_probe(levels, deliveries.c.campaign_id.is_(None)).is_not(None)
    )
    running = (
        select(levels.c.urgency, campaigns.c.id, campaigns.c.topic)
        .join_from(levels, campaigns, campaigns.c.state == "running")
        .where(due_probe(levels, deliveries.c.campaign_id == campaigns.c.id).is_not(None))
    )
    return union_all(others, running)


def due_probe(levels: Subquery, belongs: Any) -> ScalarSelect[int]:
    """The first due row of a source, or NULL; the order keeps the planner on the index."""
    due = and_(
        QUEUED,
        deliveries.c.channel == CHANNEL,
        deliveries.c.urgency == levels.c.urgency,
        belongs,
        deliveries.c.not_before <= NOW,
    )
    first = select(deliveries.c.id).where(due).order_by(deliveries.c.not_before, deliveries.c.id)
    return first.limit(1).correlate(levels, campaigns).scalar_subquery()


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
    columns = ("id", "contact_id", "assignment_id", "expires_at")
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
    just_now = and_(contacts.c.pushed_at > SINCE, contacts.c.pushed_at <= NOW)
    turn = func.row_number().over(partition_by=due.c.contact_id, order_by=due.c.id)
    finished = and_(due.c.assignment_id.is_not(None), assignments.c.state.not_in(RUNNING))
    rules: tuple[tuple[Any, str, Any], ...] = (
        (due.c.expires_at <= NOW, "expired", "expired"),
        (people.c.opted_out_at.is_not(None), "cancelled", "opted out"),
        (has_stopped(TOPIC) if of_topic else false(), "cancelled", "topic stopped"),
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
    if not rows or conn.execute(hashes.limit(1)).first() is None:
        return rows
    marks = {row.id: keys.fingerprint(row.contact.holder) for row in rows}
    these = hashes.where(among(conn.dialect.name, suppressed.c.contact_hash))
    erased = set(conn.scalars(these, dict(ids=packed(conn, list(marks.values())))))
    gone = [row.id for row in rows if marks[row.id] in erased]
    ended = dict(state="cancelled", reason="erased", process_id=None, finished_at=ask.now)
    if gone:
        conn.execute(update(deliveries).where(deliveries.c.id.in_(gone)).values(**ended))
    return tuple(row for row in rows if row.id not in gone)
