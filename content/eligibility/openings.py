"""What is still open in one programme: the facts that could change its verdict or its terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from content.eligibility.entry import Entry
from content.eligibility.logic import Truth
from content.facts import Facts


@dataclass(frozen=True, slots=True)
class Opening:
    """``now``: worth asking at once; ``later``: only when nothing of ``now`` is left (what one
    gets matters once one gets it)."""

    now: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Each once."""
        return tuple(dict.fromkeys((*self.now, *self.later)))


@dataclass(frozen=True, slots=True)
class Gaps:
    """The facts that leave a version open: of each condition that is not known, of the doubts, and
    of the terms. Which of them may be asked is not ours to say."""

    rules: tuple[tuple[str, ...], ...] = ()
    doubts: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()

    def asked(self, whom: Callable[[Iterable[str]], tuple[str, ...]]) -> Opening:
        """With the questions in place of the facts.

        Where a condition can be settled by no question, *eligible* is out of reach: then neither a
        doubt nor what one would get is worth asking about.
        """
        rules = [whom(keys) for keys in self.rules]
        now = dict.fromkeys(key for keys in rules for key in keys)
        if not all(rules):
            return Opening(tuple(now))
        now |= dict.fromkeys(whom(self.doubts))
        terms = whom(self.terms)
        return Opening(tuple(now), terms) if now else Opening(terms)


NONE = Gaps()


def opening(entry: Entry, facts: Facts) -> Gaps:
    """What is open in a version for flat facts; nothing once it is closed or fails."""
    truths: list[Truth] = [test(facts) for test in entry.truths]
    if False in truths or not truths:
        return NONE
    rules = tuple(
        rule.gaps(facts) for rule, truth in zip(entry.rules, truths, strict=True) if truth is None
    )
    if entry.is_doubtful_for_good(facts):
        return Gaps(rules)
    doubts = dict.fromkeys(key for one in entry.doubts for key in one.gaps(facts))
    return Gaps(rules, tuple(doubts), entry.tariff.gaps(facts))
