"""A line of a list beside the person we have: what it would change, and what it may not.

A list never takes back what a person said: who opted out stays so, a stopped topic stays stopped,
and the topics of somebody who wrote to us are added to, not replaced.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from db.people import WROTE


@dataclass(frozen=True, slots=True)
class Entry:
    """One good row of a list; an empty cell says nothing. ``line`` is where it stands. What
    somebody refused (``is_out``, ``stopped``) counts where they are new. ``seat``: the office for
    which they hold the role, and its unit."""

    line: int
    channel: str
    external: str
    name: str = ""
    language: str = ""
    unit: str = ""
    topics: frozenset[str] = frozenset()
    role: str = ""
    seat: tuple[str, str] | None = None
    is_out: bool = False
    stopped: frozenset[str] = frozenset()

    @property
    def who(self) -> tuple[str, str]:
        """What makes a contact one and the same."""
        return self.channel, self.external


@dataclass(frozen=True, slots=True)
class Ground:
    """By which right a list comes: the office's stated reason to write (or ""), and within which
    unit (``units`` are its parts; None: everywhere). Somebody new without a unit is of that one."""

    basis: str
    unit: str | None = None
    units: frozenset[str] | None = None


@dataclass(slots=True)
class Taken:
    """What becomes of a list. Lines that are left out: of people who asked to be forgotten, of
    people of another unit, of somebody whom an earlier line (the second number) tells otherwise."""

    added: int = 0
    updated: int = 0
    erased: list[int] = field(default_factory=list)
    elsewhere: list[int] = field(default_factory=list)
    told: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody we have, as far as a list may change them."""

    contact: int
    person: int
    ground: str
    name: str
    language: str
    unit: str | None
    topics: frozenset[str]
    stopped: frozenset[str]
    roles: frozenset[tuple[str, str | None]]
    seats: frozenset[tuple[str, str | None]] = frozenset()

    def holds(self, entry: Entry) -> bool:
        """Whether they have the role of a line already."""
        if entry.seat:
            return (entry.role, entry.seat[0]) in self.seats
        return (entry.role, entry.unit or self.unit) in self.roles


Change = tuple[Entry, Present]


@dataclass(slots=True)
class Step:
    """What a thousand lines would do: whom they enter, and what they change of whom."""

    new: list[Entry] = field(default_factory=list)
    lines: list[Change] = field(default_factory=list)
    follow: list[Change] = field(default_factory=list)
    acting: list[Change] = field(default_factory=list)
    grounded: list[Present] = field(default_factory=list)

    @property
    def changed(self) -> set[int]:
        """The people whom it changes."""
        pairs = (*self.lines, *self.follow, *self.acting)
        return {p.person for _, p in pairs} | {p.person for p in self.grounded}


def compare(
    entry: Entry, now: Present, ground: Ground, first: dict[int, Entry], step: Step, taken: Taken
) -> None:
    """What a line changes of somebody we have. Of the contacts of one person the first line
    counts, so that a list has one meaning however often it is read."""
    if ground.units is not None and now.unit is not None and now.unit not in ground.units:
        taken.elsewhere.append(entry.line)
        return
    if ground.basis and not now.ground:
        step.grounded.append(now)
    before = first.setdefault(now.person, entry)
    if before is not entry:
        if told_of(entry) != told_of(before):
            taken.told.append((entry.line, before.line))
        return
    if line_of(entry, now) != (now.name, now.language, now.unit):
        step.lines.append((entry, now))
    if entry.topics and wanted_topics(entry, now) != now.topics:
        step.follow.append((entry, now))
    if entry.role and not now.holds(entry):
        step.acting.append((entry, now))


def told_of(entry: Entry) -> tuple[object, ...]:
    """What a line says of a person, whatever their contact."""
    return entry.name, entry.language, entry.unit, entry.topics, entry.role, entry.seat


def line_of(entry: Entry, now: Present) -> tuple[str, str, str | None]:
    """Name, language and unit as the list would have them; an empty cell keeps what is, and so
    does a name that differs by its blanks alone, which no list tells apart."""
    name = now.name if " ".join(now.name.split()) == entry.name else entry.name
    return (name or now.name, entry.language or now.language, entry.unit or now.unit)


def wanted_topics(entry: Entry, now: Present) -> frozenset[str]:
    """The list's topics without those they stopped; with their own for somebody who wrote to us
    and may have chosen them."""
    wanted = entry.topics - now.stopped
    return wanted | now.topics if now.ground == WROTE else wanted
