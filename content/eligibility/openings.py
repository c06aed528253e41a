"""What is still open in one programme: the questions that could change its verdict or its terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from content.eligibility.bind import Bound
from content.eligibility.entry import Entry
from content.eligibility.terms import Standing, keys_of
from content.facts import Catalogue, Facts
from content.household import MEMBERS

SAID: Final = "?"
"""In a view: asked, and not known."""
MOST = 10_000
"""So many openings are remembered; then all are forgotten. They hold no name, and no more of a
household than one programme reads."""


@dataclass(frozen=True, slots=True)
class Opening:
    """``now``: worth asking at once; ``later``: only when nothing of ``now`` is left (what one
    gets matters once one gets it)."""

    now: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Each once; an opening has no key twice."""
        return self.now + self.later


NOTHING = Opening()


@dataclass(frozen=True, slots=True)
class View:
    """What is known in one case, flat; ``marked``: the same with what was asked in vain."""

    facts: Facts
    marked: Mapping[str, object]

    @classmethod
    def of(cls, facts: Facts, in_vain: Mapping[str, object]) -> View:
        """The facts, with the marks of what nobody knew."""
        return cls(facts, {**in_vain, **facts} if in_vain else facts)


@dataclass(frozen=True, slots=True, eq=False)
class Openings:
    """Works out openings, of a programme and of each condition, and remembers them: an answer
    leaves most of them as they were."""

    askable: frozenset[str]
    implied_by: Mapping[str, tuple[str, ...]]
    watched: dict[Entry | Bound, tuple[str, ...]] = field(default_factory=dict)
    remembered: dict[tuple[object, ...], Opening] = field(default_factory=dict)
    questions: dict[tuple[object, ...], Standing] = field(default_factory=dict)

    def of(self, entry: Entry, view: View) -> Opening:
        """What is open in a programme for one case."""
        watched = self.watched.get(entry)
        if watched is None:
            watched = self.watch(entry)
        key = (entry, *map(view.marked.get, watched))
        found = self.remembered.get(key)
        if found is None:
            if len(self.remembered) >= MOST:
                self.forget()
            found = self.remembered[key] = self.work_out(entry, view)
        return found

    def forget(self) -> None:
        """Start anew: openings, and what they were made of."""
        self.remembered.clear()
        self.questions.clear()

    def watch(self, what: Entry | Bound) -> tuple[str, ...]:
        """The facts that it reads, and the questions whose answers tell of them."""
        reads = sorted(what.reads)
        found = dict.fromkeys(one for key in reads for one in (key, *self.implied_by.get(key, ())))
        self.watched[what] = tuple(found)
        return self.watched[what]

    def work_out(self, entry: Entry, view: View) -> Opening:
        """Nothing once it is closed, or fails.

        A doubt, and what one gets, are worth asking about only while *eligible* is in reach: not
        where a condition is open that no question settles, nor where a doubt is there for good.
        """
        now: dict[str, None] = {}
        is_stuck = False
        for rule in entry.scales.rules:
            asked = self.standing(rule, view)
            if asked is False:
                return NOTHING
            if asked is not True:
                is_stuck = is_stuck or not asked
                now.update(dict.fromkeys(asked))
        if is_stuck or not entry.scales.rules:
            return Opening(tuple(now))
        return self.beyond(entry, view, now)

    def beyond(self, entry: Entry, view: View, now: dict[str, None]) -> Opening:
        """With the doubts, and with what one gets, while nothing stands in the way."""
        doubts = [self.standing(doubt, view) for doubt in entry.scales.doubts]
        if True in doubts:
            return Opening(tuple(now))
        now |= dict.fromkeys(key for asked in doubts for key in keys_of(asked))
        if not entry.tariff.open:
            return Opening(tuple(now))
        terms = entry.tariff.gaps(view.facts, lambda bound: self.standing(bound, view))
        later = tuple(key for key in terms if key not in now)
        return Opening(tuple(now), later) if now else Opening(later)

    def standing(self, bound: Bound, view: View) -> Standing:
        """Whether a condition is met; the questions that could still settle it while it is open."""
        watched = self.watched.get(bound)
        if watched is None:
            watched = self.watch(bound)
        key = (bound, *map(view.marked.get, watched))
        found = self.questions.get(key)
        if found is None:
            truth = bound.truth(view.facts)
            found = self.asked_of(bound.gaps(view.facts), view) if truth is None else truth
            self.questions[key] = found
        return found

    def asked_of(self, keys: Iterable[str], view: View) -> tuple[str, ...]:
        """Whom to ask for these facts: themselves, or a question whose answer implies them."""
        found: dict[str, None] = {}
        for key in keys:
            ways = (key, *self.implied_by.get(key, ()))
            open_ways = [one for one in ways if one in self.askable and one not in view.marked]
            found |= dict.fromkeys(open_ways[:1] if key in open_ways else open_ways)
        return tuple(found)


@lru_cache(maxsize=16)
def openings_of(catalogue: Catalogue, askable: frozenset[str]) -> Openings:
    """For those who may be asked these facts; kept for as long as the library is."""
    return Openings(askable, implications(catalogue))


def implications(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """For every implied fact, the facts that imply it. Who lives there is asked for itself."""
    found: dict[str, tuple[str, ...]] = {}
    for fact in catalogue:
        for key in dict.fromkeys(one.fact for one in fact.implies):
            if fact.key != MEMBERS:
                found[key] = (*found.get(key, ()), fact.key)
    return found
