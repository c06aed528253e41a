"""Tables to take away, streamed a part at a time."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot import tables
from bot.console.visit import Visit
from bot.tables import NextRows, Row
from handlers import exports, roster
from handlers.campaign_console import CampaignId
from handlers.campaigns import CampaignError


async def campaign(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/export."""
    number = CampaignId(visit.number)
    try:
        head = await visit.read(exports.campaign_head, visit.library, number, visit.order)
    except CampaignError:
        raise web.HTTPNotFound from None
    return await taken(
        visit,
        f"campaign-{number}",
        head,
        lambda after: visit.read(exports.campaign_rows, visit.library, number, visit.order, after),
    )


async def people(visit: Visit) -> web.StreamResponse:
    """GET /console/people/export."""
    head = await visit.write(roster.head, visit.order)
    return await taken(
        visit,
        f"people-{visit.unit}",
        head,
        lambda after: visit.read(roster.rows, visit.library, visit.order, after),
    )


async def table(visit: Visit, name: str, rows: Sequence[Row]) -> web.StreamResponse:
    """A short table whose rows are at hand, the head first."""
    return await taken(visit, name, rows[0], tables.at_hand(rows[1:]))


async def taken(visit: Visit, name: str, head: Row, rows_after: NextRows) -> web.StreamResponse:
    """A table to take away, as CSV, or as XLSX where the address says so."""
    kind: tables.Kind = "xlsx" if visit.query.get("as") == "xlsx" else "csv"
    answer = web.StreamResponse()
    answer.content_type = tables.MIME[kind]
    if kind == "csv":
        answer.charset = "utf-8"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    await answer.prepare(visit.request)
    async for part in tables.parts(kind, head, rows_after):
        await answer.write(part)
    await answer.write_eof()
    return answer
