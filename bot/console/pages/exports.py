"""Tables to take away, streamed a part at a time."""

from __future__ import annotations

from aiohttp import web

from bot.console.visit import Visit
from handlers import exports
from handlers.campaign_console import CampaignId
from handlers.campaigns import CampaignError


async def campaign(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/export."""
    number, after = CampaignId(visit.number), exports.START
    try:
        head = await visit.read(exports.campaign_head, visit.library, number, visit.order)
    except CampaignError:
        raise web.HTTPNotFound from None
    answer = web.StreamResponse()
    answer.content_type = "text/csv"
    answer.charset = "utf-8"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f'attachment; filename="campaign-{number}.csv"'
    await answer.prepare(visit.request)
    await answer.write(head.encode())
    while True:
        part, after = await visit.read(
            exports.campaign_part, visit.library, number, visit.order, after
        )
        await answer.write(part.encode())
        if not after:
            break
    await answer.write_eof()
    return answer
