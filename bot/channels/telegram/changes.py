"""Changing what was sent: other words in its place, or taken back.

Either may be done again without doing more: what is the same already, and what is gone already, is
as it should be. Everything here raises what the wire raised.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.receipts import is_unreadable
from bot.channels.telegram.renderer import NO_PREVIEW, Part, text_part
from content.wording import word

SAME = "message is not modified"
NOT_THERE = ("message to delete not found", "message to edit not found", "message_id_invalid")
NOT_DELETED = "message can't be deleted"
"""How Telegram refuses to delete what is older than 48 hours."""
NO_TEXT = "there is no text in the message to edit"
"""How it refuses to put a text in place of a picture's caption."""
log = structlog.get_logger(__name__)


def ids_of(target: str) -> list[int]:
    """The messages of a delivery, as its receipt named them; raises ValueError for another's."""
    return [int(number) for number in target.split(",")]


def edit_body(body: bytes, message: int) -> bytes:
    """A sendMessage request made an editMessageText one: they differ by the message's number."""
    return b'%b,"message_id":%d}' % (body[:-1], message)


async def replace(bot: TelegramBot, chat: str, ids: Sequence[int], parts: Sequence[Part]) -> None:
    """Put parts in place of messages, of which there are as many or more; what is left over is
    taken away."""
    for message, part in zip(ids, parts, strict=False):
        await edit_any(bot, chat, message, part)
    for message in ids[len(parts) :]:
        await take_back(bot, chat, message, word("telegram.left_out"))


async def withdraw(bot: TelegramBot, chat: str, ids: Sequence[int]) -> None:
    """Take messages away; what Telegram keeps for good says that it was taken back."""
    for message in ids:
        await take_back(bot, chat, message, word("campaigns.recalled"))


async def take_back(bot: TelegramBot, chat: str, message: int, instead: str) -> None:
    """Delete one message, or put a few words in its place where it is too old for that."""
    try:
        await bot.delete_message(chat, message)
    except BadRequest as error:
        if is_there_no_more(error):
            return
        if NOT_DELETED not in error.message.lower():
            raise
        await keep_word(bot, chat, message, instead)


async def keep_word(bot: TelegramBot, chat: str, message: int, instead: str) -> None:
    """A few words in place of a message, if it is still there."""
    try:
        await edit_any(bot, chat, message, text_part(instead))
    except BadRequest as error:
        if not is_there_no_more(error):
            raise


async def edit_any(bot: TelegramBot, chat: str, message: int, part: Part) -> None:
    """Edit a text, or the words below a picture or a document, which itself stays."""
    if part.media:
        return await edit_caption(bot, chat, message, part)
    try:
        await edit_part(bot, chat, message, part)
    except BadRequest as error:
        if NO_TEXT not in error.message.lower():
            raise
        await edit_caption(bot, chat, message, part)


async def edit_part(bot: TelegramBot, chat: str, message: int, part: Part) -> None:
    """Edit a message's text and buttons; as plain words if Telegram cannot read our HTML."""
    try:
        await bot.edit_message_text(
            part.html,
            chat,
            message,
            parse_mode="HTML",
            reply_markup=part.keyboard,
            link_preview_options=NO_PREVIEW,
        )
    except TelegramError as error:
        if is_same(error):
            return
        if not is_unreadable(error):
            raise
        log.error("telegram.html_refused", reason=error.message)
        await bot.edit_message_text(
            part.plain,
            chat,
            message,
            reply_markup=part.keyboard,
            link_preview_options=NO_PREVIEW,
        )


async def edit_caption(bot: TelegramBot, chat: str, message: int, part: Part) -> None:
    """Edit the words and buttons below a picture or a document."""
    try:
        await bot.edit_message_caption(
            chat, message, caption=part.html, parse_mode="HTML", reply_markup=part.keyboard
        )
    except BadRequest as error:
        if not is_same(error):
            raise


def is_same(error: Exception) -> bool:
    """True when a message reads already as we want it to."""
    return isinstance(error, BadRequest) and SAME in error.message.lower()


def needs_drawing(error: Exception) -> bool:
    """True when an edit may go well in another form: as plain words, or as a caption."""
    return is_unreadable(error) or (
        isinstance(error, BadRequest) and NO_TEXT in error.message.lower()
    )


def is_there_no_more(error: BadRequest) -> bool:
    """True when a description says that the message is gone."""
    return any(mark in error.message.lower() for mark in NOT_THERE)
