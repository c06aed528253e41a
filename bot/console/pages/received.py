"""Đã nhận được chưa: what came of checks, by programme."""

from __future__ import annotations

from aiohttp import web

from bot.console.pages.exports import table
from bot.console.visit import Visit
from content.received import ANSWERS, Effect
from handlers import received


async def every(visit: Visit) -> web.StreamResponse:
    """GET /console/figures/received."""
    return visit.draw("received.html", found=await effects(visit), answers=ANSWERS)


async def sheet(visit: Visit) -> web.StreamResponse:
    """GET /console/figures/received/export."""
    return await table(visit, "received", received.sheet(await effects(visit)))


async def effects(visit: Visit) -> list[Effect]:
    """What this person may see."""
    return await visit.read(received.effects, visit.library, visit.order)
