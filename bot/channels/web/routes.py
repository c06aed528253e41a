"""The addresses of the chat: one literal table."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from bot.channels.web.events import stream
from bot.channels.web.pages import Chat


def routes(chat: Chat) -> list[web.RouteDef]:
    """Everything under /chat. Call ``chat.hub.close`` on shutdown, or open streams hold it up."""
    return [
        web.get("/chat", chat.chat),
        web.post("/chat/say", chat.say),
        web.post("/chat/tap", chat.tap),
        web.get("/chat/new", chat.new),
        web.get("/chat/events", partial(stream, chat)),
        web.post("/chat/seen", chat.seen),
    ]
