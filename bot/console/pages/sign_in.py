"""Coming in by a one-time link: looking at it changes nothing, pressing its button uses it up."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from bot.console.cookie import set_session
from bot.console.posted import read_form
from bot.console.visit import Console
from bot.pages.rendering import language_of, page, render
from bot.pages.security import is_same_origin
from handlers import staff

WINDOW = 60.0
MOST_WRONG = 20
"""Wrong links in a minute from one address; a token of 256 bits is not guessed either way."""
MOST_ADDRESSES = 10_000


@dataclass(slots=True)
class Guard:
    """Counts wrong links by address."""

    wrong: dict[str, deque[float]] = field(default_factory=dict)

    def allows(self, peer: str, now: float) -> bool:
        """Whether an address may try; ``now`` in seconds of a steady clock."""
        tries = self.wrong.get(peer)
        while tries and tries[0] <= now - WINDOW:
            tries.popleft()
        return not tries or len(tries) < MOST_WRONG

    def note(self, peer: str, now: float) -> None:
        """A wrong link."""
        if len(self.wrong) >= MOST_ADDRESSES:
            self.wrong.clear()
        self.wrong.setdefault(peer, deque(maxlen=MOST_WRONG)).append(now)


@dataclass(frozen=True, slots=True)
class SignIn:
    """The pages before one is signed in."""

    console: Console
    guard: Guard = field(default_factory=Guard)

    async def look(self, request: web.Request) -> web.Response:
        """GET /sign-in: previews and mail scanners open links, so nothing is used up here."""
        return self.draw(request, token=request.query.get("token", "")[:100])

    async def enter(self, request: web.Request) -> web.Response:
        """POST /sign-in."""
        if not is_same_origin(request):
            return self.draw(request, problem="elsewhere", status=403)
        token = await self.open(request)
        if token is None:
            return self.turn_away(request, time.monotonic())
        answer = web.Response(status=303, headers={"Location": "/console"})
        set_session(answer, token, self.console, days=self.console.session_days)
        return answer

    async def open(self, request: web.Request) -> str | None:
        """The session's token for the link's. Looked at before it is written: who guesses keeps
        nobody else waiting."""
        form = await read_form(request)
        desk = self.console.desk
        keys, now = desk.house.keys, desk.clock()
        token, days = form.get("token", "")[:100], self.console.session_days
        if not await desk.read(staff.link_stands, keys, token, now):
            return None
        return await desk.write(staff.open_session, keys, token, days, now)

    def turn_away(self, request: web.Request, now: float) -> web.Response:
        """A link that opens nothing; who tries many is told to wait. A good link is never refused
        for the bad ones before it: behind a proxy everybody has one address."""
        peer = request.remote or ""
        if not self.guard.allows(peer, now):
            return self.draw(request, problem="often", status=429)
        self.guard.note(peer, now)
        return self.draw(request, problem="dead", status=403)

    def draw(
        self, request: web.Request, *, token: str = "", problem: str = "", status: int = 200
    ) -> web.Response:
        """The page with one button, or with how to get a link."""
        language = language_of(request)
        html = render(
            self.console.pages,
            request,
            "sign_in.html",
            language,
            operator=self.console.operator,
            token=token,
            problem=problem,
        )
        return page(html, status=status)


def routes(console: Console) -> list[web.RouteDef]:
    """What is open to whoever has no session yet."""
    sign_in = SignIn(console)
    return [web.get("/sign-in", sign_in.look), web.post("/sign-in", sign_in.enter)]
