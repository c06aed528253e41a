"""Claiming pushes in the instant of sending.

One statement a source (a campaign, or everything else of one urgency) marks the rows that go now
and ends or defers those that may not: opted out, unreachable, no ground, expired, the duty
finished, the chat written to a moment ago. A campaign that does not run is no source, so that
pausing acts at once however many rows wait. Two campaigns of one urgency share a tick equally.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    Connection,
    ScalarSelect,
    Subquery,
    and_,
    case,
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
from db.columns import Moment
from db.tables import assignments, campaigns, contacts, deliveries, people, suppressed
from db.values import CampaignId, ContactId, DeliveryId

QUEUED = deliveries.c.state == literal_column("'queued'")
"""Literal, so that the partial index serves it."""
ENDS = ("expired", "cancelled", "undeliverable")


@dataclass(frozen=True, slots=True)
class Ask:
    """A tick's question: who sends over which channel, how many, how close to each other in one
    chat (``per_chat`` seconds)."""

    channel: str
    process: str
    limit: int
    per_chat: float
    now: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that goes out now."""

    id: DeliveryId
    kind: Kind
    contact: Contact
    campaign: CampaignId | None
    screen: str | None
    fields: Mapping[str, str]
    attempts: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What a tick may send, and how many rows it put aside (ended or deferred) on the way."""

    rows: tuple[Claimed, ...]
    aside: int


Source = tuple[int, CampaignId | None]


def claim(conn: Connection, ask: Ask, keys: Keys) -> Claim:
    """Mark at most ``ask.limit`` rows as sending and return them, most urgent first."""
    taken: list[Any] = []
    aside = 0
    waiting = sources(conn, ask)
    for place, source in enumerate(waiting):
        peers = sum(1 for other in waiting[place:] if other[0] == source[0])
        share = -(-(ask.limit - len(taken)) // peers)
        if share <= 0:
            break
        found = conn.execute(decision(source, ask, share)).all()
        going = [row for row in found if row.state == "sending"]
        aside += len(found) - len(going)
        if ask.per_chat:
            mark_pushed(conn, [row.contact_id for row in going], ask.now)
        taken += going
    rows = without_erased(conn, with_contacts(conn, taken, ask.channel), ask, keys)
    return Claim(rows, aside + len(taken) - len(rows))


def sources(conn: Connection, ask: Ask) -> list[Source]:
    """Where rows are due: (urgency, running campaign or None), most urgent first.

    Each is one probe of the index of due rows.
    """
    levels = union_all(*(select(literal(int(u)).label("urgency")) for u in Urgency)).subquery()
    others = select(levels.c.urgency, null().label("campaign")).where(
        due_probe(ask, levels, deliveries.c.campaign_id.is_(None)).is_not(None)
    )
    running = (
        select(levels.c.urgency, campaigns.c.id)
        .join_from(levels, campaigns, campaigns.c.state == "running")
        .where(due_probe(ask, levels, deliveries.c.campaign_id == campaigns.c.id).is_not(None))
    )
    found = conn.execute(union_all(others, running))
    return sorted(((row[0], row[1]) for row in found), key=lambda s: (s[0], s[1] or 0))


def due_probe(ask: Ask, levels: Subquery, belongs: Any) -> ScalarSelect[int]:
    """The first due row of a source, or NULL; the order keeps the planner on the index."""
    due = and_(
        QUEUED,
        deliveries.c.channel == ask.channel,
        deliveries.c.urgency == levels.c.urgency,
        belongs,
        deliveries.c.not_before <= ask.now,
    )
    first = select(deliveries.c.id).where(due).order_by(deliveries.c.not_before, deliveries.c.id)
    return first.limit(1).correlate(levels, campaigns).scalar_subquery()


def decision(source: Source, ask: Ask, limit: int) -> Any:
    """The UPDATE that decides the fate of the first ``limit`` due rows of a source."""
    judged = verdicts(due_rows(source, ask, limit), ask).subquery("judged")
    later = literal(ask.now + timedelta(seconds=ask.per_chat), Moment())
    return (
        update(deliveries)
        .where(deliveries.c.id == judged.c.id, QUEUED)
        .values(
            state=judged.c.fate,
            reason=judged.c.why,
            process_id=case((judged.c.fate == "sending", ask.process)),
            finished_at=case((judged.c.fate.in_(ENDS), literal(ask.now, Moment()))),
            not_before=case((judged.c.fate == "queued", later), else_=deliveries.c.not_before),
        )
        .returning(
            deliveries.c.id,
            deliveries.c.state,
            deliveries.c.kind,
            deliveries.c.contact_id,
            deliveries.c.campaign_id,
            deliveries.c.screen,
            deliveries.c.fields,
            deliveries.c.attempts,
        )
    )


def due_rows(source: Source, ask: Ask, limit: int) -> CTE:
    """The rows to decide on, locked with their contact where other processes claim too.

    The contact is locked so that two processes cannot both write to one chat in one moment.
    """
    urgency, campaign = source
    one = deliveries.c.campaign_id
    due = and_(
        QUEUED,
        deliveries.c.channel == ask.channel,
        deliveries.c.urgency == urgency,
        one.is_(None) if campaign is None else one == campaign,
        deliveries.c.not_before <= ask.now,
    )
    columns = ("id", "contact_id", "assignment_id", "expires_at")
    return (
        select(*(deliveries.c[name] for name in columns))
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .where(due)
        .order_by(deliveries.c.not_before, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True, of=(deliveries, contacts))
        .cte("due")
    )


def verdicts(due: CTE, ask: Ask) -> Any:
    """For each row: whether it goes now, waits, or ends, and why."""
    since = ask.now - timedelta(seconds=ask.per_chat)
    # A clock set back leaves moments of the future behind: they count as long past.
    just_now = and_(contacts.c.pushed_at > since, contacts.c.pushed_at <= ask.now)
    turn = func.row_number().over(partition_by=due.c.contact_id, order_by=due.c.id)
    finished = and_(due.c.assignment_id.is_not(None), assignments.c.state.not_in(RUNNING))
    rules: tuple[tuple[Any, str, Any], ...] = (
        (due.c.expires_at <= ask.now, "expired", "expired"),
        (people.c.opted_out_at.is_not(None), "cancelled", "opted out"),
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
        conn.execute(update(contacts).where(contacts.c.id.in_(ids)).values(pushed_at=now))


def with_contacts(conn: Connection, taken: list[Any], channel: str) -> tuple[Claimed, ...]:
    """The taken rows with whom they go to."""
    if not taken:
        return ()
    ids = [row.contact_id for row in taken]
    found = conn.execute(select(contacts.c.id, contacts.c.external).where(contacts.c.id.in_(ids)))
    external = {row.id: row.external for row in found}
    return tuple(
        Claimed(
            r.id,
            r.kind,
            Contact(r.contact_id, channel, external[r.contact_id]),
            r.campaign_id,
            r.screen,
            r.fields,
            r.attempts,
        )
        for r in taken
    )


def without_erased(
    conn: Connection, rows: tuple[Claimed, ...], ask: Ask, keys: Keys
) -> tuple[Claimed, ...]:
    """Drop the rows of contacts that asked to be forgotten, however they came back into a list."""
    if not rows:
        return ()
    marks = {row.id: keys.fingerprint(row.contact.holder) for row in rows}
    erased = set(
        conn.scalars(
            select(suppressed.c.contact_hash).where(
                suppressed.c.contact_hash.in_(list(marks.values()))
            )
        )
    )
    if not erased:
        return rows
    gone = [row.id for row in rows if marks[row.id] in erased]
    ended = dict(state="cancelled", reason="erased", process_id=None, finished_at=ask.now)
    conn.execute(update(deliveries).where(deliveries.c.id.in_(gone)).values(**ended))
    return tuple(row for row in rows if row.id not in gone)
