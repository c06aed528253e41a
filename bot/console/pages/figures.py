"""Số liệu: what campaigns came to, by week and by campaign; a chart, its table, and both to take
away."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.console.pages.exports import table
from bot.console.visit import Visit
from bot.pages.chart import Size, Theme, draw
from content.cards.figures import hours_chart, weeks_chart
from content.chart import Chart
from content.figures import SHOWN, told
from handlers import figures
from handlers.campaign_console import CampaignId
from handlers.campaigns import CampaignError
from handlers.figures import Course, Season


async def every(visit: Visit) -> web.StreamResponse:
    """GET /console/figures."""
    found = await season(visit)
    chart = season_chart(visit, found)
    return visit.draw("figures.html", found=found, chart=chart, names=SHOWN, told=told)


async def campaign(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/figures."""
    found = await course(visit)
    chart = course_chart(visit, found)
    return visit.draw("course.html", found=found, chart=chart, names=SHOWN, told=told)


async def every_picture(visit: Visit) -> web.StreamResponse:
    """GET /console/figures/chart.svg."""
    return await picture(visit, season_chart(visit, await season(visit)))


async def picture_of_campaign(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/figures/chart.svg."""
    return await picture(visit, course_chart(visit, await course(visit)))


async def every_sheet(visit: Visit) -> web.StreamResponse:
    """GET /console/figures/export."""
    return await table(visit, "figures", figures.season_sheet(await season(visit)))


async def sheet_of_campaign(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/figures/export."""
    name, found = f"figures-{visit.number}", await course(visit)
    return await table(visit, name, figures.course_sheet(found))


async def season(visit: Visit) -> Season:
    """What this person may see of the last weeks."""
    return await visit.read(figures.season, visit.library, visit.order)


async def course(visit: Visit) -> Course:
    """The campaign of the path; 404 where there is none within this person's unit."""
    number = CampaignId(visit.number)
    try:
        return await visit.read(figures.course, visit.library, number, visit.order)
    except CampaignError:
        raise web.HTTPNotFound from None


def season_chart(visit: Visit, found: Season) -> Chart:
    """The weeks as a chart."""
    return weeks_chart(visit.word("figures.weeks"), found.weeks, visit.actor.language)


def course_chart(visit: Visit, found: Course) -> Chart:
    """The first hours of a campaign as a chart."""
    return hours_chart(found.campaign.draft.title, found.hours, visit.actor.language)


async def picture(visit: Visit, chart: Chart) -> web.Response:
    """A chart drawn in the colours of the page that shows it."""
    theme: Theme = "dark" if visit.query.get("theme") == "dark" else "light"
    size: Size = "phone" if visit.query.get("size") == "phone" else "desk"
    body = await asyncio.to_thread(draw, chart, "svg", theme, size)
    answer = web.Response(body=body, content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "no-store"
    answer.enable_compression()
    return answer
