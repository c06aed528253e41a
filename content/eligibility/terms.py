"""What one gets: amount, rate, term and share, as the tiers of a version say on a day."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from content.conditions import leaves
from content.dated import Row
from content.eligibility.bind import Binder, Bound
from content.facts import Facts
from content.parameters import Number
from content.programmes import Tier, Version

Item = Literal["total", "per_month", "rate", "term", "share"]
ITEMS: tuple[Item, ...] = ("total", "per_month", "rate", "term", "share")
AMOUNTS = ("total", "per_month")
HIGHEST = ("total", "per_month", "share")
"""What *the highest* speaks of: a rate or a term follows the order of the tiers."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Money in whole đồng, the rate in per cent a year, the term in months, the share in per cent;
    None: not known, or there is no such number."""

    total: Number | None = None
    per_month: Number | None = None
    rate: Number | None = None
    term: Number | None = None
    share: Number | None = None


NOTHING = Terms()


@dataclass(frozen=True, slots=True)
class Offer:
    """What one tier says of one item: ``base`` is the number of the day."""

    tier: Tier
    when: Bound
    base: Number | None
    row: Row[Number | None] | None
    bounded: bool
    counted: bool

    @property
    def is_fixed(self) -> bool:
        """No fact of the household plays a part."""
        return not (self.bounded or self.counted or any(leaves(self.tier.when)))

    def value(self, facts: Facts) -> Number | None:
        """The number for a household; None when it, or the fact that bounds it, is not known."""
        number = self.base
        if self.counted and number is not None:
            count = sum(facts.get(fact) in self.tier.counts for fact in self.tier.counted)
            number = number * count or None
        if not self.bounded:
            return number
        bound = facts.get(self.tier.at_most)
        if not isinstance(bound, int):
            return None
        return bound if self.is_named_nowhere else None if number is None else min(number, bound)

    @property
    def is_named_nowhere(self) -> bool:
        """The fact itself is the amount."""
        return not (self.tier.total or self.tier.per_month)


@dataclass(frozen=True, slots=True)
class Choice:
    """The offers for one item in order; with ``highest`` the best of those that are met."""

    item: Item
    offers: tuple[Offer, ...]
    highest: bool

    def value(self, facts: Facts) -> Number | None:
        """The number, where every offer that may still have the say gives the same; what is given
        on proof has none until it is proven."""
        values = {
            offer.value(facts) if offer else None
            for offer in self.possible(facts)
            if not (offer and offer.tier.on_proof and offer.when.truth(facts) is None)
        }
        return values.pop() if len(values) == 1 else None

    def possible(self, facts: Facts) -> list[Offer | None]:
        """The offers that may have the say; None: it may be that none is met."""
        return self.best(facts) if self.highest else self.first(facts)

    def first(self, facts: Facts) -> list[Offer | None]:
        """Up to the first that is met for sure."""
        found: list[Offer | None] = []
        for offer in self.offers:
            truth = offer.when.truth(facts)
            if truth is not False:
                found.append(offer)
            if truth is True:
                return found
        return [*found, None]

    def best(self, facts: Facts) -> list[Offer | None]:
        """The highest that is met, and those not known that may be higher."""
        truths = [(offer, offer.when.truth(facts)) for offer in self.offers]
        met = [offer for offer, truth in truths if truth is True]
        unknown = [offer for offer in met if offer.value(facts) is None]
        top = max(met, key=lambda one: one.value(facts) or 0, default=None)
        least = top.value(facts) if top else None
        above = [
            offer
            for offer, truth in truths
            if truth is None and (least is None or (offer.value(facts) or math.inf) > least)
        ]
        return [top, *unknown, *above]

    def gaps(self, facts: Facts) -> tuple[str, ...]:
        """The facts that could still decide the number; none where it is the same either way."""
        possible = self.possible(facts)
        open_ = tuple(dict.fromkeys(key for one in possible if one for key in open_in(one, facts)))
        values = {one.value(facts) if one else None for one in possible}
        bounds = any(one and one.bounded and one.tier.at_most not in facts for one in possible)
        return open_ if len(values) > 1 or bounds else ()

    def span(self, facts: Facts) -> tuple[Number, Number] | None:
        """The least and the most it may come to, while an answer can still settle it."""
        values = [one.value(facts) for one in self.possible(facts) if one]
        numbers = [value for value in values if value is not None]
        return (min(numbers), max(numbers)) if len(set(numbers)) > 1 else None

    def rows(self, facts: Facts) -> Iterator[Row[Number | None]]:
        """Who says so."""
        yield from (one.row for one in self.possible(facts) if one and one.row)


def open_in(offer: Offer, facts: Facts) -> Iterator[str]:
    """The missing facts of one offer."""
    yield from offer.when.gaps(facts)
    if offer.bounded and offer.tier.at_most not in facts:
        yield offer.tier.at_most


@dataclass(frozen=True, slots=True)
class Tariff:
    """The terms of a version on a day: ``fixed`` for all, and choices that facts decide."""

    fixed: Terms
    open: tuple[Choice, ...]
    choices: tuple[Choice, ...]

    def terms(self, facts: Facts) -> Terms:
        """What this household gets."""
        if not self.open:
            return self.fixed
        return replace(self.fixed, **{one.item: one.value(facts) for one in self.open})

    def gaps(self, facts: Facts) -> tuple[str, ...]:
        """The facts that could still decide a number."""
        return tuple(dict.fromkeys(key for one in self.open for key in one.gaps(facts)))

    def spans(self, facts: Facts) -> dict[Item, tuple[Number, Number]]:
        """From what to what, of each number that an answer can still settle."""
        found = {one.item: one.span(facts) for one in self.open}
        return {item: span for item, span in found.items() if span}


def tariff(version: Version, binder: Binder) -> Tariff:
    """The tiers of a version, bound to a day."""
    choices = [choice(item, version, binder) for item in ITEMS]
    told = tuple(one for one in choices if one.offers)
    fixed = {one.item: one.value({}) for one in told if is_fixed(one)}
    return Tariff(Terms(**fixed), tuple(one for one in told if not is_fixed(one)), told)


def is_fixed(choice: Choice) -> bool:
    return all(offer.is_fixed for offer in choice.offers)


def choice(item: Item, version: Version, binder: Binder) -> Choice:
    """The tiers that name an item, in order."""
    offers = tuple(offer(item, tier, binder) for tier in version.tiers if names(item, tier))
    return Choice(item, offers, version.highest and item in HIGHEST)


def names(item: Item, tier: Tier) -> bool:
    """Whether a tier has a say on an item; a bound alone is a total."""
    bare = item == "total" and bool(tier.at_most) and not tier.per_month
    return getattr(tier, item) not in ("", None) or bare


def offer(item: Item, tier: Tier, binder: Binder) -> Offer:
    """One tier's word on one item."""
    named = getattr(tier, item)
    row = binder.parameters.row(named, binder.day) if isinstance(named, str) and named else None
    base = named if item == "share" else row.value if row else None
    bounded = bool(tier.at_most) and item == ("per_month" if tier.per_month else "total")
    counted = bool(tier.counted) and item == "total"
    return Offer(tier, binder.bind(tier.when), sized(item, base, tier), row, bounded, counted)


def sized(item: Item, base: Number | None, tier: Tier) -> Number | None:
    """Amounts times the tier's factor, a half đồng counting as one."""
    if base is None or tier.times == 1 or item not in AMOUNTS:
        return base
    exact = Decimal(str(base)) * Decimal(str(tier.times))
    return int(exact.to_integral_value(ROUND_HALF_UP))
