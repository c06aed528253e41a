"""The channel seam over Telegram: problems, prepare, send, amend, withdraw."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from telegram.error import ChatMigrated, Forbidden, TelegramError

from bot.channels.faults import tell
from bot.channels.telegram import changes
from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.keyboard import DATA, MOST, is_link
from bot.channels.telegram.pieces import LONGEST
from bot.channels.telegram.receipts import (
    Slowdown,
    is_unreadable,
    receipt_of,
    receipt_of_change,
)
from bot.channels.telegram.renderer import NO_PREVIEW, Draft, Part, draw
from bot.channels.telegram.stencil import stencil_of
from bot.channels.telegram.transport import AskedToWait, NeverSent, NotDone
from content.address import Address, AddressError
from content.channel import (
    Contact,
    Delivered,
    Limits,
    Postponed,
    Prepared,
    Receipt,
    Refused,
    Unchangeable,
    Unconfirmed,
)
from content.screen import Button, Screen, plain_text
from content.wording import word

NAME = "telegram"
GO_ON_TRIES = 3
GO_ON_SECONDS = 5.0
"""A message of several parts that has begun is carried on with for so long, see ``send_parts``."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to one person; ``body`` is the whole request where a stencil could make it."""

    draft: Draft
    contact: Contact
    fields: Mapping[str, str]
    body: bytes | None


class TelegramChannel:
    """Sends whatever we begin. Pace and retries are the outbox's; nothing is remembered here but
    the latest 429s."""

    name = NAME

    def __init__(self, bot: TelegramBot, *, messages_per_second: float = 30) -> None:
        self.limits = Limits(
            text=LONGEST,
            buttons=True,
            edits=True,
            per_second=messages_per_second,
            per_chat=1.0,
            recalls=True,
        )
        self._bot = bot
        self._slowdown = Slowdown()

    def problems(self, screen: Screen) -> list[str]:
        """What a writer must mend before this screen can be sent, in Vietnamese."""
        return list(problems_of(screen))

    def prepare(self, screen: Screen) -> Prepared:
        """The screen drawn once, personal fields still open; cut as a stencil where it can be."""
        draft = draw(screen, self._bot.public_name)
        return Prepared(NAME, (draft, stencil_of(draft)))

    async def send(
        self, prepared: Prepared, contact: Contact, fields: Mapping[str, str], now: datetime
    ) -> Receipt:
        """Send to one person; every failure is a receipt, none an exception.

        ``Delivered.message`` holds the ids of all parts, joined by commas.
        """
        try:
            letter = letter_to(contact, prepared, fields)
            parts = () if letter.body else await self.drawn(letter)
        except Exception as fault:
            tell("telegram.undrawable", fault, contact=contact.id)
            return Refused(f"cannot be drawn: {type(fault).__name__}", for_good=False)
        if letter.body is None:
            return await self.send_parts(parts, contact, now)
        try:
            return Delivered(await self.post(letter, letter.body))
        except Exception as error:
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
            letter, ids = letter_to(contact, prepared, fields), changes.ids_of(target)
            body = letter.body if len(ids) == 1 else None
            parts = () if body else await self.drawn(letter)
        except Exception as fault:
            tell("telegram.undrawable", fault, contact=contact.id)
            return Refused(f"cannot be drawn: {type(fault).__name__}", for_good=False)
        if len(parts) > len(ids):
            return Unchangeable("longer than what was sent")
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

    async def post(self, letter: Letter, body: bytes) -> str:
        """A message that needed no drawing; its id. Raises what the wire raised."""
        try:
            return await self._bot.post_message(body)
        except ChatMigrated as moved:
            # Only groups move; a contact is a person, so the new id is used and not kept.
            (part,) = await self.drawn(letter)
            return await send_part(self._bot, str(moved.new_chat_id), part)
        except TelegramError as error:
            if not is_unreadable(error):
                raise
            (part,) = await self.drawn(letter)
            return await send_plain(self._bot, letter.contact.external, part, error)

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
        for part in parts:
            try:
                sent.append(await (self.go_on(part, contact) if sent else self.one(part, contact)))
            except Exception as error:
                receipt = receipt_of(error, contact.external, now, self._slowdown)
                return begun(receipt, error, len(sent), len(parts)) if sent else receipt
        return Delivered(",".join(sent))

    async def go_on(self, part: Part, contact: Contact) -> str:
        """A later part: short waits are waited out here."""
        for _ in range(GO_ON_TRIES - 1):
            try:
                return await self.one(part, contact)
            except AskedToWait as told:
                if told.seconds > GO_ON_SECONDS:
                    raise
                await asyncio.sleep(told.seconds)
            except (NeverSent, NotDone):
                await asyncio.sleep(GO_ON_SECONDS / 10)
        return await self.one(part, contact)

    async def one(self, part: Part, contact: Contact) -> str:
        """One message; its id. Raises what the wire raised."""
        try:
            return await send_part(self._bot, contact.external, part)
        except ChatMigrated as moved:
            # Only groups move; a contact is a person, so the new id is used and not kept.
            return await send_part(self._bot, str(moved.new_chat_id), part)


async def send_part(bot: TelegramBot, chat: str, part: Part) -> str:
    """Send one message as HTML, and as plain words if Telegram cannot read that; its id."""
    options: dict[str, Any] = dict(reply_markup=part.keyboard, link_preview_options=NO_PREVIEW)
    try:
        message = await bot.send_message(chat, part.html, parse_mode="HTML", **options)
    except TelegramError as error:
        if not is_unreadable(error):
            raise
        return await send_plain(bot, chat, part, error)
    return str(message.message_id)


async def send_plain(bot: TelegramBot, chat: str, part: Part, why: TelegramError) -> str:
    """Send one message as plain words, its HTML having been refused; its id."""
    log.error("telegram.html_refused", reason=why.message)
    message = await bot.send_message(
        chat, part.plain, reply_markup=part.keyboard, link_preview_options=NO_PREVIEW
    )
    return str(message.message_id)


def letter_to(contact: Contact, prepared: Prepared, fields: Mapping[str, str]) -> Letter:
    """A prepared screen addressed to one person."""
    draft, stencil = prepared.parts
    body = stencil.body(contact.external, fields) if stencil else None
    return Letter(draft, contact, fields, body)


def begun(receipt: Receipt, error: Exception, sent: int, of: int) -> Receipt:
    """The receipt of a message that stopped half-way."""
    if isinstance(error, Forbidden) or isinstance(receipt, Delivered):
        return receipt
    reason = receipt.reason if isinstance(receipt, Postponed | Refused | Unconfirmed) else ""
    return Unconfirmed(f"{sent} of {of} parts arrived, then: {reason}")


def problems_of(screen: Screen) -> Iterator[str]:
    """Everything wrong with a screen, for its writer."""
    if not plain_text(screen).strip():
        yield word("telegram.problem.empty")
    buttons = (*screen.buttons, *(button for _, _, button in screen.trail))
    if len(buttons) > MOST:
        yield word("telegram.problem.many_buttons", count=len(buttons), most=MOST)
    for button in buttons:
        yield from problems_of_button(button)


def problems_of_button(button: Button) -> Iterator[str]:
    """What is wrong with one button."""
    if not button.label.strip():
        yield word("telegram.problem.button_label")
    if is_link(button.to):
        if not button.to.startswith("https://"):
            yield word("telegram.problem.plain_http", label=button.label)
    elif not is_address(button.to):
        yield word("telegram.problem.button_target", label=button.label, target=button.to)


def is_address(target: str) -> bool:
    """True for an address of ours, sealed or not, that fits into callback_data."""
    try:
        Address.parse(target.partition("!")[0])
    except AddressError:
        return False
    return len(target.encode()) <= DATA
