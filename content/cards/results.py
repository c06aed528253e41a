"""How the result of a check is drawn: good news first, then a list for each kind of verdict.

However many programmes there are, every screen is one message of the plainest channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from content.blocks import Block, Paragraph, plain, words_of
from content.cards.verdict import MOST, Card, address_of
from content.eligibility.judge import Decision, Verdict
from content.eligibility.questions import PURPOSES
from content.forms import Standing
from content.programmes import Programmes
from content.screen import Button, Screen, length, to

DECISIONS: tuple[Decision, ...] = ("eligible", "unknown", "ineligible")
"""Good news first, then what is open, then what is not yet."""
ICONS = {"eligible": "check", "unknown": "help", "ineligible": "clock"}
TOLD = 4
"""So many programmes that may be had are told on the first screen."""
PAGE = 8
"""Programmes on one screen of a list."""
HINT = 90
"""Characters of the reason in a list; the whole of it stands on the programme's own screen."""
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Results:
    """Draws the verdicts of a check in one language."""

    programmes: Programmes
    language: str = "vi"

    def summary(self, standing: Standing) -> Screen:
        """What may be had, and how many are open and not yet, at ``check/result``. One programme
        alone has its whole card, and so does the only one that may be had, if there is room."""
        shown = self.shown(standing)
        eligible = of(shown, "eligible")
        if len(shown) == 1:
            return self.alone(shown[0], standing)
        cards = (self.card.whole, self.card.brief) if len(eligible) == 1 else ()
        drawn = (self.one(card(eligible[0], standing), shown) for card in cards)
        fitting = (screen for screen in drawn if length(screen) <= MOST)
        return next(fitting, None) or self.several(shown, standing)

    def shown(self, standing: Standing) -> list[Verdict]:
        """Every verdict; those made for the purpose come first."""
        purposes = standing.facts.get(PURPOSES)
        wanted = set(purposes) if isinstance(purposes, tuple) else set()
        made_for = {one.slug: one.made_for.isdisjoint(wanted) for one in self.programmes}
        return sorted(standing.verdicts, key=lambda one: made_for[one.slug])

    def alone(self, verdict: Verdict, standing: Standing) -> Screen:
        """The card of one programme as the result."""
        card = self.card.screen(verdict, standing)
        return replace(card, address=to("check", "result"), rows=(*card.rows[:-1], *self.ways_on()))

    def one(self, card: Screen, shown: Sequence[Verdict]) -> Screen:
        """The card of the only programme that may be had; the others behind their buttons."""
        caveat, *rest = card.blocks
        rows = (*card.rows[:-1], *self.lists(shown), *self.ways_on())
        blocks = (caveat, self.counts(shown), *rest)
        return replace(card, address=to("check", "result"), blocks=blocks, rows=rows)

    def several(self, shown: Sequence[Verdict], standing: Standing) -> Screen:
        """What may be had in short, a button each; the others behind their buttons."""
        eligible = of(shown, "eligible")
        blocks = [self.card.caveat(standing, shown), self.counts(shown)]
        for verdict in eligible[:TOLD]:
            name = self.card.name(verdict, standing)
            blocks += [self.card.heading(verdict, name), *self.short(verdict)]
        blocks.append(self.card.fraud(shown))
        person = Button(self.word("person"), to("contact"), icon="chat", look="filled")
        opened = map(self.open, eligible[:TOLD])
        rows = (*opened, *self.lists(shown), (person,), *self.ways_on())
        return Screen(to("check", "result"), self.word("result"), tuple(blocks), rows)

    def counts(self, shown: Sequence[Verdict]) -> Block:
        """How many of each kind; a kind word where none may be had for sure."""
        numbers = {kind: len(of(shown, kind)) for kind in DECISIONS}
        return Paragraph(plain(self.word("counts" if numbers["eligible"] else "none", **numbers)))

    def short(self, verdict: Verdict) -> tuple[Block, ...]:
        """How much, in one sentence, where that is known; else what it is."""
        return (
            Paragraph(self.card.terms(verdict) or plain(self.programmes[verdict.slug].summary)),
        )

    def open(self, verdict: Verdict) -> tuple[Button, ...]:
        """The way to one programme."""
        label = self.word("open", name=self.card.short_name(verdict))
        return (Button(label, address_of(verdict), icon="next"),)

    def lists(self, shown: Sequence[Verdict]) -> Rows:
        """The ways to the lists: of more than could be told, of what is open, of what is not."""
        counts = {kind: len(of(shown, kind)) for kind in DECISIONS}
        wanted = [kind for kind in DECISIONS if counts[kind] > (TOLD if kind == "eligible" else 0)]
        return tuple(
            (
                Button(
                    self.word(f"all_{kind}", count=counts[kind]),
                    to("check", "result", kind),
                    icon=ICONS[kind],
                ),
            )
            for kind in wanted
        )

    def list(self, standing: Standing, kind: Decision, page: int = 1) -> Screen:
        """Every programme of a kind with its reason, a page at a time, at
        ``check/result/<kind>[/<page>]``. A page that is not there is the last one."""
        every = of(self.shown(standing), kind)
        page = min(page, -(-len(every) // PAGE)) or 1
        start = (page - 1) * PAGE
        page_of = every[start : start + PAGE]
        doors = tuple((self.door(one, standing),) for one in page_of)
        return Screen(
            to("check", "result", kind, page) if page > 1 else to("check", "result", kind),
            self.word(f"all_{kind}", count=len(every)),
            (Paragraph(plain(self.word(f"about_{kind}"))),),
            (*doors, *self.turning(kind, page, len(every)), *self.ways_back()),
            style="doors",
        )

    def door(self, verdict: Verdict, standing: Standing) -> Button:
        """A programme in a list: its name, of whom, and why."""
        icon, name = ICONS[verdict.verdict], self.card.short_name(verdict)
        person = standing.names.get(verdict.who)
        hint = f"{person}: {self.reason(verdict)}" if person else self.reason(verdict)
        return Button(name, address_of(verdict), hint=hint, icon=icon)

    def reason(self, verdict: Verdict) -> str:
        """The first thing to know: how much, what is missing, or why not yet."""
        terms = words_of(self.card.terms(verdict)) if verdict.verdict == "eligible" else ""
        return cut(terms or next(iter(verdict.reasons), "") or self.word("open_for_more"), HINT)

    def turning(self, kind: Decision, page: int, count: int) -> Rows:
        """The pages before and after."""
        before = Button(self.word("page_before"), to("check", "result", kind, page - 1), icon="up")
        after = Button(self.word("page_after"), to("check", "result", kind, page + 1), icon="down")
        row = ((before,) if page > 1 else ()) + ((after,) if page * PAGE < count else ())
        return (row,) if row else ()

    def ways_on(self) -> Rows:
        """The answers again, and home."""
        change = Button(self.word("change_answers"), to("check", "answers"), icon="edit")
        return (change,), (Button(self.word("home"), to("home"), icon="back"),)

    def ways_back(self) -> Rows:
        return ((Button(self.word("all_results"), to("check", "result"), icon="back"),),)

    @property
    def card(self) -> Card:
        return Card(self.programmes, self.language)

    def word(self, key: str, **fields: object) -> str:
        return self.card.word(key, **fields)


def of(verdicts: Sequence[Verdict], kind: Decision) -> list[Verdict]:
    """Those of a kind, in their order."""
    return [one for one in verdicts if one.verdict == kind]


def cut(text: str, most: int) -> str:
    """A text of so many characters at most, cut between words."""
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(" ,;:.") + "…"
