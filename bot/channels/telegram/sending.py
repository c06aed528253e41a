"""One message to one chat, of words or with a file: as HTML, and as plain words if Telegram cannot
read that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import structlog
from telegram import InputFile, Message
from telegram.error import TelegramError

from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.files import Files
from bot.channels.telegram.receipts import is_unreadable
from bot.channels.telegram.renderer import NO_PREVIEW, Part
from content.screen import MediaKind

UPLOADING = 120.0
"""Seconds that a file may take to leave us, over a province's poorest line."""
log = structlog.get_logger(__name__)


async def send_part(bot: TelegramBot, chat: str, part: Part, files: Files) -> str:
    """Send one message; its id. Raises what the wire raises."""
    try:
        message = await sent(bot, chat, part, files, dict(parse_mode="HTML"))
    except TelegramError as error:
        if not is_unreadable(error):
            raise
        return await send_plain(bot, chat, part, files, error)
    return str(message.message_id)


async def send_plain(
    bot: TelegramBot, chat: str, part: Part, files: Files, why: TelegramError
) -> str:
    """Send one message as plain words, its HTML having been refused; its id."""
    log.error("telegram.html_refused", reason=why.message)
    return str((await sent(bot, chat, part, files, {})).message_id)


async def sent(
    bot: TelegramBot, chat: str, part: Part, files: Files, mode: dict[str, Any]
) -> Message:
    """One message, as HTML where ``mode`` says so."""
    words = part.html if mode else part.plain
    how = mode | dict(reply_markup=part.keyboard, allow_paid_broadcast=part.paid or None)
    if part.media is None:
        return await bot.send_message(chat, words, link_preview_options=NO_PREVIEW, **how)
    how |= dict(caption=words or None, write_timeout=UPLOADING)
    return await files.carry(part.media, partial(with_file, bot, part.media.kind, chat, how))


async def with_file(
    bot: TelegramBot, kind: MediaKind, chat: str, how: dict[str, Any], file: str | InputFile
) -> Message:
    """A message with a file in it."""
    sends: dict[MediaKind, Callable[..., Awaitable[Message]]] = {
        "photo": bot.send_photo,
        "voice": bot.send_voice,
        "document": partial(bot.send_document, disable_content_type_detection=True),
    }
    return await sends[kind](chat, file, **how)
