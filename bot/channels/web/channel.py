"""The web as a channel: a push is delivered when it is stored in the conversation, and changed
there.

Live events only hint at it. ``fields["delivery"]``, where given, is the number of the delivery.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.channels.personal import fill_screen
from bot.channels.web.hub import Hub
from content.blocks import Paragraph, plain
from content.channel import (
    Contact,
    Delivered,
    Impossible,
    Limits,
    Postponed,
    Prepared,
    Receipt,
    Refused,
)
from content.screen import Screen, plain_text, to, to_json
from content.wording import number, word
from db import messages, people
from db.cipher import Keys
from db.store import Connection, Store
from db.values import ContactId, DeliveryId

log = logging.getLogger(__name__)
LIMITS = Limits(text=4096, buttons=True, edits=True, per_second=500, per_chat=0, recalls=True)
GONE = "the message is gone"
TRY_AGAIN = timedelta(minutes=1)


class WebChannel:
    """Fulfils ``content.channel.Channel``."""

    name = "web"
    limits = LIMITS

    def __init__(self, store: Store, keys: Keys, hub: Hub) -> None:
        self._store = store
        self._keys = keys
        self._hub = hub

    def problems(self, screen: Screen) -> list[str]:
        """What the page cannot show as it stands."""
        size = len(plain_text(screen))
        if size == 0 and not screen.media:
            return [word("web.problem.empty")]
        if size > self.limits.text:
            return [word("web.problem.long", n=number(size), most=number(self.limits.text))]
        return []

    def prepare(self, screen: Screen, *, broadcast: bool = False) -> Prepared:
        """The screen itself: it is drawn when the page is."""
        del broadcast  # nobody sells speed here
        return Prepared(self.name, (screen,))

    async def send(
        self, prepared: Prepared, contact: Contact, fields: Mapping[str, str], now: datetime
    ) -> Receipt:
        """Store it in the conversation and hint. Refused for good when they are gone."""
        (screen,) = prepared.parts
        own = fill_screen(screen, fields)
        delivery = DeliveryId(int(fields.get("delivery", "0")))
        try:
            stored = await self._store.write(
                show, self._keys, ContactId(contact.id), to_json(own), now, delivery
            )
        except Exception as error:
            # The seam promises never to raise; nothing was stored, so later is right.
            log.exception("web push not stored")
            return Postponed(now + TRY_AGAIN, type(error).__name__)
        if stored is None:
            return Refused("contact is gone", for_good=True)
        self._hub.notify(ContactId(contact.id), stored)
        return Delivered(str(stored))

    async def amend(
        self,
        prepared: Prepared,
        contact: Contact,
        fields: Mapping[str, str],
        target: str,
        now: datetime,
    ) -> Receipt:
        """Other words in the bubble, which says that it was changed."""
        (screen,) = prepared.parts
        own = fill_screen(screen, fields)
        return await self._change(contact, target, own, now)

    async def withdraw(self, contact: Contact, target: str, now: datetime) -> Receipt:
        """The bubble says that it was taken back; one that is gone already needs nothing."""
        screen = Screen(to("home"), blocks=(Paragraph(plain(word("campaigns.recalled"))),))
        receipt = await self._change(contact, target, screen, now)
        return Delivered(target) if receipt == Impossible(GONE) else receipt

    async def _change(
        self, contact: Contact, target: str, screen: Screen, now: datetime
    ) -> Receipt:
        """Put a screen in place of a bubble and hint."""
        key = ContactId(contact.id)
        if not target.isdigit():
            return Impossible(GONE)
        try:
            done = await self._store.write(
                messages.change, self._keys, key, int(target), to_json(screen), now
            )
        except Exception as error:
            log.exception("web bubble not changed")
            return Postponed(now + TRY_AGAIN, type(error).__name__)
        if not done:
            return Impossible(GONE)
        self._hub.notify_changed(key, int(target))
        return Delivered(target)


def show(
    conn: Connection,
    keys: Keys,
    contact: ContactId,
    screen: str,
    now: datetime,
    delivery: DeliveryId,
) -> int | None:
    """Keep the bubble; None when the contact is no more."""
    if people.find_contact(conn, contact) is None:
        return None
    return messages.show(conn, keys, contact, screen, now, delivery)
