"""The verdict on one programme: eligible, ineligible or unknown, with reasons and amounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from content import wording
from content.conditions import Condition, Some, Worded, leaves, parts_of
from content.dated import Source
from content.eligibility.conditions import Situation, open_facts, truth_of
from content.eligibility.logic import Truth, every
from content.facts import Facts
from content.parameters import Number, Parameters
from content.programmes import Doubt, Hint, Programme, Programmes, Rule, Version

Decision = Literal["eligible", "ineligible", "unknown"]


@dataclass(frozen=True, slots=True)
class Line:
    """One condition as it stands for this household; ``missing`` are facts that keep it open."""

    name: str
    truth: Truth
    text: str
    source: Source
    missing: tuple[str, ...] = ()
    would: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Money in whole đồng, the rate in per cent a year, the term in months; None: not known.

    ``advice`` never decides. ``wanted`` is set only when it is above the ceiling. ``unsure`` names
    the numbers (``amount``, ``rate``, ``term``) to be checked again before one relies on them.
    """

    slug: str
    name: str
    verdict: Decision
    day: date
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    amount_max: int | None = None
    amount_max_per_month: int | None = None
    annual_rate: Number | None = None
    term_max_months: int | None = None
    wanted: int | None = None
    unsure: frozenset[str] = frozenset()
    sources: tuple[Source, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why: what is met when eligible, what fails when not, what is open when unknown."""
        truth = {"eligible": True, "ineligible": False, "unknown": None}[self.verdict]
        return (*(line.text for line in self.lines if line.truth is truth), *self.notes)


def judge_all(
    programmes: Programmes, facts: Facts, day: date, parameters: Parameters
) -> dict[str, Verdict]:
    """A verdict for every programme, by slug."""
    return {one.slug: judge(one, facts, day, parameters) for one in programmes}


def judge(programme: Programme, facts: Facts, day: date, parameters: Parameters) -> Verdict:
    """The verdict of the rules of that day. A fact that is absent is never held against anyone."""
    situation = Situation(facts, day, parameters)
    version = programme.on(day)
    if version.status != "open":
        return shut(programme, version, day)
    return weigh(programme, version, situation)


def shut(programme: Programme, version: Version, day: date) -> Verdict:
    """A day on which the programme was closed, or its rules are not known to us."""
    decision: Decision = "ineligible" if version.status == "closed" else "unknown"
    return Verdict(
        programme.slug,
        programme.name,
        decision,
        day,
        notes=(version.say,),
        sources=programme.source_on(day),
    )


def weigh(programme: Programme, version: Version, situation: Situation) -> Verdict:
    """The verdict of a version that is open."""
    lines = tuple(line(rule, situation) for rule in version.rules)
    met = every(one.truth for one in lines)
    doubts = () if met is False else doubts_of(version, situation)
    decision = decide(met, doubtful=bool(doubts))
    amount, per_month = amounts(programme, situation)
    return Verdict(
        programme.slug,
        programme.name,
        decision,
        situation.day,
        lines=lines,
        notes=doubts,
        missing=missing(lines) if met is None else (),
        would_change=changes(lines) if met is False else (),
        advice=advice(version, situation) if decision != "eligible" else (),
        amount_max=amount,
        amount_max_per_month=per_month,
        annual_rate=parameter(programme.rate, situation),
        term_max_months=whole(parameter(programme.term, situation)),
        wanted=above(amount, situation) if decision != "ineligible" else None,
        unsure=unsure(programme, situation),
        sources=sources(programme, lines, situation),
    )


def decide(met: Truth, *, doubtful: bool) -> Decision:
    """A doubt turns *eligible* into *unknown*, and leaves *ineligible* as it is."""
    if met is False:
        return "ineligible"
    return "unknown" if met is None or doubtful else "eligible"


def line(rule: Rule, situation: Situation) -> Line:
    """One condition, judged and put into words."""
    truth = truth_of(rule.condition, situation)
    text = why(rule, truth, situation)
    missing = open_facts(rule.condition, situation) if truth is None else ()
    would = would_text(rule, situation) if truth is False else ""
    return Line(rule.name, truth, put(text, situation), rule.source, missing, would)


def why(rule: Rule, truth: Truth, situation: Situation) -> str:
    """The sentence of what is met, what fails, or what is missing and who knows it."""
    if truth is None:
        return rule.ask
    return met_text(rule, situation) if truth else not_met_text(rule, situation)


def met_text(rule: Rule, situation: Situation) -> str:
    """The sentence of the branch that is met, where it has one."""
    for part in branches(rule.condition):
        if part.met and truth_of(part, situation) is True:
            return part.met
    return rule.met


def not_met_text(rule: Rule, situation: Situation) -> str:
    """The sentence for this very value, where there is one."""
    return rule.not_met_for.get(first_value(rule, situation), rule.not_met)


def first_value(rule: Rule, situation: Situation) -> str:
    """The value of the fact that the condition starts with."""
    return str(situation.facts.get(next(leaves(rule.condition)).fact))


def would_text(rule: Rule, situation: Situation) -> str:
    """What would make it so, in one sentence or several; empty when nothing can."""
    ways = [part.would for part in branches(rule.condition) if part.would]
    would = rule.would_for.get(first_value(rule, situation), rule.would)
    return put(" ".join(ways) or would, situation)


def branches(condition: Condition) -> list[Worded]:
    """The parts with sentences of their own."""
    inside = parts_of(condition) if isinstance(condition, Some) else ()
    return [part for part in inside if isinstance(part, Worded)]


def put(text: str, situation: Situation) -> str:
    """``{parameter}`` and ``{day}`` in a sentence, as they are on the day of the check."""
    if "{" not in text:
        return text
    fields = {"day": wording.day(situation.day)}
    for name in situation.parameters.by_name:
        if "{" + name + "}" in text:
            fields[name] = situation.parameters.words(name, situation.day) or "…"
    return text.format(**fields)


def doubts_of(version: Version, situation: Situation) -> tuple[str, ...]:
    """What no text seen decides, where it is the case."""
    return tuple(put(doubt.say, situation) for doubt in version.doubts if holds(doubt, situation))


def holds(exception: Doubt | Hint, situation: Situation) -> bool:
    """It is the case, and nothing known lifts it."""
    lifted = exception.unless and truth_of(exception.unless, situation) is True
    return truth_of(exception.when, situation) is True and not lifted


def missing(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Facts that could still decide, each once, in the order of the conditions."""
    return tuple(dict.fromkeys(key for one in lines for key in one.missing))


def changes(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """The smallest set of changes that would help; nothing where one failing condition is fixed."""
    failing = [one for one in lines if one.truth is False]
    return tuple(one.would for one in failing) if all(one.would for one in failing) else ()


def advice(version: Version, situation: Situation) -> tuple[str, ...]:
    """Hints that hold for this household."""
    return tuple(put(hint.say, situation) for hint in version.hints if holds(hint, situation))


def amounts(programme: Programme, situation: Situation) -> tuple[int | None, int | None]:
    """The most that may be lent in all, and by month."""
    amount = programme.amount
    total = whole(parameter(amount.total, situation))
    if total is not None and amount.counted:
        count = sum(situation.facts.get(fact) in amount.when for fact in amount.counted)
        total = total * count or None
    return total, whole(parameter(amount.per_month, situation))


def unsure(programme: Programme, situation: Situation) -> frozenset[str]:
    """Numbers whose row of the day is marked uncertain."""
    amount = programme.amount.total or programme.amount.per_month
    names = {"amount": amount, "rate": programme.rate, "term": programme.term}
    rows = {
        kind: situation.parameters.row(name, situation.day) for kind, name in names.items() if name
    }
    return frozenset(
        kind for kind, row in rows.items() if row and row.source.confidence == "uncertain"
    )


def above(ceiling: int | None, situation: Situation) -> int | None:
    """What the household wants to borrow, where that is above the ceiling."""
    wanted = situation.facts.get("amount_wanted")
    too_much = isinstance(wanted, int) and ceiling is not None and wanted > ceiling
    return wanted if too_much and isinstance(wanted, int) else None


def parameter(name: str, situation: Situation) -> Number | None:
    """A parameter on the day; a programme without that number has no name for it."""
    return situation.parameters.value(name, situation.day) if name else None


def whole(number: Number | None) -> int | None:
    return None if number is None else int(number)


def sources(
    programme: Programme, lines: tuple[Line, ...], situation: Situation
) -> tuple[Source, ...]:
    """Who says so: of the conditions, then of the numbers; each document and article once."""
    names = (programme.amount.total, programme.amount.per_month, programme.rate)
    rows = (situation.parameters.row(name, situation.day) for name in names if name)
    found = [one.source for one in lines] + [row.source for row in rows if row]
    return tuple({(one.document, one.article): one for one in found}.values())


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
