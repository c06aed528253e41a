"""Updates come in: stored before Telegram is told that we have them, by polling or by webhook."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from aiohttp import web
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.channel import NAME
from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.faults import tell
from bot.channels.telegram.transport import AskedToWait
from db import inbox
from db.store import Store

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
NUMBERS = 2**63
"""Above them no database counts."""
BODY = 1024 * 1024
"""Bytes of one posted update; Telegram's are far smaller."""
LONGEST_PAUSE = 30.0
Handler = Callable[[web.Request], Awaitable[web.Response]]
log = structlog.get_logger(__name__)


class TokenRefused(Exception):
    """Telegram does not know our token; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "telegram.token: Telegram refuses this token; copy it anew from @BotFather "
            "(CHUNGTAY_TELEGRAM__TOKEN) and start again"
        )


@dataclass(frozen=True, slots=True)
class Letterbox:
    """Where updates are stored; ``bell`` tells that some are new."""

    store: Store
    clock: Callable[[], datetime]
    bell: asyncio.Event

    async def keep(self, updates: list[Any]) -> int | None:
        """Store raw updates; the highest number among them, None when none has one."""
        numbered = [(number, raw) for raw in updates if (number := number_of(raw)) is not None]
        if len(numbered) < len(updates):
            log.error("telegram.update_without_number", count=len(updates) - len(numbered))
        if not numbered:
            return None
        # As ASCII: half of a surrogate pair in one update would keep the whole batch out.
        rows = [(number, json.dumps(raw)) for number, raw in numbered]
        await self.store.write(inbox.receive, NAME, rows, self.clock())
        self.bell.set()
        return max(number for number, _ in rows)


def number_of(update: Any) -> int | None:
    """An update's number, if it is an update at all."""
    number = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if 0 <= number < NUMBERS else None


@dataclass(slots=True)
class Poller:
    """Long polling. The offset moves only past what is stored."""

    bot: TelegramBot
    letterbox: Letterbox
    first_pause: float = 1.0
    _offset: int = 0
    _pause: float = 0.0

    async def run(self) -> None:
        """Ask for updates until cancelled; raises TokenRefused."""
        while True:
            try:
                await self.ask()
                self._pause = 0.0
            except InvalidToken:
                raise TokenRefused from None
            except AskedToWait as told:
                await asyncio.sleep(told.seconds)
            except Conflict as conflict:
                await self.settle(conflict)
            except TelegramError as error:
                log.warning("telegram.poll_failed", reason=error.message)
                await self.rest()
            except Exception as fault:
                tell("telegram.store_failed", fault)
                await self.rest()

    async def ask(self) -> None:
        """One getUpdates, and what came stored."""
        highest = await self.letterbox.keep(updates := await self.bot.fetch_updates(self._offset))
        if highest is not None:
            self._offset = max(self._offset, highest + 1)
        elif updates:
            await self.rest()  # only rubbish, which no offset can confirm: do not spin on it

    async def settle(self, conflict: Conflict) -> None:
        """409: a webhook is set, which we take away because polling was asked for; or another
        program polls with our token, which only its owner can end."""
        webhook = "webhook" in conflict.message.lower()
        log.warning(
            "telegram.conflict",
            reason=conflict.message,
            action="deleteWebhook" if webhook else "another program uses this token; trying again",
        )
        if webhook:
            try:
                await self.bot.delete_webhook(drop_pending_updates=False)
                return
            except TelegramError as error:
                log.warning("telegram.webhook_stays", reason=error.message)
        await self.rest()

    async def rest(self) -> None:
        """Pause, longer each time in a row."""
        self._pause = min(LONGEST_PAUSE, self._pause * 2 or self.first_pause)
        await asyncio.sleep(self._pause)


def webhook(letterbox: Letterbox, secret: str) -> Handler:
    """The handler of Telegram's posts: 200 only once stored, 401 without our secret."""
    if not secret:
        raise ValueError("telegram.webhook_secret: a webhook needs a secret")

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            return web.Response(status=401)
        if (request.content_length or 0) > BODY:
            return web.Response(status=413)
        update = parse(await read_body(request))
        try:
            await letterbox.keep([update])
        except Exception as fault:
            tell("telegram.store_failed", fault)
            return web.Response(status=503)  # Telegram posts it again
        return web.Response()

    return receive


async def read_body(request: web.Request) -> bytes:
    """The body, as far as one may be long: what is cut is no JSON any more."""
    body = b""
    while len(body) <= BODY and (more := await request.content.readany()):
        body += more
    return body[:BODY]


def parse(body: bytes) -> Any:
    """The update of a body; None for what is no JSON. It is taken all the same: refused, Telegram
    would post it again and again, before everybody else's."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
