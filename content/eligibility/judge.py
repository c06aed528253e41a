"""The verdict on one programme: eligible, ineligible or unknown, with reasons and amounts.

Deciding is fast and is done at once; sentences, sources and ways on are made when they are read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from content import wording
from content.dated import Source
from content.eligibility import sentences
from content.eligibility.entry import Entry, entry_of
from content.eligibility.logic import Truth
from content.eligibility.sentences import Line
from content.eligibility.terms import NOTHING, Item, Terms
from content.eligibility.ways import Way, ways
from content.facts import Facts
from content.parameters import Number, Parameters
from content.programmes import Per, Programme

Decision = Literal["eligible", "ineligible", "unknown"]
Outcome = tuple[Decision, int, tuple[str, ...], Terms]
TRUTHS: dict[Decision, Truth] = {"eligible": True, "ineligible": False, "unknown": None}
UNSURE: dict[Item, str] = {
    "total": "amount",
    "per_month": "amount",
    "rate": "rate",
    "term": "term",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Money in whole đồng, the rate in per cent a year, the term in months; None: not known.

    ``who`` is the number of the member it is about; 0: the household, or who asks. ``said`` stands
    in place of conditions where none was weighed: a closed period, a home without such a person.
    ``advice`` never decides.
    """

    entry: Entry = field(repr=False)
    facts: Facts = field(repr=False, compare=False)
    verdict: Decision
    who: int = 0
    missing: tuple[str, ...] = ()
    terms: Terms = NOTHING
    said: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        return self.entry.programme.slug

    @property
    def name(self) -> str:
        return self.entry.programme.name

    @property
    def day(self) -> date:
        return self.entry.binder.day

    @property
    def amount_max(self) -> int | None:
        return whole(self.terms.total)

    @property
    def amount_max_per_month(self) -> int | None:
        return whole(self.terms.per_month)

    @property
    def annual_rate(self) -> Number | None:
        return self.terms.rate

    @property
    def term_max_months(self) -> int | None:
        return whole(self.terms.term)

    @property
    def share(self) -> Number | None:
        return self.terms.share

    @property
    def per(self) -> Per:
        """What a support's amount is counted by."""
        return self.entry.programme.per

    @property
    def spans(self) -> dict[Item, tuple[Number, Number]]:
        """From what to what, of each number that another answer would settle."""
        return {} if self.said else self.entry.tariff.spans(self.facts)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every condition and how it stands."""
        return () if self.said else sentences.lines(self.entry, self.facts)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is said besides the conditions, and what leaves them in doubt."""
        if self.said or self.verdict == "ineligible":
            return self.said
        return sentences.doubts(self.entry, self.facts)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why: what is met when eligible, what fails when not, what is open when unknown."""
        if self.said:
            return self.said
        return (*sentences.texts(self.entry, self.facts, TRUTHS[self.verdict]), *self.notes)

    @property
    def ways(self) -> tuple[Way, ...]:
        """The smallest sets of changes that would help; nothing where no change that people can
        make would."""
        if self.said or self.verdict != "ineligible":
            return ()
        return ways(self.entry, self.facts)

    @property
    def would_change(self) -> tuple[str, ...]:
        """The ways in words, one a sentence."""
        return tuple(way.text for way in self.ways)

    @property
    def advice(self) -> tuple[str, ...]:
        """Hints that hold for this household."""
        if self.said or self.verdict == "eligible":
            return ()
        return sentences.advice(self.entry, self.facts)

    @property
    def wanted(self) -> int | None:
        """What the household wants to borrow, where that is above the ceiling of a loan; a support
        is given, so what one would borrow says nothing of it."""
        wanted, ceiling = self.facts.get("amount_wanted"), self.terms.total
        if self.verdict == "ineligible" or ceiling is None or not isinstance(wanted, int):
            return None
        if self.entry.programme.kind != "loan":
            return None
        return wanted if wanted > ceiling else None

    @property
    def unsure(self) -> frozenset[str]:
        """The numbers (``amount``, ``rate``, ``term``) to be checked again before one relies on
        them: their row of the day is marked uncertain."""
        return frozenset(
            UNSURE[choice.item]
            for choice in self.entry.tariff.choices
            if choice.item in UNSURE
            and any(row.source.confidence == "uncertain" for row in choice.rows(self.facts))
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """Who says so: of the conditions, then of the numbers; each document and article once."""
        if self.said:
            return self.entry.programme.source_on(self.day)
        rows = (
            row
            for choice in self.entry.tariff.choices
            if choice.item != "term"
            for row in choice.rows(self.facts)
        )
        found = [rule.source for rule in self.entry.version.rules] + [row.source for row in rows]
        return tuple({(one.document, one.article): one for one in found}.values())


def whole(number: Number | None) -> int | None:
    """Money and months are whole numbers."""
    return None if number is None else int(number)


def judge(programme: Programme, facts: Facts, day: date, parameters: Parameters) -> Verdict:
    """The verdict of the rules of that day. A fact that is absent is never held against anyone."""
    return weigh(entry_of(programme, parameters, day), facts)


def weigh(entry: Entry, facts: Facts, who: int = 0) -> Verdict:
    """The verdict for the facts of one case: a household, or it with one of its members."""
    said = () if entry.scales.tests else (entry.version.say,)
    return Verdict(entry, facts, *outcome(entry, facts, who), said)


def outcome(entry: Entry, facts: Facts, who: int = 0) -> Outcome:
    """A verdict without its words: what is decided, of whom, what is missing, what one gets. A
    programme that is closed, or whose rules of that day we do not know, weighs nothing."""
    if not entry.scales.tests:
        return "ineligible" if entry.version.status == "closed" else "unknown", who, (), NOTHING
    met, missing = entry.weighed(facts)
    decision: Decision = "ineligible"
    if met is not False:
        is_open = met is None or entry.is_doubtful(facts)
        decision = "unknown" if is_open else "eligible"
        if is_open:
            missing = tuple(dict.fromkeys((*missing, *entry.lifting(facts))))
    return decision, who, missing, entry.tariff.terms(facts)


def as_json(verdict: Verdict, language: str = "vi") -> dict[str, object]:
    """A verdict as the ``check`` command prints it."""
    return {
        "verdict": verdict.verdict,
        "reasons": [*verdict.reasons, *ceiling_note(verdict, language)],
        "missing": list(verdict.missing),
        "would_change": [*verdict.would_change, *verdict.advice],
        "amount_max": verdict.amount_max,
        "amount_max_per_month": verdict.amount_max_per_month,
        "annual_rate": verdict.annual_rate,
        "term_max_months": verdict.term_max_months,
    }


def ceiling_note(verdict: Verdict, language: str = "vi") -> tuple[str, ...]:
    """One sentence that names the ceiling, where more than it is wanted."""
    if verdict.wanted is None or verdict.amount_max is None:
        return ()
    wanted, most = wording.money(verdict.wanted), wording.money(verdict.amount_max)
    return (wording.word("eligibility.above_ceiling", language, wanted=wanted, most=most),)
