"""Where a channel's raw updates are stored before the channel is told that we have them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.channels.faults import tell
from db import inbox
from db.store import Store

Handler = Callable[[web.Request], Awaitable[web.Response]]
BODY = 1024 * 1024
"""Bytes of one posted update; the channels' own are far smaller."""


def nobody() -> None:
    """Nobody has to know."""


@dataclass(frozen=True, slots=True)
class Letterbox:
    """The inbox of one channel; ``bell`` tells that something new is in it, ``heard`` that
    somebody spoke, before that is stored."""

    channel: str
    store: Store
    clock: Callable[[], datetime]
    bell: asyncio.Event
    heard: Callable[[], None] = nobody

    async def keep(self, updates: Iterable[tuple[int, Any]]) -> None:
        """Store raw updates, each with a number that is its own for ever: a double is left out."""
        self.heard()
        # As ASCII: half of a surrogate pair in one update would keep the whole batch out.
        rows = [(number, json.dumps(raw)) for number, raw in updates]
        await self.store.write(inbox.receive, self.channel, rows, self.clock())
        self.bell.set()


def posted(
    channel: str, header: str, secret: str, take: Callable[[Any], Awaitable[None]]
) -> Handler:
    """The handler of a channel's posts: 200 only once taken, 401 without our secret."""
    if not secret:
        raise ValueError(f"{channel}.webhook_secret: a webhook needs a secret")

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(header, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            return web.Response(status=401)
        if (request.content_length or 0) > BODY:
            return web.Response(status=413)
        update = parse(await read_body(request))
        try:
            await take(update)
        except Exception as fault:
            tell(f"{channel}.store_failed", fault)
            return web.Response(status=503)  # it is posted again
        return web.Response()

    return receive


def number_from(text: str) -> int:
    """A number for what its channel does not number: the same text always has the same."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8]) >> 1


async def read_body(request: web.Request) -> bytes:
    """The body, as far as one may be long: what is cut is no JSON any more."""
    body = b""
    while len(body) <= BODY and (more := await request.content.readany()):
        body += more
    return body[:BODY]


def parse(body: bytes) -> Any:
    """The update of a body; None for what is no JSON. It is taken all the same: refused, it would
    be posted again and again, before everybody else's."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
