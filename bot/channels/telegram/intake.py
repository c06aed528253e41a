"""Updates come in: stored before Telegram is told that we have them, by polling or by webhook."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.faults import tell
from bot.channels.letterbox import Handler, Letterbox, posted
from bot.channels.receiving import LONGEST_PAUSE, TokenRefused
from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.transport import AskedToWait

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
NUMBERS = 2**63
"""Above them no database counts."""
log = structlog.get_logger(__name__)


REFUSED = (
    "telegram.token: Telegram refuses this token; copy it anew from @BotFather "
    "(CHUNGTAY_TELEGRAM__TOKEN) and start again"
)


async def keep(letterbox: Letterbox, updates: list[Any]) -> int | None:
    """Store raw updates; the highest number among them, None when none has one."""
    numbered = [(number, raw) for raw in updates if (number := number_of(raw)) is not None]
    if len(numbered) < len(updates):
        log.error("telegram.update_without_number", count=len(updates) - len(numbered))
    if not numbered:
        return None
    await letterbox.keep(numbered)
    return max(number for number, _ in numbered)


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
                raise TokenRefused(REFUSED) from None
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
        updates = await self.bot.fetch_updates(self._offset)
        highest = await keep(self.letterbox, updates)
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

    async def take(update: Any) -> None:
        await keep(letterbox, [update])

    return posted("telegram", SECRET_HEADER, secret, take)
