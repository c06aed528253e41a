"""What campaigns came to, told to staff: one campaign by hour, all of them by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from content import sheets
from content.campaigns import Campaign
from content.delivery import State as Fate
from content.figures import SHOWN, Figures, hours, monday, told, weeks
from content.library.library import Library
from content.wording import day, local, word
from db import campaigns, figures
from db.store import Connection
from db.values import CampaignId
from handlers.campaign_figures import missed
from handlers.campaign_orders import Order, find, units_of

MOST = 10_000
"""Campaigns looked through for one page."""
LISTED = 20


@dataclass(frozen=True, slots=True)
class Course:
    """One campaign: in all, hour by hour, and why people were not told."""

    campaign: Campaign
    whole: Figures
    hours: Sequence[tuple[datetime, Figures]]
    reasons: Sequence[tuple[Fate, str, int]]


@dataclass(frozen=True, slots=True)
class Season:
    """The last weeks, by the week in which each campaign started; the latest campaigns one by
    one."""

    weeks: Sequence[tuple[date, Figures]]
    campaigns: Sequence[tuple[Campaign, Figures]]
    whole: Figures


def course(conn: Connection, library: Library, number: CampaignId, order: Order) -> Course:
    """One campaign; raises CampaignError."""
    found = find(conn, library, number, order)
    begun = found.started_at
    return Course(
        found,
        figures.totals(conn, [number])[number],
        hours(begun, figures.by_hour(conn, number, begun)) if begun else (),
        missed(conn, number),
    )


def season(conn: Connection, library: Library, order: Order) -> Season:
    """Every campaign that who asks may see and that started in the last weeks."""
    mondays = weeks(order.now)
    seen = campaigns.listing(conn, units=units_of(library, order), limit=MOST)
    begun = [
        (one, monday(one.started_at))
        for one in seen
        if one.act == "send" and one.started_at and monday(one.started_at) >= mondays[0]
    ]
    every = figures.totals(conn, [CampaignId(one.id) for one, _ in begun])
    of_week = {week: Figures() for week in mondays}
    for one, week in begun:
        of_week[week] += every[CampaignId(one.id)]
    return Season(
        [*of_week.items()],
        [(one, every[CampaignId(one.id)]) for one, _ in begun[:LISTED]],
        sum(of_week.values(), Figures()),
    )


def course_sheet(found: Course) -> str:
    """A campaign hour by hour, for a spreadsheet."""
    rows = [(f"{local(at):%Y-%m-%d %H:%M}", one) for at, one in found.hours]
    return sheet("hour", rows)


def season_sheet(found: Season) -> str:
    """The weeks, for a spreadsheet."""
    return sheet("week", [(day(week), one) for week, one in found.weeks])


def sheet(first: str, rows: Sequence[tuple[str, Figures]]) -> str:
    """A table of figures as CSV."""
    head = [word(f"figures.{first}"), *(word(f"figures.name.{name}") for name in SHOWN)]
    return sheets.BOM + sheets.lines([head, *([label, *cells(one)] for label, one in rows)])


def cells(one: Figures) -> list[str]:
    """The figures of a row, as they may be told."""
    shown = [told(name, getattr(one, name)) for name in SHOWN]
    return [word("poll.few") if count is None else str(count) for count in shown]
