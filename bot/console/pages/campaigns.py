"""The list of campaigns: search, filters with counts, order, pages."""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from bot.console.visit import Visit
from handlers import campaign_console
from handlers.campaign_console import PILLS, Wish

SORTS = ("new", "old", "title")


async def every(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns."""
    wish = wish_of(visit)
    found = await visit.read(campaign_console.listing, visit.library, wish, visit.order)

    def link(**changes: object) -> str:
        kept = {"q": wish.search, "pill": wish.pill, "sort": wish.sort, "page": 1, **changes}
        plain = {key: value for key, value in kept.items() if value not in ("", 1, "new")}
        return "/console/campaigns" + (f"?{urlencode(plain)}" if plain else "")

    return visit.draw(
        "campaigns.html", wish=wish, found=found, link=link, pills=tuple(PILLS), sorts=SORTS
    )


def wish_of(visit: Visit) -> Wish:
    """What the address asks for; nonsense counts as nothing."""
    query = visit.query
    pill, sort, page = (query.get(key, "") for key in ("pill", "sort", "page"))
    return Wish(
        search=query.get("q", "")[:100],
        pill=pill if pill in PILLS else "",
        sort=sort if sort in SORTS else "new",
        page=page_of(page),
    )


def page_of(text: str) -> int:
    """A page number; 1 for anything that is none."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
