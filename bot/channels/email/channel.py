"""The channel seam over e-mail. Nothing that was sent can be changed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from bot.channels.email.calendar import calendar_of
from bot.channels.email.client import MailClient
from bot.channels.email.mail import Attachment, Stationery, compose
from bot.channels.email.receipts import receipt_of
from bot.channels.faults import tell
from bot.channels.lasting import Lasting
from bot.channels.personal import fill_screen
from content.channel import (
    Contact,
    Delivered,
    Limits,
    Prepared,
    Receipt,
    Refused,
)
from content.screen import Media, Screen, plain_text
from content.wording import number, word
from db import duties, media
from db.store import Connection, Store
from db.values import AssignmentId

NAME = "email"
LONGEST = 5_000
"""Characters: a mail that nobody reads to its end is too long."""


class EmailChannel(Lasting):
    """Sends whatever we begin to people's mailboxes."""

    name = NAME
    uneditable = "a mail cannot be edited"
    irrevocable = "a mail cannot be taken back"

    def __init__(
        self,
        client: MailClient,
        stationery: Stationery,
        store: Store,
        *,
        messages_per_second: float = 5,
    ) -> None:
        self.limits = Limits(
            text=LONGEST, buttons=True, edits=False, per_second=messages_per_second, per_chat=0
        )
        self._client = client
        self._stationery = stationery
        self._store = store

    def problems(self, screen: Screen) -> list[str]:
        """What a writer must mend."""
        size = len(plain_text(screen).strip())
        if size == 0 and not screen.media:
            return [word("email.problem.empty")]
        if size > LONGEST:
            return [word("email.problem.long", n=number(size), most=number(LONGEST))]
        return []

    def prepare(self, screen: Screen, *, broadcast: bool = False) -> Prepared:
        """The screen itself: links are each reader's own."""
        del broadcast  # nobody sells speed here
        return Prepared(NAME, (screen,))

    async def send(
        self, prepared: Prepared, contact: Contact, fields: Mapping[str, str], now: datetime
    ) -> Receipt:
        """Hand in one mail; every failure is a receipt."""
        try:
            (open_screen,) = prepared.parts
            screen = fill_screen(open_screen, fields)
            key = f"delivery-{fields.get('delivery') or uuid.uuid4()}"
            attached = await self._attachments(screen, now)
            mail = compose(screen, contact.external, key, self._stationery, now, attached)
        except Exception as fault:
            tell("email.undrawable", fault, contact=contact.id)
            return Refused(f"cannot be drawn: {type(fault).__name__}", for_good=False)
        try:
            await self._client.hand_in(mail, self._stationery.sender, contact.external)
        except Exception as error:
            return receipt_of(error, now)
        return Delivered(str(mail["Message-ID"])[:100])

    async def _attachments(self, screen: Screen, now: datetime) -> tuple[Attachment, ...]:
        """A duty hangs its day on the mail; a campaign its file."""
        found: list[Attachment] = []
        head, _, rest = screen.address.partition("/")
        if head == "duty" and rest.isdigit():
            assignment = await self._store.read(duties.get, AssignmentId(int(rest)))
            if assignment:
                found.append(
                    Attachment("nhac-viec.ics", "text/calendar", calendar_of(assignment, now))
                )
        if screen.media and (file := await self._store.read(file_of, screen.media)):
            found.append(file)
        return tuple(found)


def file_of(conn: Connection, wanted: Media) -> Attachment | None:
    """A campaign's file, to hang on a mail."""
    known, body = media.find(conn, wanted.file), media.body(conn, wanted.file)
    if known is None or body is None:
        return None
    return Attachment(wanted.name or known.name or wanted.kind, known.mime, body)
