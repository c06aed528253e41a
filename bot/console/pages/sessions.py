"""Where one is signed in, and signing out; light and dark, language."""

from __future__ import annotations

from aiohttp import web

from bot.console.cookie import take_session
from bot.console.visit import Visit
from handlers import staff


async def every(visit: Visit) -> web.StreamResponse:
    """GET /console/sessions."""
    found = await visit.read(staff.sessions_for, visit.actor, visit.now)
    return visit.draw("sessions.html", sessions=found)


async def end(visit: Visit) -> web.StreamResponse:
    """POST /console/sessions/{id}/end."""
    if visit.number == visit.actor.session:
        return await sign_out(visit)
    if not await visit.write(staff.end_session, visit.actor, visit.number, visit.now):
        raise web.HTTPNotFound
    return visit.go("/console/sessions", "session_ended")


async def sign_out(visit: Visit) -> web.StreamResponse:
    """POST /console/sign-out."""
    await visit.write(staff.end_session, visit.actor, visit.actor.session, visit.now)
    answer = visit.go("/sign-in")
    take_session(answer)
    return answer
