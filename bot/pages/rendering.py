"""Templates: Jinja with the words of gettext, icons and the addresses of static files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.pages import static_files
from bot.pages.layout import lay_out, link_of, placeholder_of, shape_of, target_of
from content import media, wording
from content.wording import LANGUAGES

FOLDER = Path(__file__).parent / "templates"
THEMES = ("light", "dark")
THEME_COOKIE = "chungtay_theme"
LANGUAGE_COOKIE = "chungtay_language"
Word = Callable[..., str]


def environment(*folders: Path) -> Environment:
    """An environment over a room's own template folders and the shared ones."""
    made = Environment(
        loader=FileSystemLoader([*folders, FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        static=static_files.address,
        has_icon=lambda name: name in static_files.icons(),
        lay_out=lay_out,
        link_of=link_of,
        placeholder_of=placeholder_of,
        shape_of=shape_of,
        target_of=target_of,
    )
    made.filters.update(
        number=wording.number,
        money=wording.money,
        day=wording.day,
        moment=wording.moment,
        weight=media.weight,
    )
    return made


def theme_of(request: web.Request) -> str:
    """The chosen ground, or nothing: then the device decides."""
    theme = request.cookies.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def language_of(request: web.Request) -> str:
    """The language of somebody we do not know yet: chosen by a link, kept in a cookie."""
    asked = request.query.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def render(
    pages: Environment, request: web.Request, template: str, language: str, **values: Any
) -> str:
    """A template as HTML. It sees ``word``, ``language``, ``theme``, ``here`` and the values."""
    known: Mapping[str, Any] = {
        "word": partial(wording.word, language=language),
        "language": language,
        "theme": theme_of(request),
        "here": request.path,
    }
    return pages.get_template(template).render({**known, **values})


def page(html: str, *, status: int = 200) -> web.Response:
    """A page, never kept by anybody on the way, squeezed where the browser takes it."""
    answer = web.Response(text=html, content_type="text/html", status=status)
    answer.headers["Cache-Control"] = "no-store"
    answer.enable_compression()
    return answer
