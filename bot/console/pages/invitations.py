"""Inviting people into offices: a code to read out, a link to send."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.console.visit import Visit
from bot.pages.qr import picture
from content.sheets import BadSheet
from handlers import invitation_sheets, inviting
from handlers.inviting import Made, Wish

MOST = 1_000_000
"""Bytes of a list."""


async def blank(visit: Visit) -> web.StreamResponse:
    """GET /console/invitations."""
    offices = inviting.offices_for(visit.console.desk.house, visit.actor, visit.now)
    first = offices[0].slug if offices else ""
    return draw(visit, Wish(first, "official", 1, 7))


async def create(visit: Visit) -> web.StreamResponse:
    """POST /console/invitations: the code is shown once, here; only its fingerprint is kept."""
    house = visit.console.desk.house
    wish = Wish(
        visit.form.get("office", ""),
        visit.form.get("role", ""),
        whole(visit.form.get("uses", "")),
        whole(visit.form.get("days", "")),
    )
    problems = inviting.problems(house, visit.actor, wish, visit.now)
    if problems:
        return draw(visit, wish, problems=problems, status=422)
    made = await visit.write(inviting.make, house, visit.actor, wish, visit.now)
    return draw(visit, wish, made=made)


async def create_all(visit: Visit) -> web.StreamResponse:
    """POST /console/invitations/file: a strip for each line, to be printed; shown once, here."""
    house, body = visit.console.desk.house, visit.upload.body if visit.upload else None
    if not body or len(body) > MOST:
        return file_refused(visit, visit.word("console.invite.file.none"))
    may = inviting.may_name(house, visit.actor, visit.now)
    try:
        lines = await asyncio.to_thread(invitation_sheets.read, body, may)
    except BadSheet as error:
        return file_refused(visit, str(error))
    strips = await visit.write(
        inviting.make_all, house.keys, lines, by=visit.actor.person, now=visit.now
    )
    base, offices = site(visit), house.library().places.offices
    good = [
        (one.line, one.made.code, link := f"{base}/chat?s={one.made.payload}", picture(link))
        for one in strips
        if one.made
    ]
    bad = [one.line for one in strips if not one.made]
    return visit.draw("strips.html", strips=good, bad=bad, offices=offices)


def file_refused(visit: Visit, problem: str) -> web.Response:
    """The page with what is wrong with a list."""
    offices = inviting.offices_for(visit.console.desk.house, visit.actor, visit.now)
    first = offices[0].slug if offices else ""
    return draw(visit, Wish(first, "official", 1, 7), file_problem=problem, status=422)


def site(visit: Visit) -> str:
    """Where people reach us."""
    address = visit.console.desk.house.public_url.rstrip("/")
    return address or f"{visit.request.scheme}://{visit.request.host}"


def draw(
    visit: Visit,
    wish: Wish,
    *,
    problems: dict[str, str] | None = None,
    made: Made | None = None,
    file_problem: str = "",
    status: int = 200,
) -> web.Response:
    """The form, with what is wrong in it or what came of it."""
    house = visit.console.desk.house
    return visit.draw(
        "invitations.html",
        status=status,
        wish=wish,
        offices=inviting.offices_for(house, visit.actor, visit.now),
        roles=inviting.roles_for(visit.actor),
        problems=problems or {},
        made=made,
        file_problem=file_problem,
        columns=invitation_sheets.COLUMNS,
        link=f"{site(visit)}/chat?s={made.payload}" if made else "",
    )


def whole(text: str) -> int:
    """A typed whole number; 0, which no field takes, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
