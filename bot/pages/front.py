"""The first page with its three doors, what this is, what is kept; the switch of light and dark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment

from bot.pages import static_files
from bot.pages.rendering import (
    LANGUAGE_COOKIE,
    THEME_COOKIE,
    THEMES,
    environment,
    language_of,
    page,
    render,
)
from content.blocks import Block, parse
from content.wording import LANGUAGES, word
from handlers.scene import Operator

A_YEAR = 365 * 24 * 3600
ABOUT = ("machine", "answers", "sources", "people")
PRIVACY = ("kept", "answers", "cookie", "yours", "others")


@dataclass(frozen=True, slots=True)
class Front:
    """What the open pages need. ``demo_open`` says whether a request may enter without sign-in."""

    operator: Operator
    demo_open: Callable[[web.Request], bool]
    pages: Environment = field(default_factory=environment)

    async def front(self, request: web.Request) -> web.Response:
        """GET /."""
        return self.draw(request, "front.html", demo=self.demo_open(request))

    async def about(self, request: web.Request) -> web.Response:
        """GET /about."""
        return self.tell(request, "about", ABOUT)

    async def privacy(self, request: web.Request) -> web.Response:
        """GET /privacy."""
        return self.tell(request, "privacy", PRIVACY)

    def tell(self, request: web.Request, about: str, keys: tuple[str, ...]) -> web.Response:
        """A page of headings and texts."""
        language = language_of(request)
        parts = [section(f"web.{about}.{key}", language) for key in keys]
        return self.draw(request, "text.html", title=word(f"web.{about}", language), parts=parts)

    def draw(self, request: web.Request, template: str, **values: object) -> web.Response:
        """A page in the reader's language; a language just chosen is kept."""
        language = language_of(request)
        html = render(self.pages, request, template, language, operator=self.operator, **values)
        answer = page(html)
        if request.query.get("lang") in LANGUAGES:
            answer.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR, samesite="Lax")
        return answer


def section(key: str, language: str) -> tuple[str, tuple[Block, ...]]:
    """A heading and its text."""
    return word(f"{key}.title", language), parse(word(key, language))


async def switch_theme(request: web.Request) -> web.Response:
    """POST /theme: keep the chosen ground and go back to where one was."""
    try:
        form = await request.post()
    except (ValueError, LookupError):  # bytes that are not of the character set they name
        raise web.HTTPBadRequest from None
    theme = str(form.get("theme", ""))
    answer = web.Response(status=303, headers={"Location": local(str(form.get("back", "/")))})
    if theme in THEMES:
        answer.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, samesite="Lax")
    return answer


def local(path: str) -> str:
    """A path on this site, or the first page: nobody is sent elsewhere by a form field."""
    parts = urlsplit(path)
    own = path.startswith("/") and not path.startswith(("//", "/\\"))
    safe = own and not parts.scheme and not parts.netloc and path.isprintable()
    return path if safe else "/"


def routes(front: Front) -> list[web.RouteDef]:
    """The open pages."""
    return [
        web.get("/", front.front),
        web.get("/about", front.about),
        web.get("/privacy", front.privacy),
        web.post("/theme", switch_theme),
        web.get("/static/{name}", static_files.serve),
    ]
