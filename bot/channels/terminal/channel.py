"""The terminal as a channel: what is sent is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.channels.lasting import Lasting
from bot.channels.numbered import LIMIT, render
from bot.channels.personal import fill_screen
from content.channel import (
    Contact,
    Delivered,
    Limits,
    Prepared,
    Receipt,
    Refused,
)
from content.screen import Screen, plain_text
from content.wording import number, word

Print = Callable[[str], None]
STAYS = "the channel changes nothing"
"""Why nothing is changed here, as the other channels say it too."""


class TerminalChannel(Lasting):
    """Fulfils ``content.channel.Channel``."""

    name = "terminal"
    uneditable = STAYS
    irrevocable = STAYS
    limits = Limits(text=LIMIT, buttons=False, edits=False, per_second=1000, per_chat=0)

    def __init__(self, writer: Print, site: str = "") -> None:
        self._write = writer
        self._site = site
        self._sent = 0

    def problems(self, screen: Screen) -> list[str]:
        """What does not fit into one message."""
        size = len(plain_text(screen))
        if size == 0 and not screen.media:
            return [word("terminal.problem.empty")]
        if size > self.limits.text:
            return [word("terminal.problem.long", n=number(size), most=number(self.limits.text))]
        return []

    def prepare(self, screen: Screen, *, broadcast: bool = False) -> Prepared:
        """The screen itself: text is made once the fields are known."""
        del broadcast  # nobody sells speed here
        return Prepared(self.name, (screen,))

    async def send(
        self, prepared: Prepared, contact: Contact, fields: Mapping[str, str], now: datetime
    ) -> Receipt:
        """Print it. A closed terminal refuses for good."""
        del contact, now  # whoever sits there, now
        (screen,) = prepared.parts
        try:
            for message in render(fill_screen(screen, fields), site=self._site):
                self._write(message)
        except (OSError, ValueError) as error:
            # A closed stream raises ValueError, a broken pipe OSError.
            return Refused(type(error).__name__, for_good=True)
        self._sent += 1
        return Delivered(str(self._sent))
