"""What the desk needs of Zalo: letters read, replies carried stubbornly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.channels.letter import Letter, ReplyLost, Unreachable
from bot.channels.zalo.channel import send
from bot.channels.zalo.client import AnswerLost, Failed, NeverSent, ZaloBot
from bot.channels.zalo.meter import NAME, Meter
from bot.channels.zalo.reading import read
from bot.channels.zalo.receipts import is_gone
from bot.channels.zalo.renderer import Message, render, ways
from db.inbox import Incoming
from handlers.turn import Reply


@dataclass(frozen=True, slots=True)
class Stubbornness:
    """How long a reply is tried: seconds of the first pause and of the longest, tries in all.
    ``lost``: how often it goes out although the one before may have arrived."""

    first: float = 0.5
    longest: float = 30.0
    tries: int = 8
    lost: int = 2


class ZaloPostman:
    """Fulfils ``bot.channels.desk.Postman``. ``called`` is how people mention us in a
    group, known once Zalo told it."""

    name = NAME

    def __init__(
        self,
        bot: ZaloBot,
        meter: Meter,
        clock: Callable[[], datetime],
        site: str = "",
        stubbornness: Stubbornness | None = None,
    ) -> None:
        self.called = ""
        self._bot = bot
        self._meter = meter
        self._clock = clock
        self._site = site
        self._stubborn = stubbornness or Stubbornness()

    def read(self, row: Incoming) -> Letter:
        """The letter of a stored event; raises Unreadable."""
        return read(row, self.called)

    async def answer(self, letter: Letter, reply: Reply | None) -> None:
        """Answer a letter; raises Unreachable, ReplyLost."""
        if letter.event == "overheard":
            await self._meter.count_group(letter.chat, self._clock())
        await self.show(letter.chat, reply or Reply())

    async def show(self, chat: str, reply: Reply) -> None:
        """A reply as messages; raises Unreachable, ReplyLost."""
        for message in messages_of(reply, self._site):
            try:
                await self._insist(chat, message)
            except Failed as error:
                if is_gone(error):
                    raise Unreachable(error.words) from None
                raise ReplyLost(str(error)) from None
            except (AnswerLost, NeverSent) as error:
                raise ReplyLost(str(error)) from None

    async def excuse(self, letter: Letter) -> None:
        """Zalo waits for no answer of ours."""
        del letter

    async def leave(self, chat: str) -> None:
        """Zalo lets a bot leave no group by itself."""
        del chat

    async def _insist(self, chat: str, message: Message) -> None:
        """Try until it is sent; raises the last error when patience ends, and at once what trying
        cannot change."""
        stubborn, pause = self._stubborn, self._stubborn.first
        lost = 0
        for attempt in range(1, stubborn.tries + 1):
            try:
                await send(self._bot, chat, message, self._counted)
                return
            except Failed as error:
                if error.code < 500 and not error.wait or attempt == stubborn.tries:
                    raise
                pause = max(pause, error.wait)
            except AnswerLost:
                lost += 1
                if lost >= stubborn.lost:
                    raise
            except NeverSent:
                if attempt == stubborn.tries:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, stubborn.longest)

    async def _counted(self) -> None:
        await self._meter.count(self._clock())


def messages_of(reply: Reply, site: str) -> Iterator[Message]:
    """A passing word, the screens, and how to choose where there is something to choose. A word
    that passes stands above its screen; of several, the first may be there to be copied."""
    *alone, last = reply.screens or (None,)
    toast = reply.toast if not alone else ""
    if reply.toast and not (toast and last):
        yield Message(reply.toast)
    for screen in alone:
        yield from render(screen, site=site)
    if last:
        yield from render(last, site=site, above=toast, below=ways(last))
