"""What one gets: amount, rate, term and share, as the tiers of a version say on a day."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from content.conditions import leaves
from content.dated import Row
from content.eligibility.bind import Binder, Bound, known, timeless
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
Standing = bool | tuple[str, ...]
"""How a condition stands: met, not met, or what leaves it open."""
Ask = Callable[[Bound], Standing]


UNLIMITED = Bound(lambda _: True, lambda _: ())


@dataclass(frozen=True, slots=True)
class Offer:
    """What one tier says of one item: ``base`` is the number of the day, ``limit`` whether the
    fact is known that bounds it."""

    tier: Tier
    when: Bound
    base: Number | None
    row: Row[Number | None] | None
    bounded: bool
    counted: bool
    limit: Bound = UNLIMITED

    def value(self, facts: Facts) -> Number | None:
        """The number for a household; None when it, or the fact that bounds it, is not known."""
        number = self.base
        if self.counted and number is not None:
            count = sum(facts.get(fact) in self.tier.counts for fact in self.tier.counted)
            number = number * count or None
        if not self.bounded:
            return number
        bound = facts.get(self.tier.at_most)
        if not isinstance(bound, int) or self.is_named_nowhere:
            return bound if isinstance(bound, int) else None
        return None if number is None else min(number, bound)

    @property
    def is_named_nowhere(self) -> bool:
        """The fact itself is the amount."""
        return not (self.tier.total or self.tier.per_month)


@dataclass(frozen=True, slots=True)
class Choice:
    """The offers for one item: the first that is met has the say."""

    item: Item
    offers: tuple[Offer, ...]
    is_fixed: bool

    @property
    def number(self) -> Number | None:
        """The number where no fact plays a part: of the first offer, or none."""
        return self.offers[0].base if self.offers else None

    def value(self, facts: Facts) -> Number | None:
        """The number, where every offer that may still have the say gives the same; what is given
        on proof has none until it is proven."""
        values: list[Number | None] = []
        for offer in self.offers:
            truth = offer.when.truth(facts)
            if truth or (truth is None and not offer.tier.on_proof):
                values.append(offer.value(facts))
            if truth:
                break
        else:
            values.append(None)
        return values[0] if agreed(values) else None

    def possible(self, facts: Facts) -> list[Offer | None]:
        """The offers that may have the say, up to the first that is met for sure; None: it may be
        that none is met."""
        found: list[Offer | None] = []
        for offer in self.offers:
            truth = offer.when.truth(facts)
            if truth is not False:
                found.append(offer)
            if truth is True:
                return found
        return [*found, None]

    def gaps(self, facts: Facts, ask: Ask) -> tuple[str, ...]:
        """What could still decide the number; nothing where it is the same either way."""
        found: dict[str, None] = {}
        values: list[Number | None] = []
        is_bound = True
        for offer in self.offers:
            when = ask(offer.when)
            if when is not False:
                limit = ask(offer.limit)
                is_bound = is_bound and limit is True
                values.append(offer.value(facts))
                found |= dict.fromkeys((*keys_of(when), *keys_of(limit)))
            if when is True:
                break
        else:
            values.append(None)
        return () if is_bound and agreed(values) else tuple(found)

    def span(self, facts: Facts) -> tuple[Number, Number] | None:
        """The least and the most it may come to, while an answer can still settle it."""
        values = [one.value(facts) for one in self.possible(facts) if one]
        numbers = [value for value in values if value is not None]
        return (min(numbers), max(numbers)) if len(set(numbers)) > 1 else None

    def rows(self, facts: Facts) -> Iterator[Row[Number | None]]:
        """Who says so."""
        yield from (one.row for one in self.possible(facts) if one and one.row)


def agreed(values: list[Number | None]) -> bool:
    """Whether all are the same, and there is one."""
    return bool(values) and values.count(values[0]) == len(values)


def keys_of(standing: Standing) -> tuple[str, ...]:
    """What leaves it open."""
    return standing if isinstance(standing, tuple) else ()


def asking(facts: Facts) -> Ask:
    """How conditions stand for these facts."""

    def ask(bound: Bound) -> Standing:
        truth = bound.truth(facts)
        return bound.gaps(facts) if truth is None else truth

    return ask


@dataclass(frozen=True, slots=True)
class Tariff:
    """The terms of a version on a day: ``fixed`` where no fact plays a part; ``mixed`` has for each
    item a choice, or the number that is the same for all."""

    fixed: Terms
    mixed: tuple[tuple[Choice | None, Number | None], ...]
    choices: tuple[Choice, ...]
    open: tuple[Choice, ...]

    def terms(self, facts: Facts) -> Terms:
        """What this household gets."""
        if not self.open:
            return self.fixed
        return Terms(*[one.value(facts) if one else number for one, number in self.mixed])

    def gaps(self, facts: Facts, ask: Ask | None = None) -> tuple[str, ...]:
        """The facts that could still decide a number; ``ask`` tells how conditions stand."""
        ask = ask or asking(facts)
        return tuple(dict.fromkeys(key for one in self.open for key in one.gaps(facts, ask)))

    def spans(self, facts: Facts) -> dict[Item, tuple[Number, Number]]:
        """From what to what, of each number that is not known yet; one that is lower on proof is
        known while nothing is proven."""
        found = {one.item: one.span(facts) for one in self.open if one.value(facts) is None}
        return {item: span for item, span in found.items() if span}


def tariff(version: Version, binder: Binder) -> Tariff:
    """The tiers of a version, bound to a day."""
    choices = [choice(draft, version, binder) for draft in drafts(version)]
    mixed = [(None, one.number) if one.is_fixed else (one, None) for one in choices]
    return Tariff(
        Terms(*[number for _, number in mixed]),
        tuple(mixed),
        tuple([one for one in choices if one.offers]),
        tuple([one for one, _ in mixed if one]),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """The tiers that name an item, as they are on every day, each with its condition where that
    hangs on no day; ``is_fixed``: no fact of the household plays a part."""

    item: Item
    tiers: tuple[tuple[Tier, Bound | None], ...]
    is_fixed: bool


@lru_cache(maxsize=512)
def drafts(version: Version) -> tuple[Draft, ...]:
    """What each item is made of."""
    return tuple(draft(item, version) for item in ITEMS)


def draft(item: Item, version: Version) -> Draft:
    """The tiers of a version that have a say on an item."""
    tiers = [(tier, timeless(tier.when)) for tier in version.tiers if names(item, tier)]
    asks = (
        is_bounded(item, tier) or is_counted(item, tier) or any(leaves(tier.when))
        for tier, _ in tiers
    )
    return Draft(item, tuple(tiers), not any(asks))


def is_bounded(item: Item, tier: Tier) -> bool:
    """Whether a cost bounds it: the total, or what is given by month."""
    return bool(tier.at_most) and item == ("per_month" if tier.per_month else "total")


def is_counted(item: Item, tier: Tier) -> bool:
    """Whether it is given for each of some works."""
    return bool(tier.counted) and item == "total"


def names(item: Item, tier: Tier) -> bool:
    """Whether a tier has a say on an item; a bound alone is a total."""
    bare = item == "total" and bool(tier.at_most) and not tier.per_month
    return getattr(tier, item) not in ("", None) or bare


def choice(draft: Draft, version: Version, binder: Binder) -> Choice:
    """The offers of a day in order; where the highest of all that are met has the say, the highest
    first."""
    offers = [
        offer(draft.item, tier, when or binder.bind(tier.when), binder)
        for tier, when in draft.tiers
    ]
    if version.highest and draft.item in HIGHEST:
        offers.sort(key=lambda one: -math.inf if one.base is None else -one.base)
    return Choice(draft.item, tuple(offers), draft.is_fixed)


def offer(item: Item, tier: Tier, when: Bound, binder: Binder) -> Offer:
    """One tier's word on one item."""
    named = getattr(tier, item)
    row = binder.parameters.row(named, binder.day) if isinstance(named, str) and named else None
    base = named if item == "share" else row.value if row else None
    bounded, counted = is_bounded(item, tier), is_counted(item, tier)
    limit = known(tier.at_most) if bounded else UNLIMITED
    return Offer(tier, when, sized(item, base, tier), row, bounded, counted, limit)


def sized(item: Item, base: Number | None, tier: Tier) -> Number | None:
    """Amounts times the tier's factor, a half đồng counting as one."""
    if base is None or tier.times == 1 or item not in AMOUNTS:
        return base
    exact = Decimal(str(base)) * Decimal(str(tier.times))
    return int(exact.to_integral_value(ROUND_HALF_UP))
