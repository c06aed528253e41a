"""Live hints by server-sent events: they say that something is new, or which bubble changed; the
page fetches it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiohttp import web

from bot.channels.web import bubbles, visitors
from bot.channels.web.hub import Hub, Watcher
from bot.channels.web.pages import Chat

HEARTBEAT = 20.0
"""Seconds between two comments, so that no proxy on the way takes the silence for an end."""
HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


async def stream(chat: Chat, request: web.Request) -> web.StreamResponse:
    """GET /chat/events. 204 tells the browser not to come back: nobody to watch, or too many."""
    visitor = visitors.visitor_of(request)
    view = await chat.store.read(bubbles.look, chat.keys, visitor.external, limit=1)
    if view is None or chat.hub.closed or chat.hub.is_full(view.contact):
        return web.Response(status=204)
    answer = web.StreamResponse(headers=HEADERS)
    await answer.prepare(request)
    # A ConnectionError means that the page was closed.
    with chat.hub.watch(view.contact, view.last) as watcher, suppress(ConnectionError):
        await hint(answer, chat.hub, watcher)
    return answer


async def hint(answer: web.StreamResponse, hub: Hub, watcher: Watcher) -> None:
    """Until the service stops: a word when something is new or changed, a comment when long nothing
    was."""
    loop = asyncio.get_running_loop()
    await answer.write(b"retry: 5000\n\n")
    spoken = loop.time()
    while True:
        news = await hub.has_news(watcher)
        if hub.closed:
            return
        if news:
            for bubble in sorted(watcher.changed):
                await answer.write(b"event: changed\ndata: %d\n\n" % bubble)
            watcher.changed.clear()
            await answer.write(b"event: new\ndata: 1\n\n")
            spoken = loop.time()
        elif loop.time() - spoken >= HEARTBEAT:
            await answer.write(b":\n\n")
            spoken = loop.time()
