"""Inviting people into offices: a code to read out, a link to send."""

from __future__ import annotations

from aiohttp import web

from bot.console.visit import Visit
from handlers import inviting
from handlers.inviting import Made, Wish


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


def draw(
    visit: Visit,
    wish: Wish,
    *,
    problems: dict[str, str] | None = None,
    made: Made | None = None,
    status: int = 200,
) -> web.Response:
    """The form, with what is wrong in it or what came of it."""
    house = visit.console.desk.house
    base = house.public_url.rstrip("/") or f"{visit.request.scheme}://{visit.request.host}"
    return visit.draw(
        "invitations.html",
        status=status,
        wish=wish,
        offices=inviting.offices_for(house, visit.actor, visit.now),
        roles=inviting.roles_for(visit.actor),
        problems=problems or {},
        made=made,
        link=f"{base}/chat?s={made.payload}" if made else "",
    )


def whole(text: str) -> int:
    """A typed whole number; 0, which no field takes, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
