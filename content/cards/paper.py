"""A check on paper: what may be had, where to go with which papers to tick off, what has changed
since. No name and no answer stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from content import wording
from content.blocks import Block, Bullets, Callout, Paragraph, Span, plain
from content.cards.check import money, told
from content.checks import Change, Found, Outcome
from content.programmes import Guide, Programme, Programmes
from content.screen import Button, Screen, to

MOST = 4
"""Programmes that are told whole, so that it stays within two sheets of A4."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One programme that may be had: how much and how to get it."""

    name: str
    terms: str
    guide: Guide


@dataclass(frozen=True, slots=True)
class Paper:
    """What was seen on ``day``, and what is different ``today``. ``more`` may be had too. Of
    ``open`` ones, which need another question, only how many: their names tell of hardships that
    whoever sees the sheet need not read of. ``until``: the day after which it opens no more."""

    day: date
    today: date
    offers: tuple[Offer, ...]
    more: tuple[str, ...]
    open: int
    changes: tuple[tuple[str, str], ...]
    until: date | None
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Papers:
    """Makes papers of one library's programmes in one language."""

    programmes: Programmes
    language: str = "vi"

    def of(
        self,
        seen: Outcome,
        changes: tuple[Change, ...],
        *,
        day: date,
        today: date,
        until: date | None,
    ) -> Paper:
        """The paper of what was seen, in the order it was seen; guides are today's."""
        good = [one for one in seen if one.state == "eligible" and one.slug in self.programmes]
        told_of = {(one.slug, one.who) for one in good}
        concerns = [
            one
            for one in changes
            if one.what == "eligible" or (one.now.slug, one.now.who) in told_of
        ]
        return Paper(
            day=day,
            today=today,
            offers=tuple(self.offer(one, today) for one in good[:MOST]),
            more=self.names(good[MOST:]),
            open=len({one.slug for one in seen if one.state == "unknown"}),
            changes=tuple(told(concerns, self.programmes, self.language)),
            until=until,
            language=self.language,
        )

    def offer(self, found: Found, today: date) -> Offer:
        """One programme, whole."""
        programme = self.programmes[found.slug]
        return Offer(programme.name, self.terms(found, programme), programme.guide_on(today))

    def names(self, found: list[Found]) -> tuple[str, ...]:
        """Names, each once."""
        slugs = dict.fromkeys(one.slug for one in found if one.slug in self.programmes)
        return tuple(self.programmes[slug].name for slug in slugs)

    def terms(self, found: Found, programme: Programme) -> str:
        """Amount and rate in one sentence, of what is known."""
        parts = []
        if found.amount is not None or found.per_month is not None:
            parts.append(self.word("most", money=self.amount(found, programme)))
        if found.rate is not None:
            parts.append(self.word("rate", rate=wording.percent(found.rate)))
        sentence = ", ".join(parts)
        return sentence[:1].upper() + sentence[1:] + "." if sentence else ""

    def amount(self, found: Found, programme: Programme) -> str:
        """Money, and by what it is counted."""
        told = money(found, self.language)
        return f"{told} {self.word(f'per.{programme.per}')}" if programme.per else told

    def screen(self, paper: Paper, *, page: str) -> Screen:
        """The same in a chat, short, at ``saved``; ``page`` is where all of it stands, or ""."""
        items = tuple(
            (Span(one.name, bold=True), Span(f". {one.terms}" if one.terms else ""))
            for one in paper.offers
        )
        names = tuple(plain(name) for name in paper.more)
        blocks: list[Block] = [Callout("note", plain(self.caveat(paper)))]
        if items:
            blocks += [Paragraph(plain(self.word("offers"))), Bullets(items + names)]
        if paper.open:
            blocks.append(Paragraph(plain(self.word("open", count=paper.open))))
        if paper.changes:
            changed = tuple(plain(f"{name}: {said}") for name, said in paper.changes)
            blocks += [Paragraph(plain(self.changed(paper))), Bullets(changed)]
        see = ((Button(self.word("page"), page, icon="document", look="filled"),),) if page else ()
        rows = (*see, (Button(self.word("begin"), to("check"), icon="next"),))
        home = (Button(wording.word("checks.home", self.language), to("home"), icon="back"),)
        return Screen(to("saved"), self.title(paper), tuple(blocks), (*rows, home))

    def title(self, paper: Paper) -> str:
        return self.word("title", day=wording.day(paper.day))

    def caveat(self, paper: Paper) -> str:
        return self.word("caveat", day=wording.day(paper.day))

    def changed(self, paper: Paper) -> str:
        return self.word("changed", day=wording.day(paper.today))

    def word(self, key: str, **fields: object) -> str:
        return wording.word(f"sheet.{key}", self.language, **fields)
