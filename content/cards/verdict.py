"""How verdicts are drawn: the caveat, then good news, then what is open, then what is not yet.

*Unknown* never looks like *no*, and *not yet* says when it may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from content import wording
from content.blocks import (
    Block,
    Bullets,
    Callout,
    Fields,
    Heading,
    Paragraph,
    Span,
    Text,
    plain,
)
from content.eligibility.judge import Decision, Verdict, ceiling_note
from content.forms import Standing
from content.parameters import spoken_months
from content.programmes import Programme, Programmes
from content.screen import Button, Screen, block_text, to

ORDER: tuple[Decision, ...] = ("eligible", "unknown", "ineligible")
ASKS = 4
"""So many open points are named on the card; the rest is counted."""
PROGRAMMES = 3
"""So many programmes get a button to go on asking."""
ROOM = 2_400
"""So many characters hold programmes in full; the others get a line each, so that it fits."""


@dataclass(frozen=True, slots=True)
class Card:
    """Draws verdicts in one language."""

    programmes: Programmes
    language: str = "vi"

    def screen(self, standing: Standing) -> Screen:
        """The result of a check, at ``check/result``."""
        verdicts = self.in_order(standing)
        blocks = [self.caveat(standing), *self.fitting(verdicts)]
        blocks.append(Callout("warn", plain(self.word("fraud"))))
        rows = (*self.ask_more(verdicts, standing), *self.ways_on())
        return Screen(to("check", "result"), self.word("result"), tuple(blocks), rows)

    def fitting(self, verdicts: list[Verdict]) -> Iterator[Block]:
        """Each in full while there is room, then each as one line with its reason."""
        left = ROOM
        for verdict in verdicts:
            blocks = self.blocks(verdict)
            left -= sum(len(block_text(block)) for block in blocks)
            yield from blocks if left >= 0 else [self.line(verdict)]

    def line(self, verdict: Verdict) -> Block:
        """One verdict in short."""
        title = self.title(verdict)
        return Paragraph((*bold(title + ". "), Span("".join(verdict.reasons[:1]))))

    def title(self, verdict: Verdict) -> str:
        return self.word(f"is_{verdict.verdict}", name=verdict.name)

    def in_order(self, standing: Standing) -> list[Verdict]:
        """Good news first, then what is open, then what is not yet; in each, what is made for the
        purpose before what is not."""
        purposes = standing.facts.get("purposes")
        wanted = set(purposes) if isinstance(purposes, tuple) else set()
        return sorted(
            self.shown(standing),
            key=lambda one: (
                ORDER.index(one.verdict),
                self.programmes[one.slug].made_for.isdisjoint(wanted),
            ),
        )

    def shown(self, standing: Standing) -> list[Verdict]:
        """The one programme asked about, or all of them."""
        if standing.only:
            return [standing.verdicts[standing.only]]
        return list(standing.verdicts.values())

    def caveat(self, standing: Standing) -> Block:
        day = wording.day(standing.day)
        return Callout("note", plain(self.word("caveat", day=day, count=len(standing.given))))

    def blocks(self, verdict: Verdict) -> list[Block]:
        """One verdict: what it is, why, and what to do."""
        match verdict.verdict:
            case "eligible":
                inside = self.eligible(verdict, self.programmes[verdict.slug])
            case "unknown":
                inside = self.unknown(verdict)
            case "ineligible":
                inside = self.ineligible(verdict)
        heading = Heading(plain(self.title(verdict)), icon=verdict.verdict)
        return [heading, *inside, *self.source(verdict)]

    def eligible(self, verdict: Verdict, programme: Programme) -> Iterator[Block]:
        """How much, why, where to go with which papers."""
        if terms := self.terms(verdict):
            yield Callout("answer", terms)
        yield Paragraph(bold(self.word("because")))
        yield bullets((*verdict.reasons, *ceiling_note(verdict, self.language)))
        guide = programme.guide_on(verdict.day)
        papers = "; ".join(guide.papers)
        rows = ((self.word("where"), plain(guide.where)), (self.word("papers"), plain(papers)))
        yield Fields((*rows, (self.word("fee"), plain(guide.fee))))

    def unknown(self, verdict: Verdict) -> Iterator[Block]:
        """What is missing and whom to ask; never a no."""
        reasons = verdict.reasons
        yield Paragraph(bold(self.word("still_missing")))
        yield bullets(reasons[:ASKS])
        if len(reasons) > ASKS:
            yield Paragraph(plain(self.word("and_more", count=len(reasons) - ASKS)))
        yield from self.hints(verdict)

    def ineligible(self, verdict: Verdict) -> Iterator[Block]:
        """Why not yet, and when it may be."""
        yield Paragraph(plain(" ".join(verdict.reasons)))
        if verdict.would_change:
            when = bold(self.word("when_possible") + " ")
            yield Paragraph((*when, Span(" ".join(verdict.would_change))))
        yield from self.hints(verdict)

    def hints(self, verdict: Verdict) -> Iterator[Block]:
        for advice in verdict.advice:
            yield Paragraph(plain(advice))

    def terms(self, verdict: Verdict) -> Text:
        """Amount, rate and term in one sentence, of what is known and sure."""
        parts = [part for part in (self.amount(verdict), self.rate(verdict)) if part]
        if verdict.term_max_months:
            parts.append(
                self.marked(
                    "term",
                    verdict,
                    term=spoken_months(verdict.term_max_months, self.language),
                )
            )
        sentence = ", ".join(parts)
        return bold(sentence[:1].upper() + sentence[1:] + ".") if sentence else ()

    def amount(self, verdict: Verdict) -> str:
        if verdict.amount_max is not None:
            return self.marked("amount", verdict, money=wording.money(verdict.amount_max))
        if verdict.amount_max_per_month is not None:
            money = wording.money(verdict.amount_max_per_month)
            return self.word("amount_per_month", money=money)
        return ""

    def rate(self, verdict: Verdict) -> str:
        if verdict.annual_rate is None:
            return ""
        return self.marked("rate", verdict, rate=wording.percent(verdict.annual_rate))

    def marked(self, kind: str, verdict: Verdict, **fields: object) -> str:
        """A number in words, and *to be checked again* where it must be."""
        words = self.word(kind, **fields)
        return words + " " + self.word("to_check") if kind in verdict.unsure else words

    def source(self, verdict: Verdict) -> list[Block]:
        """Each document once, and the day up to which a person has checked it."""
        if not verdict.sources:
            return []
        documents = "; ".join(dict.fromkeys(str(one) for one in short(verdict)))
        checked = [one.checked_on for one in verdict.sources if one.checked_on]
        text = self.word("source", documents=documents)
        if checked:
            text += " " + self.word("true_until", day=wording.day(min(checked)))
        return [Callout("source", plain(text))]

    def ask_more(self, verdicts: list[Verdict], standing: Standing) -> Iterator[tuple[Button, ...]]:
        """A way to go on with a programme that only wants more answers."""
        given = {fact.key for fact, _ in standing.given}
        wanting = [one for one in verdicts if one.verdict == "unknown" and set(one.missing) - given]
        for verdict in wanting[:PROGRAMMES] if not standing.only else ():
            label = self.word("answer_more", name=verdict.name)
            yield (Button(label, to("do", "check", "start", verdict.slug), icon="next"),)

    def ways_on(self) -> Iterator[tuple[Button, ...]]:
        """A person who helps, the answers again, and home."""
        yield (Button(self.word("person"), to("contact"), icon="chat", look="filled"),)
        yield (Button(self.word("change_answers"), to("check", "answers"), icon="edit"),)
        yield (Button(self.word("home"), to("home"), icon="back"),)

    def word(self, key: str, **fields: object) -> str:
        return wording.word(f"eligibility.{key}", self.language, **fields)


def short(verdict: Verdict) -> list[object]:
    """Sources worth a line: for what may be had, all; else those of the conditions that decide."""
    if verdict.verdict == "eligible":
        return list(verdict.sources)
    truth = None if verdict.verdict == "unknown" else False
    return [line.source for line in verdict.lines if line.truth is truth] or list(
        verdict.sources[:1]
    )


def bold(text: str) -> Text:
    return (Span(text, bold=True),)


def bullets(items: tuple[str, ...]) -> Bullets:
    return Bullets(tuple(plain(item) for item in items))
