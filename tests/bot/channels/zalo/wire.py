"""A Zalo of our own and a bot with short patience that talks to it, for the tests beside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.channels.wire import Patience
from bot.channels.zalo.client import ZaloBot
from tests.standins.zalo import ZaloApi

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
QUICK = Patience(pool=0.5, connect=0.5, write=0.5, read=0.5)


@asynccontextmanager
async def zalo(*, local_hooks: bool = False) -> AsyncIterator[tuple[ZaloApi, ZaloBot]]:
    """The stand-in and a bot."""
    async with ZaloApi(local_hooks=local_hooks) as api:
        bot = ZaloBot(api.token, api.base, QUICK)
        try:
            yield api, bot
        finally:
            await bot.close()
