"""How one verdict is drawn: what it is, why, and what to do now.

*Unknown* never looks like *no*, and *not yet* says when it may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
from content.cards import terms
from content.eligibility.judge import Verdict, ceiling_note
from content.forms import Standing
from content.household import parted
from content.programmes import Guide, Programmes
from content.screen import Button, Screen, length, to

ASKS = 4
"""So many open points are named on the card; the rest is counted."""
MOST = 1750
"""Characters of a card, so that what others add to it below still fits in one message."""


@dataclass(frozen=True, slots=True)
class Card:
    """Draws one verdict in one language."""

    programmes: Programmes
    language: str = "vi"

    def screen(self, verdict: Verdict, standing: Standing) -> Screen:
        """One programme, at ``check/verdict/<slug>``, whole if that is one message."""
        whole = self.whole(verdict, standing)
        return whole if length(whole) <= MOST else self.brief(verdict, standing)

    def whole(self, verdict: Verdict, standing: Standing) -> Screen:
        """All of it, what to do step by step too."""
        return self.drawn(verdict, standing, self.guide_of(verdict), ())

    def brief(self, verdict: Verdict, standing: Standing) -> Screen:
        """What to do, step by step, behind a button."""
        label, where = self.word("steps"), address_of(verdict, "guide")
        ways = ((Button(label, where, icon="steps"),),) if self.guide_of(verdict) else ()
        return self.drawn(verdict, standing, (), ways)

    def drawn(
        self,
        verdict: Verdict,
        standing: Standing,
        guide: tuple[Block, ...],
        ways: tuple[tuple[Button, ...], ...],
    ) -> Screen:
        """The card of a verdict, with its guide below or a way to it."""
        blocks = (
            self.caveat(standing, [verdict]),
            *self.blocks(verdict, self.name(verdict, standing), guide),
            self.fraud([verdict]),
        )
        rows = (*self.ask_more(verdict, standing), *ways, *self.ways_on())
        return Screen(address_of(verdict), self.word("result"), blocks, rows)

    def ahead(self, later: Verdict, standing: Standing) -> Screen:
        """What the rules of a later day make of it, at ``check/ahead/<slug>``."""
        title = self.word("ahead", day=wording.day(later.day))
        note = Callout("note", plain(self.word("ahead_note")))
        back = Button(self.word("back"), address_of(later), icon="back")
        screen = self.screen(later, standing)
        return replace(
            screen,
            address=address_of(later, "ahead"),
            title=title,
            blocks=(note, *screen.blocks[1:]),
            rows=((back,),),
        )

    def guide(self, verdict: Verdict) -> Screen:
        """What to do, step by step, at ``check/guide/<slug>``."""
        back = Button(self.word("back"), address_of(verdict), icon="back")
        blocks = (*self.places(self.guide_in(verdict)), *self.steps(self.guide_in(verdict)))
        return Screen(address_of(verdict, "guide"), verdict.name, blocks, ((back,),))

    def caveat(self, standing: Standing, shown: Sequence[Verdict]) -> Block:
        """What the result rests on, and who decides."""
        day, key = wording.day(standing.day), self.kind_of("caveat", shown)
        return Callout("note", plain(self.word(key, day=day, count=len(standing.given))))

    def fraud(self, shown: Sequence[Verdict]) -> Block:
        """What nobody may ask of them."""
        return Callout("warn", plain(self.word(self.kind_of("fraud", shown))))

    def kind_of(self, key: str, shown: Sequence[Verdict]) -> str:
        """A sentence of loans, or of supports where there is no loan."""
        is_loan = any(self.programmes[one.slug].kind == "loan" for one in shown)
        return key if is_loan else f"{key}_support"

    def name(self, verdict: Verdict, standing: Standing) -> str:
        """The programme, and whom of the home it is for: a kind and a number, never a name."""
        person = standing.names.get(verdict.who)
        if not person:
            return verdict.name
        return self.word("of_person", name=verdict.name, person=person)

    def short_name(self, verdict: Verdict) -> str:
        """The same as a button has room for: the person by their number."""
        if not verdict.who:
            return verdict.name
        return self.word("of_number", name=verdict.name, number=verdict.who)

    def blocks(self, verdict: Verdict, name: str, guide: tuple[Block, ...] = ()) -> list[Block]:
        """One verdict: what it is, why, what to do, and who says so."""
        match verdict.verdict:
            case "eligible":
                inside = self.eligible(verdict)
            case "unknown":
                inside = self.unknown(verdict)
            case "ineligible":
                inside = self.ineligible(verdict)
        return [self.heading(verdict, name), *inside, *guide, *self.source(verdict)]

    def heading(self, verdict: Verdict, name: str) -> Heading:
        """*Có thể được vay: Vay vốn hộ nghèo*, with the shape of the verdict."""
        is_eligible = verdict.verdict == "eligible"
        key = self.kind_of("is_eligible", [verdict]) if is_eligible else f"is_{verdict.verdict}"
        title = self.word(key, name=name)
        return Heading(plain(title), icon=verdict.verdict)

    def eligible(self, verdict: Verdict) -> Iterator[Block]:
        """How much, why, where to go with which papers."""
        if terms := self.terms(verdict):
            yield Callout("answer", terms)
        yield Paragraph(bold(self.word("because")))
        yield bullets((*verdict.reasons, *ceiling_note(verdict, self.language)))
        yield from self.places(self.guide_in(verdict))

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

    def guide_of(self, verdict: Verdict) -> tuple[Block, ...]:
        """What to do, for whom there is something to do."""
        is_eligible = verdict.verdict == "eligible"
        return tuple(self.steps(self.guide_in(verdict))) if is_eligible else ()

    def guide_in(self, verdict: Verdict) -> Guide:
        return self.programmes[verdict.slug].guide_on(verdict.day)

    def places(self, guide: Guide) -> Iterator[Block]:
        """Where to go, with what, for how much."""
        rows = (
            ("where", guide.where),
            ("papers", "; ".join(guide.papers)),
            ("collateral", guide.collateral),
            ("fee", guide.fee),
        )
        told = tuple((self.word(label), plain(text)) for label, text in rows if text)
        if told:
            yield Fields(told)

    def steps(self, guide: Guide) -> Iterator[Block]:
        """Step by step, and what is good to know."""
        if guide.steps:
            yield Paragraph(bold(self.word("steps")))
            yield Bullets(tuple(plain(step) for step in guide.steps), ordered=True)
        if guide.notes:
            yield Paragraph(bold(self.word("notes")))
            yield bullets(guide.notes)

    def terms(self, verdict: Verdict) -> Text:
        """What one gets in one sentence, of what is known and sure."""
        is_loan = self.programmes[verdict.slug].kind == "loan"
        sentence = terms.sentence(verdict, self.language, is_loan=is_loan)
        return bold(sentence) if sentence else ()

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

    def ask_more(self, verdict: Verdict, standing: Standing) -> Iterator[tuple[Button, ...]]:
        """A way to go on with a programme that only wants more answers."""
        mine = {parted(name)[0] for name in standing.said if parted(name)[1] in (0, verdict.who)}
        missing = (set(verdict.missing) & standing.askable) - mine
        is_one = standing.care.door == "programme"
        if verdict.verdict == "unknown" and not is_one and missing:
            label = self.word("answer_more")
            yield (Button(label, to("do", "check", "start", verdict.slug), icon="next"),)

    def ways_on(self) -> Iterator[tuple[Button, ...]]:
        """A person who helps, and all results."""
        yield (Button(self.word("person"), to("contact"), icon="chat", look="filled"),)
        yield (Button(self.word("all_results"), to("check", "result"), icon="back"),)

    def word(self, key: str, **fields: object) -> str:
        return wording.word(f"eligibility.{key}", self.language, **fields)


def address_of(verdict: Verdict, what: str = "verdict") -> str:
    """Where a verdict stands by itself, or its guide."""
    person = (verdict.who,) if verdict.who else ()
    return to("check", what, verdict.slug, *person)


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
