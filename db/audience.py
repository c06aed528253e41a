"""Whom a campaign reaches: a tree of content.audience as one SELECT of people and contacts.

Whatever the tree says, the SELECT stays within the writer's unit and never holds demo people. Of a
person one contact counts: the one that can be reached and was last seen. A person belongs to the
unit where they live and to those where they hold a role, so that *officials of Thọ Phú* are found
though they live next door. Nothing here reads people into memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    false,
    func,
    insert,
    literal,
    null,
    select,
    true,
)

from content.campaigns import Variant
from content.delivery import Urgency
from content.places import Places
from content.variants import BASE, by_rank
from db.aims import Aim as Aim
from db.aims import had_enough, numbered
from db.columns import Moment
from db.reachability import rank
from db.tables import contacts, deliveries, people
from db.terms import condition
from db.topics import has_stopped
from db.values import CampaignId, PersonId

KINDS = ("reachable", "opted_out", "unreachable", "no_ground", "full")


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people match, and how many of them stand where: the others sum to the first.
    ``opted_out`` want nothing at all, or nothing of the campaign's topic.
    ``full`` have had as many campaigns this week as one person gets."""

    matched: int
    reachable: int
    opted_out: int
    unreachable: int
    no_ground: int
    full: int = 0


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of an audience, for the preview."""

    person: PersonId
    name: str
    unit: str | None
    channel: str


def count(conn: Connection, aim: Aim) -> Reach:
    """How many people an audience holds now."""
    fate = standing(aim).label("fate")
    found = conn.execute(chosen(aim, fate, func.count()).group_by(fate))
    kinds = {row[0]: row[1] for row in found}
    return Reach(sum(kinds.values()), **{kind: kinds.get(kind, 0) for kind in KINDS})


def matched(conn: Connection, aim: Aim, most: int | None = None) -> int:
    """How many people an audience holds, whether or not they can be told; at most so many, which
    is found without looking at the rest."""
    some = chosen(aim, literal(1)).limit(most).subquery()
    return conn.execute(select(func.count()).select_from(some)).scalar_one()


def by_channel(conn: Connection, aim: Aim) -> dict[str, int]:
    """Over which channels the reachable would be told."""
    counted = reached(aim, contacts.c.channel, func.count()).group_by(contacts.c.channel)
    return {row[0]: row[1] for row in conn.execute(counted.order_by(contacts.c.channel))}


def readers(conn: Connection, aim: Aim) -> list[tuple[str, str, int]]:
    """In which language and over which channel how many would be told."""
    who = (people.c.language, contacts.c.channel)
    counted = reached(aim, *who, func.count()).group_by(*who).order_by(*who)
    return [(row[0], row[1], row[2]) for row in conn.execute(counted)]


def names(conn: Connection, aim: Aim, limit: int = 20) -> list[Somebody]:
    """The first few who would be told, by name, so that a writer sees whom the words catch."""
    columns = (people.c.id, people.c.name, people.c.unit, contacts.c.channel)
    found = conn.execute(reached(aim, *columns).order_by(people.c.id).limit(limit))
    return [Somebody(PersonId(r.id), r.name, r.unit, r.channel) for r in found]


def beyond(conn: Connection, aim: Aim, channel: str, most: int, limit: int = 5) -> list[Somebody]:
    """The first few on a channel whom its plan would leave out, were only ``most`` told there."""
    columns = (people.c.id, people.c.name, people.c.unit, contacts.c.channel)
    there = reached(aim, *columns).where(contacts.c.channel == channel).order_by(people.c.id)
    found = conn.execute(there.offset(most).limit(limit))
    return [Somebody(PersonId(r.id), r.name, r.unit, r.channel) for r in found]


def enqueue(
    conn: Connection,
    campaign: CampaignId,
    aim: Aim,
    texts: Sequence[Variant] = (),
    *,
    expires_at: datetime | None,
    urgent: bool = False,
) -> int:
    """Queue a campaign for whom an aim holds, each in the text that is theirs: one row each, in one
    statement; how many were new. db/enlisting.py says for whom and when."""
    values: dict[str, Any] = {
        "key": literal(f"campaign:{campaign}:").concat(people.c.id),
        "kind": literal("campaign"),
        "contact_id": contacts.c.id,
        "channel": contacts.c.channel,
        "campaign_id": literal(campaign),
        "fields": personal_fields(conn, aim.places),
        "state": literal("queued"),
        "urgency": literal(int(Urgency.URGENT if urgent else Urgency.CAMPAIGN)),
        "not_before": literal(aim.now, Moment()),
        "expires_at": literal(expires_at, Moment()) if expires_at else null(),
    }
    if texts:
        values["variant"] = variant(texts)
    rows = reached(aim, *(value.label(name) for name, value in values.items()))
    # In SQLAlchemy's own words the clause would have the statement compiled anew for each slice.
    new = rows.suffix_with("ON CONFLICT (key) DO NOTHING")
    return conn.execute(insert(deliveries).from_select(list(values), new)).rowcount


def variant(texts: Sequence[Variant]) -> ColumnElement[str]:
    """The key of the text a reader gets, by ``content.variants``: the most specific that fits."""
    return case(
        *((fits(one), one.key) for one in by_rank(texts)),
        else_=BASE,
    )


def fits(one: Variant) -> ColumnElement[bool]:
    """Whether a text is for a reader and the channel that reaches them."""
    language = people.c.language == one.language if one.language else true()
    channel = contacts.c.channel == one.channel if one.channel else true()
    return and_(language, channel)


def personal_fields(conn: Connection, places: Places) -> ColumnElement[Any]:
    """What the text may call a person by, as JSON made in the database."""
    build = func.json_object if conn.dialect.name == "sqlite" else func.json_build_object
    today = {slug: commune_name(places, slug) for slug in places.units}
    commune = case(today, value=people.c.unit, else_="") if today else literal("")
    return build("name", people.c.name, "commune", commune, type_=JSON)


def commune_name(places: Places, slug: str) -> str:
    """The bare name of the unit of today that a person's unit became; "" for none we know."""
    if slug not in places.units:
        return ""
    after = places.successors(slug)
    return after[0].name if len(after) == 1 else places.unit(slug).name


def reached(aim: Aim, *columns: Any) -> Select[Any]:
    """Those who match and can be told."""
    return chosen(aim, *columns).where(standing(aim) == "reachable")


def chosen(aim: Aim, *columns: Any) -> Select[Any]:
    """Everybody who matches, each with their one contact if they have any."""
    best = the_one_contact(aim.now)
    # Their contact has the person's number too; said again, it spares PostgreSQL all the others.
    one = and_(contacts.c.id == best, numbered(contacts.c.person_id, aim.ids))
    return (
        select(*columns)
        .select_from(people.outerjoin(contacts, one))
        .where(numbered(people.c.id, aim.ids), people.c.origin != "demo")
        .where(aim.within(aim.unit), condition(aim.tree, aim))
    )


def the_one_contact(now: datetime) -> ColumnElement[int]:
    """Where a person is told: where they want to be, if they can; else the best they have. In two
    questions, since SQLite does not see the person in the order of one."""
    latest = (contacts.c.seen_at.desc().nulls_last(), contacts.c.id)
    theirs = select(contacts.c.id).where(contacts.c.person_id == people.c.id).limit(1)
    wanted = theirs.where(contacts.c.channel == people.c.channel, rank(now) == 0).order_by(*latest)
    best = theirs.order_by(rank(now), *latest)
    first, otherwise = (one.correlate(people).scalar_subquery() for one in (wanted, best))
    return func.coalesce(first, otherwise)


def standing(aim: Aim) -> ColumnElement[str]:
    """Whether a person who matches is told, and if not why."""
    return case(
        (people.c.opted_out_at.is_not(None), "opted_out"),
        (has_stopped(aim.topic) if aim.topic else false(), "opted_out"),
        (contacts.c.opted_out_at.is_not(None), "opted_out"),
        (contacts.c.id.is_(None), "unreachable"),
        (rank(aim.now) == 2, "unreachable"),
        (rank(aim.now) == 1, "no_ground"),
        (had_enough(aim), "full"),
        else_="reachable",
    )
