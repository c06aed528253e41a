"""A stored update as a letter: who wrote, what they did, and how to answer.

Updates are read one by one, so that one nobody can read blocks no other.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.helpers import effective_message_type

from bot.channels.letter import Letter, Unreadable
from db.inbox import Incoming
from handlers.turn import Left, Opened, Other, Said, Tap, Words

COMMAND = re.compile(r"/([A-Za-z0-9_]+)(?:@\w+)?(?:\s+|\Z)")
GONE = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


@dataclass(frozen=True, slots=True)
class Tapped:
    """The query that a tap waits to have answered, and the message it was on, if any."""

    query: str
    message: int | None


@dataclass(frozen=True, slots=True)
class TelegramLetter(Letter):
    """A letter that may have been a tap."""

    tapped: Tapped | None = None


def read(row: Incoming) -> TelegramLetter:
    """The letter of a stored update; raises Unreadable."""
    try:
        update = Update.de_json(json.loads(row.body or ""), None)
        return letter_of(row.id, update)
    except Exception as fault:  # python-telegram-bot fails in many ways on what it does not expect
        raise Unreadable(type(fault).__name__) from fault


def letter_of(row: int, update: Update) -> TelegramLetter:
    """The one kind of content an update holds."""
    if update.callback_query:
        return of_tap(row, update.callback_query)
    if update.my_chat_member:
        return of_membership(row, update.my_chat_member)
    message = update.message or update.edited_message
    return of_message(row, message) if message else TelegramLetter(row, "", "nothing")


def of_message(row: int, message: Message) -> TelegramLetter:
    """Words, a command, a link followed, or something we do not read."""
    chat = chat_id(message.chat)
    if message.chat.type != ChatType.PRIVATE:
        return TelegramLetter(row, chat, "nothing")
    said: Said = said_in(message.text) if message.text else Other(kind_of(message))
    name = message.from_user.full_name if message.from_user else ""
    return TelegramLetter(row, chat, "turn", said, name)


def of_tap(row: int, query: CallbackQuery) -> TelegramLetter:
    """A button pressed. One in a group is answered, so that its clock stops, and nothing more."""
    tapped = Tapped(str(query.id), query.message.message_id if query.message else None)
    if query.message and query.message.chat.type != ChatType.PRIVATE:
        return TelegramLetter(row, chat_id(query.message.chat), "nothing", tapped=tapped)
    chat, name = str(query.from_user.id), query.from_user.full_name
    seen_on = str(tapped.message or "")
    return TelegramLetter(row, chat, "turn", Tap(query.data or ""), name, seen_on, tapped)


def of_membership(row: int, change: ChatMemberUpdated) -> TelegramLetter:
    """Blocked, unblocked, or put into a group."""
    chat, status = chat_id(change.chat), change.new_chat_member.status
    if change.chat.type != ChatType.PRIVATE:
        return TelegramLetter(row, chat, "nothing" if status in GONE else "group")
    if status in GONE:
        return TelegramLetter(row, chat, "turn", Left("bot was blocked by the user"))
    # Telegram's own "restart" button sends /start right after, and that is what gets a reply.
    return TelegramLetter(row, chat, "back")


def said_in(text: str) -> Said:
    """``/start x`` follows the link x; any other command is its words."""
    command = COMMAND.match(text)
    if command is None:
        return Words(text)
    rest = text[command.end() :].strip()
    if command[1].lower() == "start":
        return Opened(rest)
    return Words(f"{command[1].replace('_', ' ')} {rest}".strip())


def kind_of(message: Message) -> str:
    """``photo``, ``voice``, ``sticker`` … ; ``other`` for what has no name yet."""
    kind = effective_message_type(message)
    return str(kind) if kind else "other"


def chat_id(chat: Chat) -> str:
    """A chat's id as our contacts carry it."""
    if not isinstance(chat.id, int):
        raise Unreadable(f"a chat id is a number, not {type(chat.id).__name__}")
    return str(chat.id)
