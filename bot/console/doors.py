"""The demo doors on the front page: when they stand open, and what going through them does.

They open only where nobody else can come in: no channel has a token, the site has no public
address, the request is from this very machine and no proxy passed it on, and the database holds
nobody but demo people.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import HttpVersion11, web

from bot.channels.web import visitors
from bot.console.cookie import set_session
from bot.console.visit import Console
from bot.pages.security import is_same_origin
from handlers import demo

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
PASSED_ON = ("Forwarded", "X-Real-IP", "Via")
PASSED_ON_PREFIX = "X-Forwarded-"
LOOK_EVERY = 1.0
"""Seconds for which an answer of the database to "nobody but demo people?" is good."""
OPEN = web.RequestKey("demo_open", bool)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def demo_open(request: web.Request) -> bool:
    """Whether this request may go through a demo door (``Doors.watch`` must have seen it)."""
    return bool(request.get(OPEN, False))


def is_local(request: web.Request) -> bool:
    """Whether a request comes from this machine, to this machine, and not by a proxy."""
    return is_loopback(request) and host_is_local(request.host) and not was_passed_on(request)


def is_public(site: str) -> bool:
    """Whether the site has an address of its own in the world, so that strangers come in by it."""
    return bool(site) and not host_is_local(urlsplit(site).netloc)


def is_loopback(request: web.Request) -> bool:
    """Whether the peer of the connection is this machine itself."""
    peer = request.transport.get_extra_info("peername") if request.transport else None
    try:
        return peer is not None and ipaddress.ip_address(peer[0]).is_loopback
    except ValueError:
        return False


def host_is_local(host: str) -> bool:
    """Whether a Host header names this machine, at any port: no foreign name leads here."""
    try:
        return urlsplit(f"//{host}").hostname in LOCAL_HOSTS
    except ValueError:
        return False


def was_passed_on(request: web.Request) -> bool:
    """Whether a proxy left its mark. HTTP/1.0 is one: no browser speaks it, and a proxy that was
    told nothing does, without a header that tells of it and with this machine's name as host."""
    return (
        request.version < HttpVersion11
        or any(name in request.headers for name in PASSED_ON)
        or any(name.lower().startswith(PASSED_ON_PREFIX.lower()) for name in request.headers)
    )


class Doors:
    """Watches the doors; shuts them for good things: demo sessions and roles end with them."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._alone = False
        self._looked_at = float("-inf")
        self._shut = False

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note on each request whether the doors stand open for it."""
        request[OPEN] = await self.stand() and is_local(request)
        return await handler(request)

    async def stand(self) -> bool:
        """Whether there are doors at all now; when not, what came in by them is ended."""
        if self._console.has_token or is_public(self._console.desk.house.public_url):
            await self.shut()
            return False
        if time.monotonic() - self._looked_at >= LOOK_EVERY:
            self._alone = await self._console.desk.read(demo.alone)
            self._looked_at = time.monotonic()
        if not self._alone:
            await self.shut()
            return False
        self._shut = False
        return True

    async def shut(self) -> None:
        """End demo sessions and roles, once each time the doors close."""
        if not self._shut:
            await self._console.desk.write(demo.close, self._console.desk.clock())
            self._shut = True

    async def resident(self, request: web.Request) -> web.StreamResponse:
        """POST /demo/resident."""
        await self.must_be_open(request)
        desk = self._console.desk
        visitor = visitors.visitor_of(request)
        await desk.write(demo.resident, visitor.external, desk.clock())
        answer = web.Response(status=303, headers={"Location": "/chat"})
        visitors.remember(answer, visitor, secure=self._console.secure)
        return answer

    async def official(self, request: web.Request) -> web.StreamResponse:
        """POST /demo/official."""
        await self.must_be_open(request)
        desk = self._console.desk
        visitor = visitors.visitor_of(request)
        await desk.write(demo.official, desk.house, visitor.external, desk.clock())
        answer = web.Response(status=303, headers={"Location": "/chat?s=tasks"})
        visitors.remember(answer, visitor, secure=self._console.secure)
        return answer

    async def staff(self, request: web.Request) -> web.StreamResponse:
        """POST /demo/staff: in as a writer; a test message lands in this browser's chat."""
        await self.must_be_open(request)
        desk = self._console.desk
        visitor = visitors.visitor_of(request)
        token = await desk.write(demo.writer, desk.house, visitor.external, desk.clock())
        answer = web.Response(status=303, headers={"Location": "/console"})
        visitors.remember(answer, visitor, secure=self._console.secure)
        set_session(answer, token, self._console, days=1)
        return answer

    async def approver(self, request: web.Request) -> web.StreamResponse:
        """POST /demo/approver: in as the second person."""
        await self.must_be_open(request)
        desk = self._console.desk
        token = await desk.write(demo.approver, desk.house, desk.clock())
        answer = web.Response(status=303, headers={"Location": "/console"})
        set_session(answer, token, self._console, days=1)
        return answer

    async def must_be_open(self, request: web.Request) -> None:
        """Raises HTTPNotFound where there is no door, HTTPForbidden for another site's form."""
        if not demo_open(request):
            raise web.HTTPNotFound
        self._looked_at = float("-inf")
        if not await self.stand():
            raise web.HTTPNotFound
        if not is_same_origin(request):
            raise web.HTTPForbidden


def routes(doors: Doors) -> list[web.RouteDef]:
    """The doors' addresses."""
    return [
        web.post("/demo/resident", doors.resident),
        web.post("/demo/official", doors.official),
        web.post("/demo/staff", doors.staff),
        web.post("/demo/communication", doors.staff),  # as the front page calls it
        web.post("/demo/approver", doors.approver),
    ]
