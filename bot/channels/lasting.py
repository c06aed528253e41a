"""What a channel answers on which nothing that was sent can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from content.channel import Contact, Impossible, Prepared, Receipt


class Lasting:
    """Half of ``content.channel.Channel``, for a channel that neither edits nor takes back."""

    uneditable: str
    irrevocable: str

    async def amend(
        self,
        prepared: Prepared,
        contact: Contact,
        fields: Mapping[str, str],
        target: str,
        now: datetime,
    ) -> Receipt:
        """What was sent stays as it is."""
        del prepared, contact, fields, target, now
        return Impossible(self.uneditable)

    async def withdraw(self, contact: Contact, target: str, now: datetime) -> Receipt:
        """What was sent stays where it is."""
        del contact, target, now
        return Impossible(self.irrevocable)
