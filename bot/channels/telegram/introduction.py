"""What the bot tells Telegram about itself: its commands, what it is, which updates it wants."""

from __future__ import annotations

import structlog
from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError

from bot.channels.receiving import TokenRefused, until_done
from bot.channels.telegram.client import ALLOWED_UPDATES, TelegramBot
from bot.channels.telegram.intake import REFUSED
from bot.channels.telegram.transport import AskedToWait
from content.wording import word

COMMANDS = ("start", "menu", "viec", "dung")
"""In the menu beside the text field; each is heard as its words, /start as a link followed."""
LANGUAGES = ("", "en")
"""Telegram shows the entry without a language to everyone else: Vietnamese."""
log = structlog.get_logger(__name__)


async def open_bot(bot: TelegramBot, pause: float = 1.0) -> None:
    """Open the connections and learn our own name, trying until Telegram can be reached; raises
    TokenRefused."""
    await until_done(bot.initialize, "telegram.unreachable", pause, look)


async def register_webhook(bot: TelegramBot, url: str, secret: str, pause: float = 1.0) -> None:
    """Tell Telegram where to post, trying until it heard; raises TokenRefused."""

    async def register() -> None:
        await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)

    await until_done(register, "telegram.webhook_not_set", pause, look)


def look(error: Exception) -> float:
    """For ``until_done``."""
    match error:
        case InvalidToken():
            raise TokenRefused(REFUSED) from None
        case AskedToWait(seconds=seconds):
            return seconds
        case TelegramError():
            return 0.0
    raise error


async def introduce(bot: TelegramBot) -> None:
    """Commands and descriptions, in both languages. A nicety: what fails is logged and left."""
    try:
        for code in LANGUAGES:
            await introduce_in(bot, code)
    except TelegramError as error:
        log.warning("telegram.not_introduced", reason=error.message)


async def introduce_in(bot: TelegramBot, code: str) -> None:
    """Everything in one language; the empty code is everyone's default."""
    language = code or "vi"
    commands = [BotCommand(name, word(f"telegram.command.{name}", language)) for name in COMMANDS]
    await bot.set_my_commands(commands, language_code=code or None)
    await bot.set_my_description(word("telegram.description", language), language_code=code or None)
    await bot.set_my_short_description(
        word("telegram.short_description", language), language_code=code or None
    )
