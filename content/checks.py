"""Kept checks: which answers may be kept, what was found, and what of it has changed since.

From answers and a day to an outcome, from two outcomes to what changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from content.eligibility.judge import Verdict
from content.eligibility.rulebook import rulebook
from content.facts import Catalogue, Facts
from content.forms import Form
from content.given import ASKED, Answers
from content.household import MEMBERS, parted

State = Literal["eligible", "unknown", "ineligible", "differs"]
"""A decision; or that the ages that are possible today decide differently: one must look again."""
Changed = Literal["eligible", "unknown", "ineligible", "differs", "amount", "rate"]
AGE_DOUBTED = timedelta(days=183)
"""From so long on after an age was given, it is as likely a year more: earlier, *look again* would
be wrong more often than right."""

PRIVATE_KINDS = frozenset(
    {"disabled", "disabled_child", "orphan_child", "single_parent", "pregnant", "legal"}
)
"""Kinds of people of a home that tell of what hurts to be read by others."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found of one programme, for the household or one of its people (``who``).
    Money in whole đồng, the rate in per cent a year; None: not known."""

    slug: str
    who: int
    state: State
    amount: int | None = None
    per_month: int | None = None
    rate: float | None = None

    @classmethod
    def of(cls, verdict: Verdict) -> Found:
        """What is kept of a verdict."""
        rate = None if verdict.annual_rate is None else float(verdict.annual_rate)
        money = (verdict.amount_max, verdict.amount_max_per_month)
        return cls(verdict.slug, verdict.who, verdict.verdict, *money, rate)


Outcome = tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how many months a check is kept, and after how many days one asks what came of it."""

    months: int = 12
    follow_up_days: int = 30


@dataclass(frozen=True, slots=True)
class Change:
    """What is different for one programme; ``before`` is None for one that is new."""

    what: Changed
    now: Found
    before: Found | None = None


def outcome(form: Form, answers: Answers, day: date, known: Facts | None = None) -> Outcome:
    """What the rules of a day make of answers; ``known`` are facts from the profile."""
    book = rulebook(form.programmes, form.parameters, day)
    judged = book.judge_household(form.home(answers, known), form.slugs(form.valid(answers)))
    return tuple(Found.of(one) for one in judged)


def seen_of(form: Form, seen: object, answers: Answers | None, day: date) -> Outcome:
    """What the result said on its day: as it was kept, or for a check that was kept before
    outcomes were, what its answers come to."""
    if seen is None and answers:
        return outcome(form, answers, day)
    return from_json(seen)


def outcome_later(
    form: Form, answers: Answers, given_on: date, today: date, known: Facts | None = None
) -> Outcome:
    """What today's rules make of answers of an earlier day, each age grown since; where the ages
    that are possible decide differently, *differs*."""
    outcomes = [
        outcome(form, aged(answers, form.catalogue, years), today, known)
        for years in sorted({*years_since(given_on, today)})
    ]
    return tuple(one_of(pair[0], pair[-1]) for pair in zip(*outcomes, strict=True))


def one_of(younger: Found, older: Found) -> Found:
    """The two possible findings as one."""
    if younger.state == older.state:
        return younger
    return Found(younger.slug, younger.who, "differs")


def years_since(given_on: date, today: date) -> tuple[int, int]:
    """By how many years an age has surely grown, and by how many it may have.

    >>> years_since(date(2026, 11, 24), date(2027, 1, 1))
    (0, 0)
    >>> years_since(date(2026, 11, 24), date(2027, 6, 1)), years_since(
    ...     date(2026, 11, 24), date(2027, 11, 24)
    ... )
    ((0, 1), (1, 1))
    """
    sure = relativedelta(today, given_on).years
    anniversary = given_on + relativedelta(years=sure)
    return sure, sure + (today - anniversary >= AGE_DOUBTED)


def aged(answers: Answers, catalogue: Catalogue, years: int) -> Answers:
    """The answers with each age so many years higher."""
    return tuple(
        (slot, value + years if is_age(slot, catalogue) and type(value) is int else value)
        for slot, value in answers
    )


def is_age(slot: str, catalogue: Catalogue) -> bool:
    """Whether an answer grows by one a year."""
    key = parted(slot)[0]
    return key in catalogue and catalogue[key].ages


def without_sensitive(answers: Answers, catalogue: Catalogue) -> Answers:
    """What is kept when nobody asked for more: not what hurts to be read by others, and not which
    question was open. Where who lives in the home tells such a thing, none of its people is kept:
    with some left out, rules would take it that there is nobody."""
    people = dict(answers).get(MEMBERS)
    hurts = isinstance(people, list | tuple) and not PRIVATE_KINDS.isdisjoint(people)
    return tuple(
        (slot, value)
        for slot, value in answers
        if slot != ASKED
        and not is_sensitive(slot, catalogue)
        and not (hurts and (slot == MEMBERS or parted(slot)[1]))
    )


def is_sensitive(slot: str, catalogue: Catalogue) -> bool:
    """Whether an answer is kept only when they ask for it."""
    key = parted(slot)[0]
    return key in catalogue and catalogue[key].sensitivity == "sensitive"


def changes(before: Outcome, now: Outcome, seen: Outcome = ()) -> tuple[Change, ...]:
    """What is worth telling: other decisions, and of what may be had (now, or by all that was
    ``seen``, some of which is not kept) another amount or rate. Of a programme that is new only
    that it may be had."""
    known = {(one.slug, one.who): one for one in before}
    wanted = {(one.slug, one.who) for one in (*now, *seen) if one.state == "eligible"}
    found = (
        change(known.get((one.slug, one.who)), one, is_wanted=(one.slug, one.who) in wanted)
        for one in now
    )
    return tuple(one for one in found if one)


def change(before: Found | None, now: Found, *, is_wanted: bool) -> Change | None:
    """What changed for one programme; None for nothing."""
    if before is None:
        return Change("eligible", now) if now.state == "eligible" else None
    if before.state != now.state:
        return Change(now.state, now, before)
    if not is_wanted or now.state == "ineligible":
        return None
    if (before.amount, before.per_month) != (now.amount, now.per_month):
        return Change("amount", now, before)
    return Change("rate", now, before) if before.rate != now.rate else None


def to_json(found: Outcome) -> list[list[object]]:
    """An outcome as it is kept."""
    return [[one.slug, one.who, one.state, one.amount, one.per_month, one.rate] for one in found]


def from_json(raw: object) -> Outcome:
    """An outcome as it comes back; what is none is left out."""
    rows = raw if isinstance(raw, list) else []
    return tuple(Found(*row) for row in rows if isinstance(row, list) and len(row) == 6)
