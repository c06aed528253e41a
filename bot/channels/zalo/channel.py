"""The channel seam over Zalo: problems, prepare, send. Nothing that was sent can be changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.channels.faults import tell
from bot.channels.lasting import Lasting
from bot.channels.numbered import LIMIT
from bot.channels.personal import fill_screen
from bot.channels.zalo.client import AnswerLost, ZaloBot
from bot.channels.zalo.meter import NAME, Meter
from bot.channels.zalo.receipts import receipt_of
from bot.channels.zalo.renderer import Message, render, ways
from content.address import without_seal
from content.channel import (
    Contact,
    Delivered,
    Limits,
    Postponed,
    Prepared,
    Receipt,
    Refused,
    Unconfirmed,
)
from content.screen import Screen, plain_text
from content.wording import number, word
from db import conversations
from db.store import Store
from db.usage import next_month
from db.values import ContactId

OUT_OF_PLAN = timedelta(hours=1)
"""How long pushes wait before it is looked again whether the plan has room: it may be raised."""
Count = Callable[[], Awaitable[None]]


class ZaloChannel(Lasting):
    """Sends whatever we begin. ``site`` is our own address, from which Zalo fetches photos;
    ``messages_per_second`` our own guess, for Zalo names no rate."""

    name = NAME
    uneditable = "Zalo cannot edit messages"
    irrevocable = "Zalo cannot delete messages"

    def __init__(
        self,
        bot: ZaloBot,
        store: Store,
        site: str = "",
        *,
        messages_per_second: float = 5,
        messages_a_month: int = 0,
    ) -> None:
        self.limits = Limits(
            text=LIMIT,
            buttons=False,
            edits=False,
            per_second=messages_per_second,
            per_chat=1.0,
            a_month=messages_a_month,
        )
        self._meter = Meter(store, messages_a_month)
        self._bot = bot
        self._store = store
        self._site = site

    def problems(self, screen: Screen) -> list[str]:
        """What a writer must mend: a push is one message, with its choices."""
        if not plain_text(screen).strip() and not screen.media:
            return [word("zalo.problem.empty")]
        size = sum(len(one.text) for one in self._messages(screen))
        if size > LIMIT:
            return [word("zalo.problem.long", n=number(size), most=number(LIMIT))]
        return []

    def prepare(self, screen: Screen, *, broadcast: bool = False) -> Prepared:
        """The screen itself: text is made once the fields are known."""
        del broadcast  # nobody sells speed here
        return Prepared(NAME, (screen,))

    async def send(
        self, prepared: Prepared, contact: Contact, fields: Mapping[str, str], now: datetime
    ) -> Receipt:
        """Send to one person; every failure is a receipt. What they may type afterwards are the
        numbers of this message."""
        try:
            (open_screen,) = prepared.parts
            screen = fill_screen(open_screen, fields)
            messages = self._messages(screen)
        except Exception as fault:
            tell("zalo.undrawable", fault, contact=contact.id)
            return Refused(f"cannot be drawn: {type(fault).__name__}", for_good=False)
        if not await self._meter.has_room(len(messages), now):
            until = min(now + OUT_OF_PLAN, next_month(now))
            return Postponed(until, "quota", elsewhere=True)
        receipt = await self._send_all(messages, contact, now)
        if isinstance(receipt, Delivered) and screen.buttons:
            await self._offer(contact, screen)
        return receipt

    def _messages(self, screen: Screen) -> list[Message]:
        return render(screen, site=self._site, below=ways(screen))

    async def _send_all(self, messages: list[Message], contact: Contact, now: datetime) -> Receipt:
        """Part by part; once the first has arrived a failure is unconfirmed, for sending the whole
        again would repeat that part."""
        sent, count = list[str](), partial(self._meter.count, now)
        for message in messages:
            try:
                sent.append(await send(self._bot, contact.external, message, count))
            except Exception as error:
                receipt = receipt_of(error, now)
                return Unconfirmed(f"{len(sent)} parts, then: {error}") if sent else receipt
        return Delivered(",".join(sent)[:100])

    async def _offer(self, contact: Contact, screen: Screen) -> None:
        """A lost note costs the numbers, never the receipt."""
        choices = [(button.label, without_seal(button.to)) for button in screen.buttons]
        try:
            await self._store.write(
                conversations.offer, ContactId(contact.id), screen.address, choices
            )
        except Exception as fault:
            tell("zalo.choices_lost", fault, contact=contact.id)


async def send(bot: ZaloBot, chat: str, message: Message, count: Count) -> str:
    """Send one message, under its photo where it has one; its id. What may have arrived is
    counted. Raises what the wire raised."""
    try:
        sent = await write(bot, chat, message)
    except AnswerLost:
        await count()
        raise
    await count()
    return sent


async def write(bot: ZaloBot, chat: str, message: Message) -> str:
    """The call that sends it; the message's id."""
    if message.photo:
        return await bot.send_photo(chat, message.photo, message.text)
    return await bot.send_message(chat, message.text, message.styles())
