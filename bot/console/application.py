"""The console as the web application sees it: its addresses and what watches every request."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.console import access, doors
from bot.console.doors import Doors
from bot.console.pages import sign_in
from bot.console.visit import Console


def routes(console: Console, watched: Doors) -> list[web.RouteDef]:
    """Sign-in, the demo doors, and every guarded page."""
    guarded = [
        web.route(route.method, route.path, access.guarded(console, route))
        for route in access.ROUTES
    ]
    return [*sign_in.routes(console), *doors.routes(watched), *guarded]


def middlewares(watched: Doors) -> list[Middleware]:
    """What must see every request, pages of the chat too: whether the demo doors stand open."""
    return [watched.watch]
