"""What a link in a mail carries: for whom, what it would do, until when; readable by us only.

Mail scanners open every link, so a link only asks; the page it leads to has the button.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.cipher import Keys

GOOD_FOR = timedelta(days=60)
"""The longest ladder of a duty is shorter, overdue days included."""
MARK = "mail-link"
"""Tells a ticket from whatever else these keys have encrypted."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """``data`` is what the button carries, an act with its seal; ``label`` the button's words;
    ``about`` what the mail is about."""

    address: str
    data: str
    label: str
    until: datetime
    about: str = ""

    @property
    def is_act(self) -> bool:
        """Whether following it changes something."""
        return self.data.startswith("do/")


def written(ticket: Ticket, keys: Keys) -> str:
    """The ticket as it stands in a link."""
    what = (ticket.data, ticket.label, ticket.about)
    return keys.encrypt([MARK, ticket.address, *what, ticket.until.timestamp()]).decode()


def read(text: str, keys: Keys, now: datetime) -> Ticket | None:
    """The ticket of a link; None for one that is not ours, or too old."""
    parts = keys.decrypt(text.encode("utf-8", "replace"))
    if not isinstance(parts, list) or len(parts) != 6 or parts[0] != MARK:
        return None
    _, address, data, label, about, until = parts
    moment = datetime.fromtimestamp(float(until), now.tzinfo)
    return Ticket(address, data, label, moment, about) if now < moment else None
