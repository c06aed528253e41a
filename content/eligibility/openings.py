"""What is still open in one programme: the questions that could change its verdict or its terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from content.eligibility.entry import Entry
from content.eligibility.logic import Truth
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
    def of(cls, facts: Facts, said: Iterable[str]) -> View:
        """The facts, and the keys that were asked about."""
        in_vain = {key: SAID for key in said if key not in facts}
        return cls(facts, {**facts, **in_vain} if in_vain else facts)


@dataclass(frozen=True, slots=True, eq=False)
class Openings:
    """Works out openings, each once: most answers leave most programmes as they were."""

    askable: frozenset[str]
    implied_by: Mapping[str, tuple[str, ...]]
    watched: dict[Entry, tuple[str, ...]] = field(default_factory=dict)
    remembered: dict[tuple[object, ...], Opening] = field(default_factory=dict)

    def of(self, entry: Entry, view: View) -> Opening:
        """What is open in a programme for one case."""
        watched = self.watched.get(entry) or self.watch(entry)
        key = (entry, *map(view.marked.get, watched))
        found = self.remembered.get(key)
        if found is None:
            if len(self.remembered) >= MOST:
                self.remembered.clear()
            found = self.remembered[key] = self.work_out(entry, view)
        return found

    def watch(self, entry: Entry) -> tuple[str, ...]:
        """The facts a programme reads, and the questions whose answers tell of them."""
        reads = sorted(entry.reads)
        found = dict.fromkeys(one for key in reads for one in (key, *self.implied_by.get(key, ())))
        self.watched[entry] = tuple(found)
        return self.watched[entry]

    def work_out(self, entry: Entry, view: View) -> Opening:
        """Nothing once it is closed, or fails.

        A doubt, and what one gets, are worth asking about only while *eligible* is in reach: not
        where a condition is open that no question settles, nor where a doubt is there for good.
        """
        facts = view.facts
        truths: list[Truth] = [test(facts) for test in entry.truths]
        if False in truths or not truths:
            return NOTHING
        pairs = zip(entry.rules, truths, strict=True)
        rules = [self.asked_of(rule.gaps(facts), view) for rule, truth in pairs if truth is None]
        now = dict.fromkeys(key for keys in rules for key in keys)
        if not all(rules) or any(one.truth(facts) is True for one in entry.doubts):
            return Opening(tuple(now))
        gaps = (key for one in entry.doubts for key in one.gaps(facts))
        now |= dict.fromkeys(self.asked_of(gaps, view))
        terms = self.asked_of(entry.tariff.gaps(facts), view)
        later = tuple(key for key in terms if key not in now)
        return Opening(tuple(now), later) if now else Opening(later)

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
