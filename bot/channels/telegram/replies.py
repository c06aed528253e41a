"""Answers to people who are waiting: in place where they tapped, and stubborn about getting there.

Replies go straight to the wire, never through the outbox, and wait for nobody but their own chat.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import structlog
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.letter import Unreachable
from bot.channels.telegram.changes import edit_part
from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.files import Files
from bot.channels.telegram.reading import Tapped
from bot.channels.telegram.receipts import is_gone, reason_of
from bot.channels.telegram.renderer import Part, reply_parts, text_part
from bot.channels.telegram.sending import send_part
from bot.channels.telegram.transport import AnswerLost, AskedToWait, NeverSent, NotDone
from content.wording import word
from handlers.turn import Reply

TOAST = 200
"""Characters of the answer to a tap."""
CLOCK = 15.0
"""Seconds that answering a tap may take: later, Telegram would not take it any more."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Stubbornness:
    """How long a reply is tried. ``lost``: how often it goes out although the one before may have
    arrived: a screen twice is better than none. ``told``: 429s waited out."""

    first: float = 0.5
    longest: float = 30.0
    tries: int = 8
    lost: int = 2
    told: int = 20


@dataclass(frozen=True, slots=True)
class Replier:
    """Draws replies for one bot. A screen's ``media`` goes with the first message of it."""

    bot: TelegramBot
    files: Files
    stubbornness: Stubbornness = Stubbornness()

    async def answer(self, chat: str, tapped: Tapped | None, reply: Reply | None) -> None:
        """Answer a turn. A tap's query is answered in any case; raises Unreachable, or the
        TelegramError that outlasted every try."""
        toast = reply.toast if reply else ""
        brief = toast if tapped and len(toast) <= TOAST else ""
        parts = [text_part(toast)] if toast and not brief else []
        for screen in reply.screens if reply else ():
            parts += reply_parts(screen, self.bot.public_name)
        if tapped is None:
            await self.show(chat, None, parts)
            return
        shown, _ = await asyncio.gather(
            self.show(chat, tapped.message, parts),
            self.stop_clock(tapped.query, brief),
            return_exceptions=True,
        )
        if isinstance(shown, BaseException):
            raise shown

    async def stop_clock(self, query: str, text: str = "") -> None:
        """Answer a callback query; one that is too old, or that fails, costs nothing."""
        try:
            async with asyncio.timeout(CLOCK):
                await self.insist(lambda: self.bot.answer_callback_query(query, text or None))
        except (TelegramError, TimeoutError) as error:
            log.info("telegram.query_unanswered", reason=reason_of(error))

    async def show(self, chat: str, message: int | None, parts: list[Part]) -> None:
        """The first part in place of the tapped message, the rest as new ones."""
        try:
            if message is not None and parts and await self.edited(chat, message, parts[0]):
                parts = parts[1:]
            for part in parts:
                await self.insist(partial(send_part, self.bot, chat, part, self.files))
        except Forbidden as error:
            raise Unreachable(error.message) from None
        except BadRequest as error:
            if is_gone(error.message):
                raise Unreachable(error.message) from None
            log.error("telegram.reply_refused", reason=error.message)
            await self.insist(partial(send_part, self.bot, chat, apology(), self.files))

    async def edited(self, chat: str, message: int, part: Part) -> bool:
        """Put a part in place of a message; False when that message cannot be edited any more, or
        not into this: words do not become a picture."""
        if part.media:
            return False
        try:
            await self.insist(partial(edit_part, self.bot, chat, message, part))
        except BadRequest as error:
            if is_gone(error.message):
                raise
            return False
        return True

    async def insist(self, act: Callable[[], Awaitable[object]]) -> None:
        """Try until it is done: wait where told to wait, with growing pauses where the wire fails.

        Raises the last error when patience ends, and at once what trying cannot change.
        """
        left = self.stubbornness
        tries, lost, told = left.tries, left.lost, left.told
        pause = left.first
        while True:
            try:
                await act()
                return
            except AskedToWait as asked:
                told -= 1
                if told < 0:
                    raise
                await asyncio.sleep(asked.seconds)
                continue
            except AnswerLost:
                lost -= 1
                if lost <= 0:
                    raise
            except (NeverSent, NotDone):
                tries -= 1
                if tries <= 0:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, left.longest)


def apology() -> Part:
    """What we say when our own answer was refused."""
    return text_part(word("channel.trouble"))
