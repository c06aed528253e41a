"""What one gets, in one sentence: how much, at what rate, for how long, which share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from content import wording
from content.eligibility.judge import Verdict
from content.eligibility.terms import Item
from content.parameters import Number, spoken_months

LOAN: dict[Item, str] = {"total": "amount", "per_month": "amount_per_month"}
"""A loan is told by the most that may be lent, a support by what it is counted by."""


def sentence(verdict: Verdict, language: str = "vi", *, is_loan: bool) -> str:
    """Of what is known and sure; from what to what, where an answer is missing; else nothing."""
    parts = ", ".join(filter(None, Terms(verdict, language).parts(is_loan=is_loan)))
    return parts[:1].upper() + parts[1:] + "." if parts else ""


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers of one verdict in words."""

    verdict: Verdict
    language: str

    def parts(self, *, is_loan: bool) -> Iterator[str]:
        """Each number in words; empty for one that nobody knows."""
        for item, key in (LOAN if is_loan else self.support()).items():
            yield self.told(item, key, "amount", money=lambda dong: wording.money(int(dong)))
        yield self.share()
        yield self.told("rate", "rate", "rate", rate=wording.percent)
        yield self.told("term", "term", "term", term=self.months)

    def support(self) -> dict[Item, str]:
        """What a support is counted by."""
        return {"total": f"per_{self.verdict.per or 'once'}", "per_month": "per_month"}

    def share(self) -> str:
        """Which part of what one would pay."""
        if self.verdict.share == 100:
            return self.word("share_all")
        return self.told("share", "share", "share", share=wording.percent)

    def months(self, number: Number) -> str:
        return spoken_months(int(number), self.language)

    def told(self, item: Item, key: str, kind: str, **written: Callable[[Number], str]) -> str:
        """A number in its phrase, and *to be checked again* where it must be."""
        ((field, write),) = written.items()
        number = self.number(item, write)
        if not number:
            return ""
        words = self.word(key, **{field: number})
        return f"{words} {self.word('to_check')}" if kind in self.verdict.unsure else words

    def number(self, item: Item, write: Callable[[Number], str]) -> str:
        """The number, or from what to what it may be; empty where neither is known."""
        value: Number | None = getattr(self.verdict.terms, item)
        if value is not None:
            return write(value)
        span = self.verdict.spans.get(item)
        return self.word("from_to", least=write(span[0]), most=write(span[1])) if span else ""

    def word(self, key: str, **fields: object) -> str:
        return wording.word(f"eligibility.{key}", self.language, **fields)
