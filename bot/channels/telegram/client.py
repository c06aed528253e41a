"""The Bot API client: python-telegram-bot's Bot, made so that its token shows nowhere."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bot.channels.telegram.transport import AiohttpRequest
from bot.channels.wire import Patience

API_BASE = "https://api.telegram.org"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""All we read; named at each call, because Telegram remembers the last list it was given."""
BATCH = 100
LONG_POLL = 30
"""Seconds that one getUpdates waits for news."""


class TelegramBot(Bot):
    """A Bot that can be printed, and that hands out raw updates."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "TelegramBot[token=…]"  # PTB's own shows the token

    @property
    def public_name(self) -> str:
        """The user name that links to us carry; empty until Telegram has told us."""
        return self._bot_user.username or "" if self._bot_user else ""

    @property
    def account(self) -> str:
        """The bot's number: what Telegram gives us is good for this one only."""
        return self.token.partition(":")[0]

    async def post_message(self, body: bytes, method: str = "sendMessage") -> str:
        """Send with a request that is JSON already; the message's id. Raises what
        ``send_message`` raises. For broadcasts: nothing of python-telegram-bot is paid for."""
        wire: Any = self.request
        status, told = await wire.post_json(f"{self.base_url}/{method}", body)
        if status != 200 or not told["ok"]:
            raise refusal_of(status, told)
        return str(told["result"]["message_id"])

    async def shutdown(self) -> None:
        """Close every connection, also those opened by first use: PTB's own closes only what its
        ``initialize`` has opened."""
        await super().shutdown()
        for request in self._request:
            await request.shutdown()

    async def fetch_updates(self, offset: int, seconds: int = LONG_POLL) -> list[Any]:
        """Raw updates from an offset on. Raw, because PTB parses a batch as one and so a single
        update that it cannot read would come back for ever."""
        found = await self._post(
            "getUpdates",
            {
                "offset": offset,
                "limit": BATCH,
                "timeout": seconds,
                "allowed_updates": list(ALLOWED_UPDATES),
            },
            read_timeout=seconds + 10,
        )
        return found if isinstance(found, list) else []


def refusal_of(status: int, told: dict[str, Any]) -> TelegramError:
    """The error that python-telegram-bot makes of such an answer."""
    words = str(told.get("description", ""))
    moved = (told.get("parameters") or {}).get("migrate_to_chat_id")
    match status:
        case 400 if moved:
            return ChatMigrated(int(moved))
        case 400:
            return BadRequest(words)
        case 403:
            return Forbidden(words)
        case 401 | 404:
            return InvalidToken(words)
        case 409:
            return Conflict(words)
    return TelegramError(words)


def make_bot(token: str, api_base: str = API_BASE, *, proxy: str = "") -> TelegramBot:
    """A bot on api.telegram.org or a self-hosted Bot API server (``api_base`` without ``/bot``)."""
    silence_libraries()
    base = api_base.rstrip("/")
    return TelegramBot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=AiohttpRequest(proxy=proxy),
        get_updates_request=AiohttpRequest(2, Patience(read=LONG_POLL + 10), proxy),
    )


def silence_libraries() -> None:
    """At DEBUG and INFO they write URLs, and the URLs hold the token."""
    for name in ("telegram", "aiohttp", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
