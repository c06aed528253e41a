"""The channel seam over Telegram: problems, prepare, send, amend, withdraw."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram.error import ChatMigrated, Forbidden, TelegramError

from bot.channels.faults import tell
from bot.channels.telegram import changes
from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.files import Files, is_unknown_file
from bot.channels.telegram.pieces import LONGEST
from bot.channels.telegram.problems import problems_of
from bot.channels.telegram.receipts import (
    Slowdown,
    is_unreadable,
    receipt_of,
    receipt_of_change,
)
from bot.channels.telegram.renderer import Draft, Part, draw
from bot.channels.telegram.sending import send_part, send_plain
from bot.channels.telegram.stencil import stencil_of
from bot.channels.telegram.transport import AskedToWait, NeverSent, NotDone
from content.channel import (
    Contact,
    Delivered,
    Impossible,
    Limits,
    Postponed,
    Prepared,
    Receipt,
    Refused,
    Unconfirmed,
)
from content.screen import Screen

NAME = "telegram"
FREE = 30.0
"""Messages a second that cost nothing."""
UPLOAD = timedelta(seconds=1)
"""How long a message waits while the file that goes with it is uploaded with another."""
GO_ON_TRIES = 3
GO_ON_SECONDS = 5.0
"""A message of several parts that has begun is carried on with for so long, see ``send_parts``."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to one person; ``body`` is the whole request where a stencil could make it, with
    Telegram's id of the ``file`` that goes with it."""

    draft: Draft
    contact: Contact
    fields: Mapping[str, str]
    body: bytes | None
    file: str = ""
    method: str = "sendMessage"

    def has_to_wait(self, files: Files) -> bool:
        """Whether its file is being uploaded with somebody else's message."""
        media = self.draft.media
        return media is not None and not self.file and files.is_uploading(media)


class TelegramChannel:
    """Sends whatever we begin. Pace and retries are the outbox's; nothing is remembered here but
    the latest 429s."""

    name = NAME

    def __init__(
        self,
        bot: TelegramBot,
        files: Files | None = None,
        *,
        messages_per_second: float = 30,
        paid: bool = False,
    ) -> None:
        self.limits = Limits(
            text=LONGEST,
            buttons=True,
            edits=True,
            per_second=messages_per_second,
            per_chat=1.0,
            recalls=True,
            per_group=3.0,
            unpaid=min(FREE, messages_per_second) if paid else math.inf,
            account=bot.account,
        )
        self._paid = paid
        self._bot = bot
        self._files = files or Files(bot)
        self._slowdown = Slowdown()

    def problems(self, screen: Screen) -> list[str]:
        """What a writer must mend before this screen can be sent, in Vietnamese."""
        return list(problems_of(screen))

    def prepare(self, screen: Screen, *, broadcast: bool = False) -> Prepared:
        """The screen drawn once, personal fields still open; cut as a stencil where it can be. A
        broadcast is paid for where that was asked."""
        draft = draw(screen, self._bot.public_name, paid=broadcast and self._paid)
        return Prepared(NAME, (draft, stencil_of(draft)))

    async def send(
        self, prepared: Prepared, contact: Contact, fields: Mapping[str, str], now: datetime
    ) -> Receipt:
        """Send to one person; every failure is a receipt, none an exception.

        ``Delivered.message`` holds the ids of all parts, joined by commas. A file is uploaded with
        the first message that carries it; until Telegram has named it, the others are put off.
        """
        try:
            letter = self.letter_to(contact, prepared, fields)
            if letter.has_to_wait(self._files):
                return Postponed(now + UPLOAD, "the file is being uploaded")
            parts = () if letter.body else await self.drawn(letter)
        except Exception as fault:
            tell("telegram.undrawable", fault, contact=contact.id)
            return Refused(f"cannot be drawn: {type(fault).__name__}", for_good=False)
        if letter.body is None:
            return await self.send_parts(parts, contact, now)
        try:
            return await self.post(letter, letter.body)
        except Exception as error:
            if letter.draft.media and is_unknown_file(error):
                await self._files.forget(letter.draft.media, letter.file)
                return Postponed(now, "the file has to be uploaded again")
            return receipt_of(error, contact.external, now, self._slowdown)

    async def amend(
        self,
        prepared: Prepared,
        contact: Contact,
        fields: Mapping[str, str],
        target: str,
        now: datetime,
    ) -> Receipt:
        """Other words in place of messages sent before; one that needs more of them than there
        are stays as it is."""
        try:
            letter, ids = self.letter_to(contact, prepared, fields), changes.ids_of(target)
            is_words = len(ids) == 1 and letter.draft.media is None
            body = letter.body if is_words else None
            parts = () if body else await self.drawn(letter)
        except Exception as fault:
            tell("telegram.undrawable", fault, contact=contact.id)
            return Refused(f"cannot be drawn: {type(fault).__name__}", for_good=False)
        if len(parts) > len(ids):
            return Impossible("longer than what was sent")
        try:
            await (self.edit(letter, body, ids) if body else self.replace(contact, ids, parts))
        except Exception as error:
            return receipt_of_change(error, contact.external, now, self._slowdown)
        return Delivered(target)

    async def withdraw(self, contact: Contact, target: str, now: datetime) -> Receipt:
        """Delete, or say that it was taken back where Telegram deletes no more."""
        try:
            await changes.withdraw(self._bot, contact.external, changes.ids_of(target))
        except Exception as error:
            return receipt_of_change(error, contact.external, now, self._slowdown)
        return Delivered(target)

    async def edit(self, letter: Letter, body: bytes, ids: list[int]) -> None:
        """One message, whose new words needed no drawing."""
        try:
            await self._bot.post_message(changes.edit_body(body, ids[0]), "editMessageText")
        except TelegramError as error:
            if changes.is_same(error):
                return
            if not changes.needs_drawing(error):
                raise
            await self.replace(letter.contact, ids, await self.drawn(letter))

    async def replace(self, contact: Contact, ids: list[int], parts: tuple[Part, ...]) -> None:
        """Messages in place of messages."""
        await changes.replace(self._bot, contact.external, ids, parts)

    def letter_to(self, contact: Contact, prepared: Prepared, fields: Mapping[str, str]) -> Letter:
        """A prepared screen addressed to one person."""
        draft, stencil = prepared.parts
        file = self._files.known(draft.media) if draft.media else ""
        if stencil is None:
            return Letter(draft, contact, fields, None, file)
        body = stencil.body(contact.external, fields, file)
        return Letter(draft, contact, fields, body, file, stencil.method)

    async def post(self, letter: Letter, body: bytes) -> Delivered:
        """A message that needed no drawing. Raises what the wire raised."""
        try:
            return Delivered(await self._bot.post_message(body, letter.method))
        except ChatMigrated as moved:
            (part,), chat = await self.drawn(letter), str(moved.new_chat_id)
            return Delivered(await send_part(self._bot, chat, part, self._files), chat)
        except TelegramError as error:
            if not is_unreadable(error):
                raise
            (part,), chat = await self.drawn(letter), letter.contact.external
            return Delivered(await send_plain(self._bot, chat, part, self._files, error))

    async def drawn(self, letter: Letter) -> tuple[Part, ...]:
        """The messages of a letter."""
        return letter.draft.parts(letter.fields, await self.name_for(letter.draft))

    async def name_for(self, draft: Draft) -> str:
        """Our user name, asked for where links need it: a process that only sends was never told.
        Unanswered, the links are left out and their words stay."""
        if draft.wants_name and not self._bot.public_name:
            with suppress(TelegramError):
                await self._bot.get_me()
        return self._bot.public_name

    async def send_parts(self, parts: tuple[Part, ...], contact: Contact, now: datetime) -> Receipt:
        """Part by part. Once the first has arrived the message can no longer be put off as a whole:
        what is left is tried a few times more, and if that fails the message is *unconfirmed*, for
        the person holds a piece of it and sending it again would repeat that piece."""
        sent: list[str] = []
        chat = contact.external
        for part in parts:
            try:
                one = await (self.go_on(part, chat) if sent else self.one(part, chat))
                sent.append(one.message)
                chat = one.moved or chat
            except Exception as error:
                receipt = receipt_of(error, contact.external, now, self._slowdown)
                return begun(receipt, error, len(sent), len(parts)) if sent else receipt
        return Delivered(",".join(sent), chat if chat != contact.external else "")

    async def go_on(self, part: Part, chat: str) -> Delivered:
        """A later part: short waits are waited out here."""
        for _ in range(GO_ON_TRIES - 1):
            try:
                return await self.one(part, chat)
            except AskedToWait as told:
                if told.seconds > GO_ON_SECONDS:
                    raise
                await asyncio.sleep(told.seconds)
            except (NeverSent, NotDone):
                await asyncio.sleep(GO_ON_SECONDS / 10)
        return await self.one(part, chat)

    async def one(self, part: Part, chat: str) -> Delivered:
        """One message; a group that became a supergroup is followed. Raises what the wire
        raised."""
        try:
            return Delivered(await send_part(self._bot, chat, part, self._files))
        except ChatMigrated as moved:
            chat = str(moved.new_chat_id)
            return Delivered(await send_part(self._bot, chat, part, self._files), chat)


def begun(receipt: Receipt, error: Exception, sent: int, of: int) -> Receipt:
    """The receipt of a message that stopped half-way."""
    if isinstance(error, Forbidden) or isinstance(receipt, Delivered):
        return receipt
    return Unconfirmed(f"{sent} of {of} parts arrived, then: {receipt.reason}")
