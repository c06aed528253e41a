"""The web as a channel: a push is delivered when it is stored in the conversation.

Live events only hint at it. ``fields["delivery"]``, where given, is the number of the delivery.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.channels.personal import fill_screen
from bot.channels.web.hub import Hub
from content.channel import Contact, Delivered, Limits, Postponed, Prepared, Receipt, Refused
from content.screen import Screen, plain_text, to_json
from content.sealing import seal_screen
from content.wording import number, word
from db import messages, people
from db.cipher import Keys
from db.store import Connection, Store
from db.values import ContactId, DeliveryId

log = logging.getLogger(__name__)
LIMITS = Limits(text=4096, buttons=True, edits=False, per_second=500, per_chat=0)
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
        if size == 0:
            return [word("web.problem.empty")]
        if size > self.limits.text:
            return [word("web.problem.long", n=number(size), most=number(self.limits.text))]
        return []

    def prepare(self, screen: Screen) -> Prepared:
        """The screen itself: it is drawn when the page is."""
        return Prepared(self.name, (screen,))

    async def send(
        self, prepared: Prepared, contact: Contact, fields: Mapping[str, str], now: datetime
    ) -> Receipt:
        """Store it in the conversation and hint. Refused for good when they are gone."""
        (screen,) = prepared.parts
        own = seal_screen(fill_screen(screen, fields), contact.holder, self._keys.seal)
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
