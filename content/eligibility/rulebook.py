"""All programmes on one day: who can have what, for a household and each of its people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from content.eligibility.entry import Entry, entry_of
from content.eligibility.judge import Verdict, weigh
from content.facts import Facts
from content.household import MEMBERS, Household, Member
from content.parameters import Parameters
from content.programmes import Programmes


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Programmes are bound when they are first asked for."""

    programmes: Programmes
    parameters: Parameters
    day: date
    bound: dict[str, Entry] = field(default_factory=dict)
    whole: list[Entry] = field(default_factory=list)

    def entry(self, slug: str) -> Entry:
        """One programme on this day. Raises KeyError for an unknown slug."""
        found = self.bound.get(slug)
        if found is None:
            found = entry_of(self.programmes[slug], self.parameters, self.day)
            self.bound[slug] = found
        return found

    def __iter__(self) -> Iterator[Entry]:
        """Every programme, in the order they are shown."""
        if not self.whole:
            self.whole[:] = [self.entry(one.slug) for one in self.programmes]
        return iter(self.whole)

    def judge(self, slug: str, facts: Facts) -> Verdict:
        """The verdict on one programme for flat facts."""
        return weigh(self.entry(slug), facts)

    def judge_household(
        self, home: Household, slugs: Iterable[str] | None = None
    ) -> tuple[Verdict, ...]:
        """A verdict for each programme, and for each person it may be for; ``slugs`` None: of
        every programme. In the order of the slugs, then of the people."""
        wanted = [one.slug for one in self.programmes] if slugs is None else slugs
        return tuple(verdict for slug in wanted for verdict in verdicts(self.entry(slug), home))


def verdicts(entry: Entry, home: Household) -> Iterator[Verdict]:
    """Of one programme: one verdict, or one a person. It says so when nobody of the home is meant,
    and when we have not been told who lives there."""
    programme = entry.programme
    people = cases(entry, home)
    if people is None:
        yield of_nobody_yet(entry, home)
    elif not people:
        yield Verdict(entry, home.facts, "ineligible", said=(programme.none_say,))
    else:
        for member in people:
            number = member.number if member else 0
            yield weigh(entry, home.seen_by(member), number)


def of_nobody_yet(entry: Entry, home: Household) -> Verdict:
    """While nobody has told us who lives there, only what the home itself fails is certain."""
    verdict = weigh(entry, home.facts)
    if verdict.verdict == "ineligible":
        return verdict
    return Verdict(entry, home.facts, "unknown", missing=(MEMBERS,), terms=verdict.terms)


def cases(entry: Entry, home: Household) -> tuple[Member | None, ...] | None:
    """Whom a programme is judged for: the household as one (None), or these people. None alone:
    nobody has told us who lives there."""
    if entry.programme.scope == "household" or entry.version.status != "open":
        return (None,)
    return None if home.members is None else home.of_kinds(entry.programme.members)


@lru_cache(maxsize=8)
def rulebook(programmes: Programmes, parameters: Parameters, day: date) -> Rulebook:
    """The rules of a day; made once for as long as the library is not swapped."""
    return Rulebook(programmes, parameters, day)
