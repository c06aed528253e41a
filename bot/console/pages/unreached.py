"""Chưa tới được: whom a campaign has not reached, by place; names for a visit, to print or take
away."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from bot.console.pages.exports import table
from bot.console.visit import Visit
from content.reasons import reason_words
from handlers import unreached
from handlers.campaign_console import CampaignId
from handlers.campaigns import CampaignError
from handlers.unreached import Missing


async def every(visit: Visit) -> web.StreamResponse:
    """GET /console/unreached: the latest campaigns, to choose one."""
    found = await visit.read(unreached.concerning, visit.library, visit.order)
    return visit.draw("unreached_campaigns.html", found=found)


async def campaign(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/unreached?place=…"""
    found = await missing(visit)
    query = f"place={quote(found.place)}"
    title = visit.unit_title(found.place)
    return visit.draw(
        "unreached.html", found=found, query=query, place=title, reason_words=reason_words
    )


async def export(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/unreached/export?place=…"""
    found = await missing(visit)
    return await table(visit, f"unreached-{visit.number}", unreached.sheet(found))


async def missing(visit: Visit) -> Missing:
    """What this person may see of it; 404 where it concerns nobody of theirs."""
    who = unreached.looker(visit.actor.posts, visit.library, visit.order)
    number, place = CampaignId(visit.number), visit.query.get("place", "")
    try:
        return await visit.read(unreached.missing, visit.library, number, who, place)
    except CampaignError:
        raise web.HTTPNotFound from None
