"""How the loan calculator asks: which loan, how much, for how long, how often principal is repaid.

Each screen's address holds the answers so far: ``loan/<programme>/<nghìn đồng>/<months>``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from content import wording
from content.blocks import Block, Callout, Paragraph, plain
from content.cards.repayment import MILLION, THOUSAND, home, often
from content.offers import Offer, Wish, loan_of
from content.parameters import spoken_months
from content.screen import Button, Screen, to

SUMS = tuple(
    n * MILLION for n in (1, 2, 3, 4, 5, 10, 20, 30, 50, 80, 100, 200, 300, 500, 1000, 2000)
)
TERMS = (12, 24, 36, 60, 84, 120, 180, 240, 300)
COURSES = (12, 24, 36, 48, 60)
EVERY = (1, 3, 6, 12)
USUAL_SUM, USUAL_TERM = 200 * MILLION, 120
"""Up to where choices go when no ceiling is known."""
SHOWN = 4
"""Choices of a sum or a term, besides what one may type."""


def loans_screen(offers: Iterable[Offer], language: str = "vi") -> Screen:
    """Address ``loan``: which one."""
    rows = tuple((loan_button(one, language),) for one in offers)
    text = Paragraph(plain(wording.word("repayments.which", language)))
    title = wording.word("repayments.title", language)
    return Screen(to("loan"), title, (text,), (*rows, (home(language),)))


def loan_button(offer: Offer, language: str) -> Button:
    """A loan and its rate."""
    hint = wording.word("repayments.rate", language, rate=wording.percent(offer.rate))
    return Button(offer.name, to("loan", offer.slug), hint, icon="coins")


def closed_screen(slug: str, name: str, language: str = "vi") -> Screen:
    """A loan that is closed today, or whose rate nobody knows: it cannot be reckoned."""
    text = wording.word("repayments.no_rate", language, name=name)
    why = Button(
        wording.word("repayments.may_have", language), to("check", "programme", slug), icon="check"
    )
    others = Button(wording.word("repayments.others", language), to("loan"), icon="coins")
    title = wording.word("repayments.title", language)
    rows = ((why,), (others,), (home(language),))
    return Screen(to("loan", slug), title, (Paragraph(plain(text)),), rows)


@dataclass(frozen=True, slots=True)
class Questions:
    """Draws the questions about one loan, as of a day, in one language."""

    offer: Offer
    day: date
    language: str = "vi"

    def ask_sum(self, *, unclear: bool = False) -> Screen:
        """Address ``loan/<programme>``: how much; of a loan for study, each month."""
        choices = tuple(
            Button(wording.money(one), to("loan", self.offer.slug, one // THOUSAND))
            for one in up_to(self.offer.ceiling or USUAL_SUM, SUMS)
        )
        key = "ask_sum.month" if self.offer.is_monthly else "ask_sum"
        return self.asked(("loan", self.offer.slug), key, choices, unclear=unclear)

    def ask_term(self, amount: int, *, unclear: bool = False) -> Screen:
        """Address ``loan/<programme>/<nghìn>``: for how long; of a loan for study, the course."""
        here = ("loan", self.offer.slug, amount // THOUSAND)
        months = COURSES if self.offer.is_monthly else up_to(self.term_max, TERMS)
        choices = tuple(Button(spoken_months(one, self.language), to(*here, one)) for one in months)
        key = "ask_course" if self.offer.is_monthly else "ask_term"
        return self.asked(here, key, choices, unclear=unclear)

    def ask_every(self, amount: int, months: int) -> Screen:
        """Address ``loan/<programme>/<nghìn>/<months>``: how often principal is repaid."""
        here = ("loan", self.offer.slug, amount // THOUSAND, months)
        longest = loan_of(self.offer, Wish(amount, months, 1), self.day)
        repaying = longest.months - longest.grace_months
        shorter = [one for one in EVERY if one < repaying]
        choices = (
            *(Button(often(one, self.language), to(*here, one)) for one in shorter),
            Button(self.word("at_the_end"), to(*here, repaying)),
        )
        return self.asked(here, "ask_every", choices)

    @property
    def term_max(self) -> int:
        return self.offer.term_max or USUAL_TERM

    def asked(
        self,
        here: tuple[str | int, ...],
        key: str,
        choices: tuple[Button, ...],
        *,
        unclear: bool = False,
    ) -> Screen:
        """A question with its choices; a number of them, or the thing itself, may be typed."""
        blocks: list[Block] = [Callout("note", plain(self.word("unclear")))] if unclear else []
        blocks.append(Paragraph(plain(self.word(f"{key}.hint", name=self.offer.name))))
        back = Button(self.word("others"), to("loan"), icon="back")
        return Screen(
            address=to(*here),
            title=self.word(key),
            blocks=tuple(blocks),
            rows=(*((choice,) for choice in choices), (back,)),
            style="options",
            placeholder=self.word(f"{key}.type"),
        )

    def word(self, key: str, **fields: object) -> str:
        return wording.word(f"repayments.{key}", self.language, **fields)


def up_to(most: int, choices: tuple[int, ...]) -> tuple[int, ...]:
    """The last few choices below the most, and the most itself."""
    below = [one for one in choices if one < most]
    return (*below[-(SHOWN - 1) :], most)
