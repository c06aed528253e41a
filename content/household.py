"""A household as a check sees it: facts of the home, and of each person it has told us of.

A rule reads one flat mapping. For a loan it is that of the home with who asks; for a support that
is judged person by person, that of the home with one of its people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from content.facts import Catalogue, Fact, Facts, FactValue, read_choice, wrong

Slot = str
"""A fact of somebody: ``age-2`` is the age of member 2; ``residence`` is of the household, and
``age`` of who asks. Keys have no hyphen."""
MEMBERS = "members"
"""The fact that tells who lives in the home: a kind for each person, numbered from 1."""
LEFT = ""
"""In the list of members: one who was taken out, so that the numbers of the others stay."""
NOTHING: Facts = MappingProxyType({})


def slot(key: str, member: int = 0) -> Slot:
    """The name of a fact of one member; 0 is the household, or who asks.

    >>> slot("age", 2), slot("residence")
    ('age-2', 'residence')
    """
    return f"{key}-{member}" if member else key


def parted(name: Slot) -> tuple[str, int]:
    """The fact's key and the member's number.

    >>> parted("age-2"), parted("residence")
    (('age', 2), ('residence', 0))
    """
    key, _, number = name.partition("-")
    return key, int(number) if number.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the home: a number that stays theirs, the kind, and what we know of them."""

    number: int
    kind: str
    facts: Facts = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Household:
    """``facts`` of the home, ``asker``: the person's own facts of who asks (for a loan).

    ``members`` None: they have not told us yet who lives there; empty: nobody of our kinds does.
    """

    facts: Facts = field(default_factory=lambda: NOTHING)
    members: tuple[Member, ...] | None = None
    asker: Facts = field(default_factory=lambda: NOTHING)

    def seen_by(self, member: Member | None) -> Facts:
        """What a rule reads: flat, of the home with one person, or with who asks."""
        own = member.facts if member else self.asker
        return {**self.facts, **own} if own else self.facts

    def member(self, number: int) -> Member | None:
        """A member by number; None for 0 and for numbers nobody has."""
        return next((one for one in self.members or () if one.number == number), None)

    def of_kinds(self, kinds: Iterable[str]) -> tuple[Member, ...]:
        """The members of some kinds."""
        wanted = frozenset(kinds)
        return tuple(one for one in self.members or () if one.kind in wanted)


def household_of(known: Mapping[Slot, FactValue], catalogue: Catalogue) -> Household:
    """A household from its answers in the order they were given: the later of two wins, and what
    an answer implies is taken over where nothing else was said. Members are told first."""
    home = Household()
    for name, value in sorted(known.items(), key=lambda pair: pair[0] != MEMBERS):
        home = answered(home, name, value, catalogue)
    return home


def answered(home: Household, name: Slot, value: FactValue, catalogue: Catalogue) -> Household:
    """The household with one more answer. Nothing changes for a member nobody has."""
    key, number = parted(name)
    fact = catalogue[key]
    if key == MEMBERS:
        return peopled(home, value, fact)
    if number:
        return with_member(home, number, fact, value)
    if fact.scope == "person":
        return replace(home, asker=with_answer(fact, value, home.asker))
    return replace(home, facts=with_answer(fact, value, home.facts))


def peopled(home: Household, value: FactValue, fact: Fact) -> Household:
    """The household with these people; who was there already keeps what we know of them."""
    kinds = value if isinstance(value, tuple) else ()
    there = {(one.number, one.kind): one for one in home.members or ()}
    members = tuple(
        there.get((number, kind)) or Member(number, kind, implied_by(fact, kind))
        for number, kind in enumerate(kinds, start=1)
        if kind != LEFT
    )
    return replace(home, members=members, facts={**home.facts, fact.key: kinds_of(members)})


def with_member(home: Household, number: int, fact: Fact, value: FactValue) -> Household:
    """The household with an answer about one of its members."""
    members = tuple(
        replace(one, facts=with_answer(fact, value, one.facts)) if one.number == number else one
        for one in home.members or ()
    )
    return home if home.members is None else replace(home, members=members)


def with_answer(fact: Fact, value: FactValue, facts: Facts) -> Facts:
    """The facts with one more, and with what it implies; what is already known is kept."""
    return {**implied_by(fact, value), **facts, fact.key: value}


def implied_by(fact: Fact, value: FactValue) -> dict[str, FactValue]:
    """What an answer tells besides."""
    return {one.fact: one.value for one in fact.implies if one.when == value}


def kinds_of(members: tuple[Member, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.kind for one in members))


def read_members(value: object, fact: Fact) -> tuple[str, ...]:
    """The list of members as a form keeps it, with ``""`` for those taken out. Raises FactError."""
    if not isinstance(value, list | tuple):
        raise wrong(value, fact, f"a list of {', '.join(fact.values)}")
    return tuple(LEFT if one == LEFT else read_choice(one, fact) for one in value)
