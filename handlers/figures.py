"""What campaigns came to, told to staff: one campaign by hour, all of them by week; on a page, in a
chat with the chart as a picture, and as a table to take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from content.address import Address
from content.blocks import Fields, Paragraph, line, plain
from content.campaigns import Campaign
from content.cards.figures import hours_chart, weeks_chart
from content.chart import Chart
from content.delivery import State as Fate
from content.figures import SHOWN, Figures, hours, monday, told, weeks
from content.library.library import Library
from content.screen import Button, Screen, to
from content.sheets import Row
from content.wording import day, local, word
from content.wording import number as number_words
from db import campaigns, figures
from db.store import Connection
from db.values import CampaignId
from handlers.campaign_figures import missed
from handlers.campaign_orders import CampaignError, Order, find, units_of
from handlers.pictures import illustrated
from handlers.scene import Scene
from handlers.staff import READERS, province, unit_of
from handlers.turn import Reply
from handlers.welcome import lost

MOST = 10_000
"""Campaigns looked through for one page."""
LISTED = 20
BUTTONS = 6
"""Campaigns to choose from in a chat."""
LONGEST_NUMBER = 15


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


def course_sheet(found: Course) -> list[Row]:
    """A campaign hour by hour, for a spreadsheet."""
    return sheet("hour", [(f"{local(at):%Y-%m-%d %H:%M}", one) for at, one in found.hours])


def season_sheet(found: Season) -> list[Row]:
    """The weeks, for a spreadsheet."""
    return sheet("week", [(day(week), one) for week, one in found.weeks])


def sheet(first: str, rows: Sequence[tuple[str, Figures]]) -> list[Row]:
    """A table of figures, its head first."""
    head = [word(f"figures.{first}"), *(word(f"figures.name.{name}") for name in SHOWN)]
    return [head, *([label, *cells(one)] for label, one in rows)]


def cells(one: Figures) -> list[str | int]:
    """The figures of a row, as they may be told; numbers, so that a spreadsheet adds them up."""
    shown = [told(name, getattr(one, name)) for name in SHOWN]
    return [word("poll.few") if count is None else count for count in shown]


def of_weeks(scene: Scene, _address: Address) -> Reply:
    """Address ``figures``: the last weeks with their chart, and the way to each campaign."""
    library, order, language = scene.library, asking(scene), scene.language

    def count(conn: Connection) -> tuple[Screen, Chart | None]:
        found = season(conn, library, order)
        title = word("figures.weeks", language)
        chart = weeks_chart(title, found.weeks, language) if found.whole else None
        return weeks_screen(found, language), chart

    return illustrated(scene, count)


def of_campaign(scene: Scene, address: Address) -> Reply:
    """Address ``figures/<campaign>``: what it came to so far, with the chart of its hours."""
    written = address.segments[1]
    if not written.isdecimal() or len(written) > LONGEST_NUMBER:
        return lost(scene)
    library, order, language = scene.library, asking(scene), scene.language
    number = CampaignId(int(written))
    try:
        find(scene.conn, library, number, order)
    except CampaignError:
        return lost(scene)

    def count(conn: Connection) -> tuple[Screen, Chart | None]:
        found = course(conn, library, number, order)
        title = found.campaign.draft.title
        chart = hours_chart(title, found.hours, language) if found.hours else None
        return course_screen(found, language), chart

    return illustrated(scene, count)


def asking(scene: Scene) -> Order:
    """Who speaks, within the widest unit of the roles by which they may see figures."""
    whole = province(scene.library.places)
    units = [unit_of(role, whole) for role in scene.roles if role.role in READERS]
    unit = whole if whole in units else next(filter(None, units), "")
    return Order(scene.person.id, unit, scene.now)


def weeks_screen(found: Season, language: str) -> Screen:
    """All campaigns together, then a button each."""
    rows = tuple(
        (Button(one.draft.title, to("figures", one.id), hint=sent(figures, language)),)
        for one, figures in found.campaigns[:BUTTONS]
    )
    return screen_of(to("figures"), word("figures.weeks", language), found.whole, rows, language)


def course_screen(found: Course, language: str) -> Screen:
    """One campaign, and the way to the others."""
    others = Button(word("figures.campaigns", language), to("figures"), icon="chart")
    here = to("figures", found.campaign.id)
    return screen_of(here, found.campaign.draft.title, found.whole, ((others,),), language)


def screen_of(
    address: str, title: str, whole: Figures, rows: tuple[tuple[Button, ...], ...], language: str
) -> Screen:
    """Figures in words, for whoever does not see the chart."""
    numbers = tuple(
        (word(f"figures.name.{name}", language), plain(in_words(name, whole, language)))
        for name in SHOWN
    )
    nothing = Paragraph(line(word("figures.course.none", language)))
    blocks = (
        Fields(numbers) if whole else nothing,
        Paragraph(line(word("figures.what", language))),
    )
    home = Button(word("welcome.home", language), to("home"), icon="back")
    return Screen(address, title, blocks, (*rows, (home,)))


def in_words(name: str, whole: Figures, language: str) -> str:
    """One figure as it may be told."""
    count = told(name, getattr(whole, name))
    return word("poll.few", language) if count is None else number_words(count)


def sent(figures: Figures, language: str) -> str:
    """How many a campaign told, below its name."""
    return f"{word('figures.name.sent', language)}: {number_words(figures.sent)}"
