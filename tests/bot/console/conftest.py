"""The console over real HTTP, on a SQLite file of its own, at an hour we choose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.console import application
from bot.console.cookie import COOKIE
from bot.console.doors import Doors, demo_open
from bot.console.visit import Console
from bot.pages import front, media, security
from content.campaign_check import Rules
from content.library.build import build
from content.library.library import Library
from db import people
from db.cipher import Keys
from db.store import Store
from handlers import staff
from handlers.scene import House, Operator
from handlers.staff import Desk, Post
from tests.databases import *  # noqa: F403

T = TypeVar("T")
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KEYS = Keys(b"k" * 32)


@cache
def library() -> Library:
    """The library of the real files, built once."""
    return build()


@dataclass
class Stage:
    """A running console. ``now`` may be moved; ``settings`` are handed to Console."""

    store: Store
    server: TestServer
    clock: list[datetime]
    house: House

    def url(self, path: str) -> str:
        """Where a path is."""
        return str(self.server.make_url("/")).rstrip("/") + path

    async def staff_path(self, role: str, office: str | None = None, name: str = "") -> str:
        """The path of a fresh sign-in link."""
        post = Post(name or f"Người {role}", role, office)
        return await self.store.write(staff.staff_link, self.house, post, 15, self.clock[0])

    async def browser(self, role: str = "", office: str | None = None, name: str = "") -> Browser:
        """A browser, signed in with a role where one is named."""
        browser = Browser(self)
        if role:
            path = await self.staff_path(role, office, name)
            answer = await browser.post("/sign-in", token=path.partition("token=")[2])
            assert answer.status == 303
        return browser

    async def resident(self, name: str, unit: str = "tho-phu", channel: str = "web") -> int:
        """Somebody who wrote to us and can be reached."""

        def join(conn: Any) -> int:
            person, _, _ = people.meet(
                conn, channel, f"x{name}", name=name, origin="self", now=self.clock[0]
            )
            people.change(conn, person.id, unit=unit)
            return person.id

        return await self.store.write(join)


@dataclass
class Answer:
    """What came back."""

    status: int
    text: str
    headers: Any
    body: bytes = b""

    @property
    def location(self) -> str:
        """Where it sends on to."""
        return str(self.headers.get("Location", ""))


@dataclass
class Browser:
    """Keeps cookies, follows nothing by itself."""

    stage: Stage
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str, path: str, data: Any = None, **headers: str) -> Answer:
        """One request."""
        jar = aiohttp.DummyCookieJar()
        sent = {**self.headers, **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        async with aiohttp.ClientSession(cookie_jar=jar) as session:
            url = self.stage.url(path)
            async with session.request(
                method, url, data=data, headers=sent, allow_redirects=False
            ) as answer:
                for name, morsel in answer.cookies.items():
                    self.cookies[name] = morsel.value
                body = await answer.read()
                text = body.decode(errors="replace")
                return Answer(answer.status, text, answer.headers, body)

    async def get(self, path: str, **headers: str) -> Answer:
        """Look."""
        return await self.ask("GET", path, **headers)

    async def post(self, path: str, *more: tuple[str, str], **fields: str) -> Answer:
        """Post a form, as a browser would from our own page."""
        data = [*fields.items(), *more]
        if COOKIE in self.cookies:
            token = KEYS.fingerprint(f"form:{self.cookies[COOKIE]}")
            data = [("form_token", token), *data]
        return await self.ask("POST", path, data=aiohttp.FormData(data))


Story = Callable[[Stage], Awaitable[T]]
Play = Callable[..., T]


@pytest.fixture
def play(sqlite_database: Any) -> Play[Any]:
    """Run a story on a stage: ``play(story, has_token=False)``."""

    def run(story: Story[T], **settings: Any) -> T:
        async def live(store: Store) -> T:
            clock = [NOW]
            house = House(library, KEYS, Operator(), settings.pop("public_url", ""))
            desk = Desk(store, house, lambda: clock[0])
            rules = settings.pop("rules", Rules(opens=lambda _: True))
            console = Console(desk, Operator(), rules, **settings)
            doors = Doors(console)
            app = web.Application(
                middlewares=[security.own_origin_only, *application.middlewares(doors)]
            )
            app.on_response_prepare.append(security.protect)
            app.add_routes(front.routes(front.Front(Operator(), demo_open)))
            app.add_routes(media.routes(store))
            app.add_routes(application.routes(console, doors))
            async with TestServer(app) as server:
                return await story(Stage(store, server, clock, house))

        return sqlite_database.run(live)  # type: ignore[no-any-return]  # the fixture is untyped

    return run


def minutes(count: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)
