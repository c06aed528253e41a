"""What people wrote to a campaign: the unread first, to mark as read and to take away."""

from __future__ import annotations

from aiohttp import web

from bot.console.pages.campaigns import page_of
from bot.console.pages.exports import taken
from bot.console.visit import Visit
from handlers import campaign_inbox
from handlers.campaign_console import CampaignId
from handlers.campaign_inbox import ReplyId
from handlers.campaigns import CampaignError

LONGEST_NUMBER = 15


async def every(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/replies."""
    try:
        found = await visit.read(
            campaign_inbox.inbox,
            visit.library,
            visit.console.desk.house.keys,
            CampaignId(visit.number),
            visit.order,
            page_of(visit.query.get("page", "")),
        )
    except CampaignError:
        raise web.HTTPNotFound from None
    return visit.draw("inbox.html", inbox=found)


async def mark(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/replies: the one whose button was pressed, or the whole page."""
    named = visit.form.getall("shown" if "page" in visit.form else "reply", [])
    which = [ReplyId(int(one)) for one in named if is_number(one)]
    try:
        await visit.write(
            campaign_inbox.mark_read, visit.library, CampaignId(visit.number), which, visit.order
        )
    except CampaignError:
        raise web.HTTPNotFound from None
    return visit.go(f"/console/campaigns/{visit.number}/replies", "replies_read")


def is_number(text: str) -> bool:
    """Whether a value of a form may be the number of a reply."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


async def export(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/replies/export."""
    number, order, keys = CampaignId(visit.number), visit.order, visit.console.desk.house.keys
    try:
        head = await visit.write(campaign_inbox.table_head, visit.library, number, order)
    except CampaignError:
        raise web.HTTPNotFound from None
    return await taken(
        visit,
        f"campaign-{number}-replies",
        head,
        lambda after: visit.read(
            campaign_inbox.table_rows, visit.library, keys, number, order, after
        ),
    )
