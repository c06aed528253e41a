"""How the cost of a loan is drawn: in all, and month by month.

All of its state is in the address, so that nothing is kept: ``loan/<programme>/<nghìn đồng>/
<months>/<every>``, and one number more for a page of the instalments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from content import wording
from content.blocks import Block, Callout, Fields, Paragraph, Span, Text, plain
from content.offers import Offer, Wish, loan_of
from content.parameters import spoken_months
from content.repayments import (
    GRACE_AFTER_COURSE,
    Instalment,
    Loan,
    Totals,
    overdue,
    overdue_rate,
    rate_of,
    schedule,
    totals,
)
from content.screen import Button, Screen, to

THOUSAND = 1_000
MILLION = 1_000_000
A_PAGE = 12
"""Instalments: a year."""
LATE = 10 * MILLION, 30
"""The example of what overdue means: so much principal, so many days late."""


@dataclass(frozen=True, slots=True)
class Calculator:
    """Draws the screens of one loan, as of a day, in one language."""

    offer: Offer
    day: date
    language: str = "vi"

    def result(self, wish: Wish, *, reminds: bool = False) -> Screen:
        """What it costs, what overdue means, and where the numbers come from; ``reminds``: whether
        one may ask to be reminded of its days."""
        loan = loan_of(self.offer, wish, self.day)
        cost = totals(loan)
        blocks = (
            Callout("note", plain(self.word("estimate", day=wording.day(self.day)))),
            Callout("answer", self.short_answer(loan, cost)),
            Fields(tuple(self.fields(wish, loan, cost))),
            *self.cautions(wish, cost),
            Callout("source", plain(self.source())),
        )
        rows = tuple((one,) for one in self.ways_on(wish, reminds=reminds))
        return Screen(self.at(wish), self.title(wish), blocks, rows)

    def page(self, wish: Wish, number: int) -> Screen:
        """The instalments of a year. Raises LookupError for a year that the loan does not have."""
        loan = loan_of(self.offer, wish, self.day)
        made = schedule(loan)
        pages = -(-len(made) // A_PAGE)
        if not 1 <= number <= pages:
            raise LookupError(f"no page {number} of {pages}")
        start = (number - 1) * A_PAGE
        shown = made[start : start + A_PAGE]
        note = self.word("page", first=start + 1, last=start + len(shown), all=len(made))
        return Screen(
            f"{self.at(wish)}/{number}",
            self.title(wish),
            (
                Paragraph(plain(note)),
                *((self.grace_note(),) if start < loan.grace_months else ()),
                Fields(tuple((wording.day(one.due), self.paid(one)) for one in shown)),
            ),
            tuple(self.turning(wish, number, pages)),
        )

    def at(self, wish: Wish) -> str:
        """The address of a wish."""
        thousands = wish.amount // THOUSAND
        return to("loan", self.offer.slug, thousands, wish.months, wish.every)

    def title(self, wish: Wish) -> str:
        money, months = wording.money(wish.amount), self.months(wish.months)
        key = "title.month" if self.offer.is_monthly else "title.loan"
        return self.word(key, name=self.offer.name, money=money, months=months)

    def short_answer(self, loan: Loan, cost: Totals) -> Text:
        """The first month, and what it costs in all."""
        first = schedule(loan)[0]
        said = self.word("interest_in_all", money=wording.money(cost.interest))
        if loan.grace_months:
            return (Span(said, bold=True),)
        key = "first_month" if first.principal else "first_month.interest"
        return (Span(self.word(key, money=wording.money(first.payment)) + " " + said, bold=True),)

    def fields(self, wish: Wish, loan: Loan, cost: Totals) -> Iterator[tuple[str, Text]]:
        """Every figure, a row each."""
        made = schedule(loan)
        highest = max(made[loan.grace_months :], key=lambda one: one.payment)
        yield self.row("field.sum", self.dong(loan.principal))
        yield self.row("field.rate", wording.percent(self.offer.rate))
        if loan.grace_months:
            yield self.row("field.grace", self.months(loan.grace_months))
            yield self.row("field.grace_interest", self.dong(cost.grace_interest))
            yield self.row("field.repaying", self.months(loan.months - loan.grace_months))
        yield self.row("field.every", self.principal_words(wish, loan, made))
        high = self.dong(highest.payment), wording.day(highest.due)
        yield self.row("field.highest", self.word("on_day", money=high[0], day=high[1]))
        yield self.row("field.interest", self.dong(cost.interest))
        yield self.row("field.payment", self.dong(cost.payment))
        yield self.row("field.last", wording.day(made[-1].due))

    def principal_words(self, wish: Wish, loan: Loan, made: tuple[Instalment, ...]) -> str:
        """*6 tháng một lần, mỗi lần 10 triệu đồng*; at the end, that alone."""
        if len(loan.periods) == 1:
            return self.word("at_the_end")
        share = self.dong(made[loan.periods[0] - 1].principal)
        return self.word("each_time", often=often(wish.every, self.language), money=share)

    def cautions(self, wish: Wish, cost: Totals) -> Iterator[Block]:
        """What to ask the bank, what is beyond the rules, what overdue means."""
        if cost.grace_interest:
            yield self.grace_note()
        if len(self.offer.rates) > 1:
            lowest = wording.percent(self.offer.rates[-1])
            yield Paragraph(plain(self.word("other_rates", rate=lowest)))
        if self.offer.ceiling is not None and wish.amount > self.offer.ceiling:
            label, most = self.offer.ceiling_label, wording.money(self.offer.ceiling)
            yield Callout("warn", plain(self.word("above_ceiling", label=label, most=most)))
        longest = self.offer.term_max
        if longest is not None and wish.months > longest:
            yield Callout("warn", plain(self.word("above_term", most=self.months(longest))))
        if factor := self.offer.overdue_factor:
            yield Callout("warn", plain(self.overdue(factor)))

    def grace_note(self) -> Block:
        """No text we have seen says when interest of that time is paid."""
        return Callout("warn", plain(self.word("grace", months=GRACE_AFTER_COURSE)))

    def overdue(self, factor: int) -> str:
        """What overdue means, with an example, and what to do before it comes to that."""
        rate = rate_of(self.offer.rate)
        principal, days = LATE
        return self.word(
            "overdue",
            rate=wording.percent(float(overdue_rate(rate, factor))),
            factor=wording.percent(factor),
            principal=wording.money(principal),
            days=days,
            money=wording.money(overdue(principal, rate, factor, days)),
        )

    def source(self) -> str:
        """Who says so, and the day up to which a person has checked it."""
        source = self.offer.source
        text = self.word("source", document=source)
        if source.checked_on:
            text += " " + self.word("true_until", day=wording.day(source.checked_on))
        return text

    def ways_on(self, wish: Wish, *, reminds: bool) -> Iterator[Button]:
        """The instalments; reminders; another sum, term or period; may we have it; home."""
        slug, thousands = self.offer.slug, wish.amount // THOUSAND
        yield Button(self.word("table"), f"{self.at(wish)}/1", icon="list", look="filled")
        if reminds:
            where = to("remind", slug, wish.months, wish.every)
            yield Button(self.word("remind"), where, icon="bell")
        yield Button(self.word("other_sum"), to("loan", slug), icon="edit")
        yield Button(self.word("other_term"), to("loan", slug, thousands), icon="edit")
        yield Button(
            self.word("other_every"), to("loan", slug, thousands, wish.months), icon="edit"
        )
        yield Button(self.word("may_have"), to("check", "programme", slug), icon="check")
        yield home(self.language)

    def turning(self, wish: Wish, number: int, pages: int) -> Iterator[tuple[Button, ...]]:
        """The year before and the year after, and the whole."""
        here, whole = self.at(wish), self.word("whole")
        earlier = Button(self.word("earlier"), f"{here}/{number - 1}", icon="back")
        later = Button(self.word("later"), f"{here}/{number + 1}", icon="next")
        if row := (earlier,) * (number > 1) + (later,) * (number < pages):
            yield row
        yield (Button(whole, here, icon="coins"),)
        yield (home(self.language),)

    def paid(self, one: Instalment) -> Text:
        """An instalment in full figures: bold what is paid, then of what, then what is left."""
        number = wording.number
        rest = self.word(
            "of_which",
            principal=number(one.principal),
            interest=number(one.interest),
            left=number(one.left),
        )
        return (Span(self.dong(one.payment), bold=True), Span(" " + rest))

    def dong(self, sum_: int) -> str:
        """A sum in full figures: what is reckoned is told to the đồng."""
        return self.word("dong", number=wording.number(sum_))

    def row(self, key: str, value: str) -> tuple[str, Text]:
        return self.word(key), plain(value)

    def months(self, count: int) -> str:
        return spoken_months(count, self.language)

    def word(self, key: str, **fields: object) -> str:
        return wording.word(f"repayments.{key}", self.language, **fields)


def often(every: int, language: str = "vi") -> str:
    """*Mỗi tháng một lần*, *3 tháng một lần*, *Mỗi năm một lần*."""
    if every == 1:
        return wording.word("repayments.every_month", language)
    if every == 12:
        return wording.word("repayments.every_year", language)
    return wording.word("repayments.every", language, count=every)


def home(language: str) -> Button:
    """The way home."""
    return Button(wording.word("repayments.home", language), to("home"), icon="back")
