"""A check on paper: the page under the code of a printed sheet, to read and to print. Whoever has
the code may see it; it names nobody, and nothing on the way keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web
from jinja2 import Environment

from bot.pages.qr import picture
from bot.pages.rendering import environment, language_of, page, render
from db.store import Store
from handlers import saved
from handlers.scene import House

CLOSED = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """What the page needs."""

    store: Store
    house: House
    clock: Callable[[], datetime]
    pages: Environment = field(default_factory=environment)

    async def sheet(self, request: web.Request) -> web.Response:
        """GET /saved/{code}; 410 for a code that opens nothing any more."""
        code, language = request.match_info["code"], language_of(request)
        paper = await self.store.read(saved.opened, self.house, code, self.clock(), language)
        if paper is None:
            return self.draw(request, "gone.html", 410, language=language)
        drawn = picture(f"{self.site(request)}/saved/{code}", fits=True)
        return self.draw(request, "printed.html", 200, language=language, paper=paper, qr=drawn)

    def draw(
        self, request: web.Request, template: str, status: int, *, language: str, **values: object
    ) -> web.Response:
        """A page that nobody finds, keeps or passes on."""
        operator = self.house.operator
        answer = page(
            render(self.pages, request, template, language, operator=operator, **values),
            status=status,
        )
        answer.headers.update(CLOSED)
        return answer

    def site(self, request: web.Request) -> str:
        """Where people reach us."""
        return self.house.public_url.rstrip("/") or f"{request.scheme}://{request.host}"


def routes(printed: Printed) -> list[web.RouteDef]:
    """Where a sheet is found."""
    return [web.get("/saved/{code:[a-z2-7]{26}}", printed.sheet)]
