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
from content.eligibility.openings import NOTHING, SAID, Opening, Openings, View, openings_of
from content.eligibility.rulebook import Rulebook, cases
from content.facts import Catalogue, Fact, Facts, FactValue
from content.household import MEMBERS, Household, Slot, answered, parted, slot
from content.programmes import Programme

PURPOSES = "purposes"
HALF_A_LIFE = timedelta(days=36525 // 4)
WHO = Opening((MEMBERS,))


@dataclass(frozen=True, slots=True)
class Case:
    """A programme for the household (member 0) or one of its people, and what is open in it;
    ``in_vain`` marks what was asked there."""

    entry: Entry
    number: int
    opening: Opening
    in_vain: Mapping[str, object]


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
    openings: Openings = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found = openings_of(self.catalogue, frozenset(self.askable))
        object.__setattr__(self, "openings", found)

    def next_question(self, home: Household, said: Collection[Slot] = ()) -> Slot | None:
        """The slot that decides most, or None when no answer can change anything."""
        here = self.open(home, said)
        now = self.candidates(here)
        if not now or MEMBERS in now:
            return MEMBERS if now else None
        first = min(map(self.turn, now))
        ranks = [
            (self.left_on_average(name, here, home, said), at, name)
            for at, name in enumerate(now)
            if self.turn(name) == first
        ]
        return min(ranks)[-1]

    def turn(self, name: Slot) -> tuple[str, int]:
        """What hurts comes last; before that the home is asked about, then one person after the
        other."""
        return self.fact(name).sensitivity, parted(name)[1]

    def at_most_left(self, question: Slot, home: Household, said: Collection[Slot] = ()) -> int:
        """The most questions that may follow this one. It shrinks by at least one an answer,
        because an answer only ever removes facts from those that still matter; from the moment on
        when we know who lives there."""
        after = {*said, question}
        return max(len(self.left(known, after)) for known in self.outcomes(question, home))

    def left(self, home: Household, said: Collection[Slot]) -> set[Slot]:
        """Every slot that may still be asked, now or later."""
        return {
            self.slot_of(key, case.number)
            for case in self.open(home, said)
            for key in case.opening.all
        }

    def candidates(self, here: Iterable[Case]) -> tuple[Slot, ...]:
        """Every slot that is worth asking now, in the order of the people and the catalogue."""
        found = {self.slot_of(key, one.number) for one in here for key in one.opening.now}
        places = {key: at for at, key in enumerate(self.catalogue.by_key)}
        return tuple(sorted(found, key=lambda name: (parted(name)[1], places[parted(name)[0]])))

    def fact(self, name: Slot) -> Fact:
        return self.catalogue[parted(name)[0]]

    def slot_of(self, key: str, number: int) -> Slot:
        """A fact of the home is asked once, one of a person of each."""
        return slot(key, number) if self.catalogue[key].scope == "person" else key

    def open(self, home: Household, said: Collection[Slot]) -> list[Case]:
        """The programmes the person cares about in which something is open, for each person they
        are for."""
        views: dict[int, tuple[View, Mapping[str, object]]] = {}
        found: list[Case] = []
        for entry in self.cared_for(home, said):
            people = cases(entry, home)
            if people is None:
                found.append(Case(entry, 0, self.open_to_nobody(entry, home, said), {}))
                continue
            for member in people:
                number = member.number if member else 0
                if number not in views:
                    marks = self.in_vain(number, said)
                    views[number] = View.of(home.seen_by(member), marks), marks
                view, in_vain = views[number]
                found.append(Case(entry, number, self.openings.of(entry, view), in_vain))
        return [one for one in found if one.opening.all]

    def open_to_nobody(self, entry: Entry, home: Household, said: Collection[Slot]) -> Opening:
        """Before we know who lives there: who does, unless the home itself fails."""
        is_idle = MEMBERS not in self.askable or MEMBERS in said or entry.met(home.facts) is False
        return NOTHING if is_idle else WHO

    def in_vain(self, number: int, said: Collection[Slot]) -> dict[str, object]:
        """Marks for what was asked of one case; what is known stands over them."""
        keys = (parted(name)[0] for name in said)
        return {key: SAID for key in keys if self.slot_of(key, number) in said}

    def left_on_average(
        self, name: Slot, here: list[Case], home: Household, said: Collection[Slot]
    ) -> float:
        """How much stays open after an answer, over the answers one may give."""
        outcomes = self.outcomes(name, home)[:-1]
        if parted(name)[0] == PURPOSES:
            after = {*said, name}
            return sum(self.count(known, after) for known in outcomes) / len(outcomes)
        touched = self.touched(name, here)
        marks = {one.number: one.in_vain for one in touched}
        untouched = sum(len(one.opening.all) for one in here)
        untouched -= sum(len(one.opening.all) for one in touched)
        counts = (self.count_in(touched, known, marks) for known in outcomes)
        return untouched + sum(counts) / len(outcomes)

    def touched(self, name: Slot, here: list[Case]) -> list[Case]:
        """The cases in which an answer may change what is open: where it is open itself, or tells
        of a fact that is."""
        key, number = parted(name)
        fact = self.catalogue[key]
        told = {key, *(one.fact for one in fact.implies)}
        is_shared = fact.scope == "household"
        return [
            one
            for one in here
            if (is_shared or one.number == number) and not told.isdisjoint(one.opening.all)
        ]

    def count_in(
        self, touched: list[Case], home: Household, marks: Mapping[int, Mapping[str, object]]
    ) -> int:
        """How much is open in some cases, after an answer."""
        views = {
            number: View.of(home.seen_by(home.member(number)), in_vain)
            for number, in_vain in marks.items()
        }
        return sum(len(self.openings.of(one.entry, views[one.number]).all) for one in touched)

    def count(self, home: Household, said: Collection[Slot]) -> int:
        """How much is open, in all programmes together."""
        return sum(len(case.opening.all) for case in self.open(home, said))

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
