"""What campaigns came to: counted by campaign, and one campaign by hour.

States are counted from an index alone; taps, stops and looks have small indexes of their own. Rows
of one campaign lie close together, so that looks are found by the span of their numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, func, select, union, union_all

from content.delivery import STATES, State
from content.figures import FIRST_HOURS, HOUR, Figures
from db.tables import campaign_answers, campaign_replies, deliveries, messages
from db.values import CampaignId

MISSED: tuple[State, ...] = ("undeliverable", "failed", "expired")
"""Who was not told."""
Counts = dict[str, Any]


def totals(conn: Connection, campaigns: Collection[CampaignId]) -> dict[CampaignId, Figures]:
    """What each campaign came to."""
    found: dict[CampaignId, Counts] = {number: {} for number in campaigns}
    of, these = deliveries.c.campaign_id, deliveries.c.campaign_id.in_(list(campaigns))
    states = select(of, deliveries.c.state, func.count()).where(these)
    for number, state, count in conn.execute(states.group_by(of, deliveries.c.state)):
        name = "sent" if state == "sent" else "missed" if state in MISSED else ""
        found[number][name] = found[number].get(name, 0) + count
    for name in ("tapped", "stopped"):
        happened = these & deliveries.c[f"{name}_at"].is_not(None)
        counted = select(of, func.count()).where(happened).group_by(of)
        put(found, name, conn.execute(counted))
    put(found, "answered", conn.execute(answered(list(campaigns))))
    for number in campaigns:
        found[number] |= looks(conn, number)
    return {number: Figures(**without(counts, "")) for number, counts in found.items()}


def put(found: dict[CampaignId, Counts], name: str, rows: Iterable[Any]) -> None:
    """One count of each campaign."""
    for number, count in rows:
        found[number][name] = count


def without(counts: Counts, name: str) -> Counts:
    """The counts that have a name of their own."""
    return {key: count for key, count in counts.items() if key != name}


def answered(campaigns: list[CampaignId]) -> Select[Any]:
    """How many people answered each campaign, by a button or in their own words."""
    both = union(
        *(
            select(table.c.campaign_id, table.c.person_id).where(table.c.campaign_id.in_(campaigns))
            for table in (campaign_answers, campaign_replies)
        )
    ).subquery()
    return select(both.c.campaign_id, func.count()).group_by(both.c.campaign_id)


def looks(conn: Connection, campaign: CampaignId) -> Counts:
    """How many messages lie on a page that tells when it was looked at, and how many were."""
    if (span := span_of(conn, campaign)) is None:
        return {}
    stored = select(func.count()).select_from(messages).where(messages.c.delivery_id.between(*span))
    seen = select(func.count()).select_from(looked(campaign, span).subquery())
    return {"seeable": conn.scalar(stored) or 0, "seen": conn.scalar(seen) or 0}


def looked(campaign: CampaignId, span: tuple[int, int]) -> Select[Any]:
    """When messages of a campaign were looked at."""
    return (
        select(messages.c.seen_at.label("at"))
        .join(deliveries, deliveries.c.id == messages.c.delivery_id)
        .where(messages.c.delivery_id.between(*span), messages.c.seen_at.is_not(None))
        .where(messages.c.delivery_id.is_not(None), deliveries.c.campaign_id == campaign)
    )


def span_of(conn: Connection, campaign: CampaignId) -> tuple[int, int] | None:
    """The first and the last number of a campaign's rows."""
    ends = []
    for state in STATES:
        here = (deliveries.c.campaign_id == campaign, deliveries.c.state == state)
        for edge in (func.min, func.max):
            ends.append(conn.scalar(select(edge(deliveries.c.id)).where(*here)))
    known = [number for number in ends if number is not None]
    return (min(known), max(known)) if known else None


def by_hour(conn: Connection, campaign: CampaignId, begun: datetime) -> dict[datetime, Figures]:
    """What happened in each hour from the start of a campaign on, for the first days."""
    until = begun + FIRST_HOURS * HOUR
    found: dict[datetime, Counts] = {}
    for name, moments in happenings(campaign, span_of(conn, campaign)).items():
        at = moments.subquery()
        hour = hour_of(conn, at.c.at)
        counted = select(hour, func.count()).where(at.c.at < until).group_by(hour)
        for written, count in conn.execute(counted):
            when = datetime.strptime(written, "%Y-%m-%d %H").replace(tzinfo=UTC)
            found.setdefault(when, {})[name] = count
    return {at: Figures(**counts) for at, counts in found.items()}


def happenings(campaign: CampaignId, span: tuple[int, int] | None) -> dict[str, Select[Any]]:
    """The moments of everything that happens to a campaign, by the name of its figure."""
    row = deliveries.c
    of = row.campaign_id == campaign
    found = {
        "sent": select(row.finished_at.label("at")).where(of, row.state == "sent"),
        "missed": select(row.finished_at.label("at")).where(of, row.state.in_(MISSED)),
        "tapped": select(row.tapped_at.label("at")).where(of, row.tapped_at.is_not(None)),
        "stopped": select(row.stopped_at.label("at")).where(of, row.stopped_at.is_not(None)),
        "answered": first_answers(campaign),
    }
    return found | ({"seen": looked(campaign, span)} if span else {})


def first_answers(campaign: CampaignId) -> Select[Any]:
    """When each person first answered, by a button or in their own words."""
    both = union_all(
        *(
            select(table.c.person_id, table.c.at).where(table.c.campaign_id == campaign)
            for table in (campaign_answers, campaign_replies)
        )
    ).subquery()
    return select(func.min(both.c.at).label("at")).group_by(both.c.person_id)


def hour_of(conn: Connection, at: ColumnElement[datetime]) -> ColumnElement[str]:
    """The hour of a moment, in UTC, as ``2026-11-24 09``."""
    if conn.dialect.name == "sqlite":
        return func.substr(at, 1, 13, type_=String)
    return func.to_char(func.timezone("UTC", at), "YYYY-MM-DD HH24", type_=String)
