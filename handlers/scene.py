"""All a handler may look at in one turn: who speaks, what we know, what time it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from content.channel import Contact
from content.chart import Chart
from content.checks import Keeping
from content.library.library import Library
from content.media import File
from content.references import Reading
from content.screen import Screen
from content.wording import local, word
from db.cipher import Keys
from db.conversations import Standing
from db.store import Connection
from db.values import Person, Role


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this deployment; without a name it is a trial and says so."""

    name: str = ""
    office: str = ""
    phone: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """What stays the same between turns. ``public_url`` is where the console is reached; ``draw``
    makes a chart a picture, which takes a while, and is None where nobody draws; ``keeping`` says
    for how long checks are kept, ``days_before`` how long before a loan's day one is reminded."""

    library: Callable[[], Library]
    keys: Keys
    operator: Operator
    public_url: str = ""
    draw: Callable[[Chart], File] | None = None
    keeping: Keeping = Keeping()
    days_before: int = 3


Drawn = tuple[Screen, File | None]
"""A screen that was counted beside its turn, and its chart, if it has one."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One turn, inside one unit of work; ``drawn`` is what was made for it beforehand."""

    conn: Connection
    house: House
    library: Library
    person: Person
    contact: Contact
    roles: tuple[Role, ...]
    standing: Standing
    now: datetime
    drawn: Drawn | None = None

    @property
    def today(self) -> date:
        """The day in Hà Nội."""
        return local(self.now).date()

    @property
    def language(self) -> str:
        """The language of the person."""
        return self.person.language

    @property
    def reading(self) -> Reading:
        """For whom, and for which day, a text is drawn."""
        return self.library.reading(self.today, self.language)

    @property
    def role_names(self) -> frozenset[str]:
        """Every role held now; whoever speaks is a resident."""
        return frozenset({"resident"} | {role.role for role in self.roles})

    def word(self, key: str, **fields: object) -> str:
        """A sentence in the person's language."""
        return word(key, self.language, **fields)
