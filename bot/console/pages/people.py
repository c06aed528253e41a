"""Bà con: how many live where, their list to take away, and a list to bring in, looked at first."""

from __future__ import annotations

import asyncio
import base64
import binascii
import zlib
from typing import Any

from aiohttp import web

from bot.console.visit import Visit
from content.channel import REMOTE
from content.sheets import BadSheet
from content.wording import number
from handlers import people, roster
from handlers.people import Sheet

MOST = 8_000_000
"""Bytes of a list brought in here, unpacked; longer ones are for the command line."""
MOST_ROWS = 10_000
"""Lines of a list brought in here: they go in at once, and so long every answer waits. (Measured: a
second for so many, eighteen for 150,000.)"""
MOST_CARRIED = 700_000
"""Characters of a list on its way through the page that asks *Nhập?*: a form takes a megabyte."""
SHOWN = 200
"""Lines left out that a page names."""


async def every(visit: Visit) -> web.StreamResponse:
    """GET /console/people."""
    return await draw(visit)


async def look(visit: Visit) -> web.StreamResponse:
    """POST /console/people/import: what the list would do; nothing is changed."""
    body = visit.upload.body if visit.upload else b""
    if not body:
        problem = "large" if visit.upload and body is None else "none"
        return await draw(visit, problem=visit.word(f"console.people.problem.{problem}"))
    carried = base64.b64encode(zlib.compress(body)).decode()
    if len(carried) > MOST_CARRIED or len(body) > MOST:
        return await draw(visit, problem=visit.word("console.people.problem.large"))
    try:
        sheet = await judged(visit, body)
    except BadSheet as error:
        return await draw(visit, problem=str(error))
    ground = roster.ground_of(visit.library, visit.order, basis_of(visit))
    keys = visit.console.desk.house.keys
    found = await visit.read(people.foresee, sheet, ground=ground, keys=keys, now=visit.now)
    told = told_of(found) | {"carried": carried, "basis": ground.basis}
    return visit.draw("people_import.html", is_done=False, **told)


async def take_in(visit: Visit) -> web.StreamResponse:
    """POST /console/people/import/confirm: the list that was looked at goes in."""
    try:
        sheet = await judged(visit, unpacked(visit.form.get("carried", "")))
    except BadSheet as error:
        return await draw(visit, problem=str(error))
    ground = roster.ground_of(visit.library, visit.order, basis_of(visit))
    found = await visit.write(
        people.import_people,
        sheet,
        ground=ground,
        keys=visit.console.desk.house.keys,
        now=visit.now,
        by=visit.actor.person,
    )
    return visit.draw("people_import.html", is_done=True, basis=ground.basis, **told_of(found))


async def judged(visit: Visit, body: bytes) -> Sheet:
    """A list, read in a thread, so that nobody else waits; raises BadSheet."""
    known = roster.may_name(visit.library, visit.order)
    sheet = await asyncio.to_thread(people.read_people, body, known)
    if len(sheet.entries) + len(sheet.rejected) > MOST_ROWS:
        raise BadSheet(visit.word("console.people.problem.long", most=number(MOST_ROWS)))
    return sheet


def unpacked(carried: str) -> bytes:
    """The list that a page carried; an empty one, which is no list, for anything else."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(carried, validate=True), MOST)
    except (binascii.Error, zlib.error, ValueError):
        return b""


def basis_of(visit: Visit) -> str:
    """The office's stated ground, as typed."""
    return visit.form.get("basis", "").strip()


def told_of(found: dict[str, Any]) -> dict[str, Any]:
    """What a page tells of a list."""
    rejected = found["rejected"]
    return {
        "added": found["added"],
        "updated": found["updated"],
        "rejected": rejected[:SHOWN],
        "left_out": len(rejected),
    }


async def draw(visit: Visit, *, problem: str = "") -> web.Response:
    """The page, with what is wrong with a list."""
    lines = await visit.read(roster.lines, visit.library, visit.order)
    return visit.draw(
        "people.html",
        status=422 if problem else 200,
        lines=lines,
        channels=[one for one in REMOTE if any(one in line.by_channel for line in lines)],
        problem=problem,
        basis=basis_of(visit),
        columns=people.COLUMNS,
    )
