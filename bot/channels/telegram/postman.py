"""What the desk needs of Telegram: letters read, replies carried, clocks stopped, groups left."""

from __future__ import annotations

import structlog
from telegram.error import TelegramError

from bot.channels.letter import ReplyLost
from bot.channels.telegram.channel import NAME
from bot.channels.telegram.reading import TelegramLetter, read
from bot.channels.telegram.receipts import reason_of
from bot.channels.telegram.replies import Replier
from db.inbox import Incoming
from handlers.turn import Reply

log = structlog.get_logger(__name__)


class TelegramPostman:
    """Fulfils ``bot.channels.desk.Postman``."""

    name = NAME

    def __init__(self, replier: Replier) -> None:
        self._replier = replier

    def read(self, row: Incoming) -> TelegramLetter:
        """The letter of a stored update; raises Unreadable."""
        return read(row)

    async def answer(self, letter: TelegramLetter, reply: Reply | None) -> None:
        """Answer a letter, in place where it was a tap; raises Unreachable, ReplyLost."""
        try:
            await self._replier.answer(letter.chat, letter.tapped, reply)
        except TelegramError as error:
            raise ReplyLost(reason_of(error)) from None

    async def show(self, chat: str, reply: Reply) -> None:
        """A reply as new messages; raises Unreachable, ReplyLost."""
        try:
            await self._replier.answer(chat, None, reply)
        except TelegramError as error:
            raise ReplyLost(reason_of(error)) from None

    async def excuse(self, letter: TelegramLetter) -> None:
        """The clock on a tapped button is stopped, whatever else is done."""
        if letter.tapped:
            await self._replier.stop_clock(letter.tapped.query)

    async def leave(self, chat: str) -> None:
        """Leave a group; one that we are out of already is no trouble."""
        try:
            await self._replier.bot.leave_chat(chat)
        except TelegramError as error:
            log.info("telegram.group_not_left", reason=error.message)
