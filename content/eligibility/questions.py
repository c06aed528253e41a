"""Which question comes next: computed, never scripted.

Only a fact that can still change a verdict, or what one gets, is asked; the one that leaves least
to ask comes first, and what hurts to be asked comes last; when none is left, the check is over. A
person who does not know has answered. Who lives in the home is asked before anything of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from content.conditions import Shares, leaves
from content.eligibility.entry import Entry
from content.eligibility.openings import Opening, opening
from content.eligibility.rulebook import Rulebook, cases
from content.facts import Catalogue, Fact, Facts, FactValue
from content.household import MEMBERS, Household, Member, Slot, answered, parted, slot
from content.programmes import Programme

PURPOSES = "purposes"
HALF_A_LIFE = timedelta(days=36525 // 4)


@dataclass(frozen=True, slots=True)
class Asking:
    """A check in progress: what may be asked, for which programmes, by the rules of a day.

    ``slugs`` are the programmes the person cares about; None: all. Of several loans the purpose
    they give narrows the care to those made for it; others are judged, but nothing is asked for
    them alone.
    """

    book: Rulebook
    catalogue: Catalogue
    slugs: tuple[str, ...] | None = None
    askable: Collection[str] = field(default_factory=frozenset)
    implied_by: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "implied_by", implications(self.catalogue))

    def next_question(self, home: Household, said: Collection[Slot] = ()) -> Slot | None:
        """The slot that decides most, or None when no answer can change anything."""
        now = self.candidates(home, said)
        if MEMBERS in now:
            return MEMBERS
        ranks = [
            (self.fact(name).sensitivity, self.left_on_average(name, home, said), at, name)
            for at, name in enumerate(now)
        ]
        return min(ranks)[-1] if ranks else None

    def at_most_left(self, question: Slot, home: Household, said: Collection[Slot] = ()) -> int:
        """The most questions that may follow this one. It shrinks by at least one an answer,
        because an answer only ever removes facts from those that still matter; from the moment on
        when we know who lives there."""
        after = {*said, question}
        return max(len(self.left(known, after)) for known in self.outcomes(question, home))

    def candidates(self, home: Household, said: Collection[Slot]) -> tuple[Slot, ...]:
        """Every slot that is worth asking now, in the order of the catalogue and the people."""
        found = {name for opening in self.open(home, said) for name in opening.now}
        return tuple(sorted(found, key=self.place))

    def left(self, home: Household, said: Collection[Slot]) -> set[Slot]:
        """Every slot that may still be asked, now or later."""
        return {name for opening in self.open(home, said) for name in opening.all}

    def place(self, name: Slot) -> tuple[int, int]:
        key, number = parted(name)
        return number, list(self.catalogue.by_key).index(key)

    def fact(self, name: Slot) -> Fact:
        return self.catalogue[parted(name)[0]]

    def open(self, home: Household, said: Collection[Slot]) -> list[Opening]:
        """What is open in every programme the person cares about, for each person it is for."""
        return [
            opening_
            for entry in self.cared_for(home, said)
            for opening_ in self.open_in(entry, home, said)
        ]

    def open_in(self, entry: Entry, home: Household, said: Collection[Slot]) -> list[Opening]:
        """What is open in one programme: of the household, or of each of its people."""
        people = cases(entry, home)
        if people is None:
            return self.open_to_nobody(entry, home, said)
        return [self.open_for(entry, home, said, member) for member in people]

    def open_to_nobody(
        self, entry: Entry, home: Household, said: Collection[Slot]
    ) -> list[Opening]:
        """Before we know who lives there: who does, unless the home itself fails."""
        if entry.met(home.facts) is False or MEMBERS not in self.askable or MEMBERS in said:
            return []
        return [Opening((MEMBERS,))]

    def open_for(
        self, entry: Entry, home: Household, said: Collection[Slot], member: Member | None
    ) -> Opening:
        """What is open in one case, as slots."""
        found = opening(entry, home.seen_by(member))
        number = member.number if member else 0
        return found.asked(lambda keys: self.asked_of(keys, said, number))

    def asked_of(
        self, keys: Iterable[str], said: Collection[Slot], number: int
    ) -> tuple[Slot, ...]:
        """Whom to ask for these facts: themselves, or a question whose answer implies them."""
        found: dict[Slot, None] = {}
        for key in keys:
            ways = {one: self.slot_of(one, number) for one in (key, *self.implied_by.get(key, ()))}
            open_ways = [
                one for one, name in ways.items() if one in self.askable and name not in said
            ]
            chosen = open_ways[:1] if key in open_ways else open_ways
            found |= dict.fromkeys(ways[one] for one in chosen)
        return tuple(found)

    def slot_of(self, key: str, number: int) -> Slot:
        """A fact of the home is asked once, one of a person of each."""
        return slot(key, number) if self.catalogue[key].scope == "person" else key

    def cared_for(self, home: Household, said: Collection[Slot]) -> list[Entry]:
        """The one chosen; else those made for the purpose, else those that serve it at all; for
        people who do not know their purpose yet, those that serve the most purposes. So with
        loans; a support asks for no purpose."""
        slugs = [one.slug for one in self.book.programmes] if self.slugs is None else self.slugs
        entries = [self.book.entry(slug) for slug in slugs]
        loans = [one for one in entries if one.programme.kind == "loan"]
        if len(loans) < 2:
            return entries
        chosen = set(self.fitting(loans, home.facts, said))
        return [one for one in entries if one.programme.kind == "support" or one in chosen]

    def fitting(self, entries: list[Entry], facts: Facts, said: Collection[Slot]) -> list[Entry]:
        """Of several loans, those that fit the purposes of the household."""
        purposes = facts.get(PURPOSES)
        if isinstance(purposes, tuple):
            made = [one for one in entries if not one.programme.made_for.isdisjoint(purposes)]
            return made or entries
        if PURPOSES not in said:
            return entries
        breadth = {one: len(accepted(one.programme, one.day, PURPOSES)) for one in entries}
        return [one for one in entries if breadth[one] == max(breadth.values())]

    def left_on_average(self, name: Slot, home: Household, said: Collection[Slot]) -> float:
        """How much stays open after an answer, over the answers one may give."""
        outcomes = self.outcomes(name, home)[:-1]
        after = {*said, name}
        return sum(self.count(known, after) for known in outcomes) / len(outcomes)

    def count(self, home: Household, said: Collection[Slot]) -> int:
        """How much is open, in all programmes together."""
        return sum(len(opening.all) for opening in self.open(home, said))

    def outcomes(self, name: Slot, home: Household) -> list[Household]:
        """The household after each answer that may be given; the last is *I do not know*."""
        samples = self.samples(self.fact(name))
        return [*(answered(home, name, value, self.catalogue) for value in samples), home]

    def samples(self, fact: Fact) -> tuple[FactValue, ...]:
        """Answers that stand for all: every choice, or values on each side of what rules ask."""
        day = self.book.day
        match fact.type:
            case "bool":
                return True, False
            case "choice":
                return fact.values
            case "list" if fact.key == MEMBERS:
                return tuple((value,) for value in fact.values)
            case "list":
                return tuple((value,) for value in served(self.book.programmes, day, fact))
            case "date":
                return day, day - HALF_A_LIFE
            case "int" | "money":
                return fact.least or 0, fact.most or 10**10


def implications(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """For every implied fact, the facts that imply it. Who lives there is asked for itself."""
    found: dict[str, tuple[str, ...]] = {}
    for fact in catalogue:
        for key in dict.fromkeys(one.fact for one in fact.implies):
            if fact.key != MEMBERS:
                found[key] = (*found.get(key, ()), fact.key)
    return found


def served(programmes: Iterable[Programme], day: date, fact: Fact) -> tuple[str, ...]:
    """The choices of a list that some programme accepts on that day, in the fact's order."""
    wanted = {value for one in programmes for value in accepted(one, day, fact.key)}
    return tuple(value for value in fact.values if value in wanted)


def accepted(programme: Programme, day: date, key: str) -> set[str]:
    """The values of a list that a programme asks for on that day."""
    return {
        value
        for rule in programme.on(day).rules
        for leaf in leaves(rule.condition)
        if isinstance(leaf, Shares) and leaf.fact == key
        for value in leaf.values
    }
