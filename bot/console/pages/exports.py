"""Tables to take away, streamed a part at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.console.visit import Visit
from handlers import exports
from handlers.campaign_console import CampaignId
from handlers.campaigns import CampaignError

NextPart = Callable[[int], Awaitable[tuple[str, int]]]
"""The lines behind a row, and after which row the next ones come (0: there are none)."""


async def campaign(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/export."""
    number = CampaignId(visit.number)
    try:
        head = await visit.read(exports.campaign_head, visit.library, number, visit.order)
    except CampaignError:
        raise web.HTTPNotFound from None
    return await stream(
        visit,
        f"campaign-{number}.csv",
        head,
        lambda after: visit.read(exports.campaign_part, visit.library, number, visit.order, after),
    )


async def stream(visit: Visit, name: str, head: str, part_after: NextPart) -> web.StreamResponse:
    """A file of CSV, a part at a time."""
    answer = web.StreamResponse()
    answer.content_type = "text/csv"
    answer.charset = "utf-8"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    await answer.prepare(visit.request)
    part, after = head, exports.START
    while True:
        await answer.write(part.encode())
        part, after = await part_after(after)
        if not after:
            break
    await answer.write_eof()
    return answer
