"""One request of somebody signed in: who they are, what they posted, and how a page is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from aiohttp import web
from jinja2 import Environment
from multidict import MultiMapping

from bot.console.posted import Upload
from bot.console.shapes import SHAPES, STAGES, bar_of, percent
from bot.pages.rendering import environment, page, render
from content.campaign_check import Rules
from content.library.library import Library
from content.media import MOST
from content.progress import Tempo
from content.repetition import frequency
from content.wording import word
from handlers.campaigns import Order
from handlers.scene import Operator
from handlers.staff import Actor, Desk

P = ParamSpec("P")
T = TypeVar("T")
FOLDER = Path(__file__).parent / "templates"


def console_pages() -> Environment:
    """The templates of the console, with the shapes of states."""
    made = environment(FOLDER)
    made.globals.update(
        shapes=SHAPES,
        fates=tuple(SHAPES),
        frequency=frequency,
        state_shapes=STAGES,
        bar_of=bar_of,
        percent=percent,
    )
    return made


@dataclass(frozen=True, slots=True)
class Console:
    """What the console needs. ``has_token``: some channel has one, so that no demo door opens;
    ``secure``: the site is reached by https; ``rules`` are what a campaign is checked by,
    ``tempo`` how fast it may go out, ``most_megabytes`` what a file may weigh."""

    desk: Desk
    operator: Operator
    rules: Rules
    session_days: int = 7
    most_megabytes: int = MOST
    has_token: bool = True
    secure: bool = False
    tempo: Tempo = field(default_factory=Tempo)
    pages: Environment = field(default_factory=console_pages)


@dataclass(frozen=True, slots=True)
class Place:
    """A page one may go to from everywhere; ``key`` names its words, ``path`` is where it is."""

    key: str
    path: str
    icon: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that was let in: ``who`` are the roles that may give it, ``form`` is empty unless
    something was posted, ``upload`` is a file that came along, ``places`` are those this person
    may open."""

    console: Console
    request: web.Request
    actor: Actor
    who: frozenset[str]
    form: MultiMapping[str]
    places: tuple[Place, ...]
    now: datetime
    upload: Upload | None = None

    @property
    def library(self) -> Library:
        """What we know and say now."""
        return self.console.desk.library

    @property
    def unit(self) -> str:
        """Within which unit this may be done: that of the roles which let them in here."""
        return self.actor.within(self.who)

    @property
    def order(self) -> Order:
        """Who orders a campaign, within which unit, when."""
        return Order(self.actor.person, self.unit, self.now)

    @property
    def query(self) -> Mapping[str, str]:
        """What stands behind the question mark."""
        return self.request.query

    @property
    def number(self) -> int:
        """The ``{id}`` of the path."""
        return int(self.request.match_info["id"])

    def word(self, key: str, **fields: object) -> str:
        """A sentence in this person's language."""
        return word(key, self.actor.language, **fields)

    async def read(
        self, unit: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a handler that only looks."""
        return await self.console.desk.read(unit, *args, **kwargs)

    async def write(
        self, unit: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a handler that changes something."""
        return await self.console.desk.write(unit, *args, **kwargs)

    def draw(self, template: str, *, status: int = 200, **values: Any) -> web.Response:
        """A page of the console, or a fragment of one."""
        known: dict[str, Any] = {
            "actor": self.actor,
            "places": self.places,
            "operator": self.console.operator,
            "done": self.done(),
            "may_open": lambda path: any(place.path == path for place in self.places),
            "unit": self.unit,
            "unit_title": self.unit_title,
            "held_words": lambda reason: self.word(f"campaigns.held.{reason}"),
        }
        html = render(
            self.console.pages, self.request, template, self.actor.language, **known, **values
        )
        return page(html, status=status)

    def unit_title(self, slug: str) -> str:
        """A unit as people call it; "" for none."""
        unit = self.library.places.units.get(slug)
        return unit.title[:1].upper() + unit.title[1:] if unit else ""

    def done(self) -> str:
        """What was just done, when a redirect says so; only words of ours are ever shown."""
        key = self.query.get("done", "")
        try:
            return self.word(f"console.done.{key}") if key.isidentifier() else ""
        except LookupError:
            return ""

    def go(self, path: str, done: str = "") -> web.Response:
        """On to a page, saying what was done."""
        told = f"{'&' if '?' in path else '?'}done={done}" if done else ""
        return web.Response(status=303, headers={"Location": path + told})
