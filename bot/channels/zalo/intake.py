"""Events come in: stored before Zalo is told that we have them. By webhook; polling is for trying
out, because Zalo keeps nothing for who comes back later and its polling has no offset."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import structlog

from bot.channels.faults import tell
from bot.channels.letterbox import Handler, Letterbox, posted
from bot.channels.receiving import LONGEST_PAUSE, TokenRefused, until_done
from bot.channels.zalo.client import AnswerLost, Failed, NeverSent, ZaloBot, ZaloError
from bot.channels.zalo.reading import event_in, number_of, without_asker
from bot.channels.zalo.receipts import TOKEN_REFUSED

SECRET_HEADER = "X-Bot-Api-Secret-Token"
REFUSED = (
    "zalo.token: Zalo refuses this token; copy it anew from the Zalo Bot Creator "
    "(CHUNGTAY_ZALO__TOKEN) and start again"
)
log = structlog.get_logger(__name__)


async def keep(letterbox: Letterbox, raw: Any) -> None:
    """Store one event as it came; what is no event is logged and left."""
    event = event_in(raw)
    number = number_of(event) if event else None
    if number is None:
        log.error("zalo.event_without_ids", event_name=event.name if event else "")
        return
    await letterbox.keep([(number, without_asker(raw))])


def webhook(letterbox: Letterbox, secret: str) -> Handler:
    """The handler of Zalo's posts: 200 only once stored, 401 without our secret."""

    async def take(raw: Any) -> None:
        await keep(letterbox, raw)

    return posted("zalo", SECRET_HEADER, secret, take)


@dataclass(slots=True)
class Poller:
    """Long polling, an event at a time. A webhook that is set is taken away first."""

    bot: ZaloBot
    letterbox: Letterbox
    first_pause: float = 1.0
    _pause: float = 0.0

    async def run(self) -> None:
        """Ask for events until cancelled; raises TokenRefused."""
        while True:
            try:
                if (event := await self.bot.get_update()) is not None:
                    await keep(self.letterbox, event)
                self._pause = 0.0
            except Failed as error:
                await self.settle(error)
            except (AnswerLost, NeverSent) as error:
                log.warning("zalo.poll_failed", reason=str(error))
                await self.rest()
            except Exception as fault:
                tell("zalo.store_failed", fault)
                await self.rest()

    async def settle(self, error: Failed) -> None:
        """What Zalo refused: our token, or polling beside a webhook."""
        refuse_token(error)
        log.warning("zalo.poll_failed", reason=str(error))
        if "webhook" in error.words.lower():
            try:
                await self.bot.delete_webhook()
                return
            except (AnswerLost, NeverSent, Failed) as again:
                log.warning("zalo.webhook_stays", reason=str(again))
        await self.rest()

    async def rest(self) -> None:
        """Pause, longer each time in a row."""
        self._pause = min(LONGEST_PAUSE, self._pause * 2 or self.first_pause)
        await asyncio.sleep(self._pause)


async def open_bot(bot: ZaloBot, pause: float = 1.0) -> str:
    """Our own name as people see it, asked for until Zalo can be reached; raises TokenRefused."""
    me = await until_done(bot.get_me, "zalo.unreachable", pause, look)
    return str(me.get("display_name") or me.get("account_name") or "")


async def register_webhook(bot: ZaloBot, url: str, secret: str, pause: float = 1.0) -> None:
    """Tell Zalo where to post, trying until it heard; raises TokenRefused."""
    await until_done(lambda: bot.set_webhook(url, secret), "zalo.webhook_not_set", pause, look)


def look(error: Exception) -> float:
    """For ``until_done``."""
    if isinstance(error, Failed):
        refuse_token(error)
        return error.wait
    if isinstance(error, ZaloError):
        return 0.0
    raise error


def refuse_token(error: Failed) -> None:
    """Raise TokenRefused where that is what Zalo says."""
    if error.code == TOKEN_REFUSED:
        raise TokenRefused(REFUSED) from None
