"""How a kept check is drawn: what to keep of it, each by a tap of its own, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from content import wording
from content.blocks import Bullets, Callout, Fields, Paragraph, Span, plain
from content.checks import Change, Found
from content.programmes import Programmes
from content.screen import Button, Screen, to

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A kept check as its screen shows it. ``number`` 0: nothing is kept yet. ``answers``: how
    many are kept; ``private``: how many more may be kept, which hurt to be read by others.
    ``asked_on``: the day on which they let us ask; ``may_ask``: there is something to ask of."""

    number: int
    day: date
    answers: int | None = None
    private: int = 0
    with_sensitive: bool = False
    is_held: bool = False
    is_told: bool = False
    asked_on: date | None = None
    may_ask: bool = False
    was_asked: bool = False
    has_paper: bool = False
    may_print: bool = False
    until: date | None = None
    can_be_told: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """Draws kept checks in one language."""

    language: str = "vi"

    def screen(self, check: Drawn, address: str) -> Screen:
        """What is kept and for what; a button for each consent, none given beforehand."""
        blocks = (
            (Fields(tuple((label, plain(value)) for label, value in self.fields(check))),)
            if check.number
            else ()
        )
        said = self.word("what" if check.number else "offer")
        notes = tuple(Callout("note", plain(self.word(key))) for key in self.notes(check))
        title = self.word("title", day=wording.day(check.day))
        rows = tuple((button,) for button in self.buttons(check))
        return Screen(address, title, (Paragraph(plain(said)), *blocks, *notes), rows)

    def notes(self, check: Drawn) -> Iterator[str]:
        """What they should know: that nothing can reach them now, that much is not kept."""
        if (check.is_told or check.asked_on) and not check.can_be_told:
            yield "unreachable"
        if check.is_told and check.private and not check.with_sensitive:
            yield "less"

    def fields(self, check: Drawn) -> Iterator[tuple[str, str]]:
        """Every consent and how it stands."""
        kept = check.answers is not None
        yield self.word("answers"), self.kept_words(check)
        yield self.word("tell"), self.word("yes" if check.is_told else "no")
        asked = wording.day(check.asked_on) if check.asked_on else self.word("no")
        yield self.word("ask"), asked
        yield self.word("paper"), self.word("paper.good" if check.has_paper else "no")
        if kept or check.number:
            until = wording.day(check.until) if check.until else self.word("until.erased")
            yield self.word("until"), until

    def kept_words(self, check: Drawn) -> str:
        """How many answers are kept, and whether the private ones are among them."""
        if check.answers is None:
            return self.word("no")
        key = "answers.private" if check.with_sensitive else "answers.public"
        return self.word(key, count=check.answers)

    def buttons(self, check: Drawn) -> Iterator[Button]:
        """What may be chosen or taken back now."""
        yield from self.about_answers(check)
        if check.answers is not None:
            yield self.act("hush" if check.is_told else "tell", check, icon="bell")
        yield from self.about_asking(check)
        if check.may_print:
            yield self.act("print", check, icon="document")
        if check.has_paper:
            yield self.act("void", check, icon="close")
        if check.answers is not None:
            yield self.act("use", check, icon="next")
        if check.number:
            yield self.act("drop", check, icon="trash", look="danger")
        if check.is_held:
            yield Button(self.word("result"), to("check", "result"), icon="back")
        else:
            yield Button(self.word("all"), to("checks"), icon="back")

    def about_answers(self, check: Drawn) -> Iterator[Button]:
        """To keep the answers, and by a tap of its own what is private among them."""
        if check.answers is None:
            if check.is_held:
                yield self.act("keep", check, icon="lock")
            return
        if check.with_sensitive:
            yield self.act("public", check, icon="trash")
        elif check.is_held and check.private:
            label = self.word("act.private", count=check.private)
            yield Button(label, to("do", "check", "keep", "private"), icon="lock")
        yield self.act("forget", check, icon="trash")

    def about_asking(self, check: Drawn) -> Iterator[Button]:
        """To be asked in a month, where there is something to ask of."""
        if check.was_asked:
            where = to("checks", check.number, "received")
            yield Button(self.word("came_of_it"), where, icon="chat")
        elif check.asked_on:
            yield self.act("spare", check, icon="close")
        elif check.may_ask:
            yield self.act("ask", check, icon="chat")

    def act(self, name: str, check: Drawn, *, icon: str, look: str = "plain") -> Button:
        """A button for one of the acts; the first one of all makes the check."""
        label = self.word(f"act.{name}")
        first = ("do", "check", "keep", *(() if name == "keep" else (name,)))
        later = ("do", "checks", name, check.number)
        where = first if name == "keep" or not check.number else later
        return Button(label, to(*where), icon=icon, look="danger" if look == "danger" else "plain")

    def every(self, checks: Sequence[tuple[int, date]]) -> Screen:
        """All that is kept, at ``checks``."""
        said = self.word("list" if checks else "list.none")
        rows = tuple((self.link(number, day, "document"),) for number, day in checks)
        begin = Button(self.word("begin"), to("check"), icon="next")
        home = Button(self.word("home"), to("home"), icon="back")
        blocks = (Paragraph(plain(said)),)
        return Screen(to("checks"), self.word("list.title"), blocks, (*rows, (begin,), (home,)))

    def link(self, number: int, day: date, icon: str) -> Button:
        """To a check, by its day."""
        return Button(self.word("title", day=wording.day(day)), to("checks", number), icon=icon)

    def changed(
        self, number: int, day: date, found: Sequence[Change], programmes: Programmes
    ) -> Screen:
        """What changed since they looked, at ``checks/<number>/changed``."""
        items = tuple(
            (Span(name + ": ", bold=True), Span(said))
            for name, said in told(found, programmes, self.language)
        )
        said = self.word("changed.what" if items else "changed.none", day=wording.day(day))
        use = Button(self.word("act.use"), to("do", "checks", "use", number), icon="next")
        back = self.link(number, day, "back")
        bullets = (Bullets(items),) if items else ()
        caveat = Callout("note", plain(self.word("caveat")))
        return Screen(
            to("checks", number, "changed"),
            self.word("changed"),
            (Paragraph(plain(said)), *bullets, caveat),
            ((use,), (back,)),
        )

    def notice(self, number: int) -> Screen:
        """There is a change: nothing on it says of what, for others see a phone's screen."""
        see = Button(self.word("notice.see"), to("checks", number, "changed"), icon="next")
        stop = Button(self.word("act.hush"), to("do", "checks", "hush", number), icon="close")
        said = (Paragraph(plain(self.word("notice.what"))),)
        return Screen(to("checks", number, "changed"), self.word("notice"), said, ((see,), (stop,)))

    def word(self, key: str, **fields: object) -> str:
        return wording.word(f"checks.{key}", self.language, **fields)


def told(
    found: Iterable[Change], programmes: Programmes, language: str = "vi"
) -> Iterator[tuple[str, str]]:
    """Each change as the programme's name and a sentence; a programme that is gone says nothing."""
    for one in found:
        if one.now.slug in programmes:
            yield programmes[one.now.slug].name, sentence(one, language)


def sentence(one: Change, language: str) -> str:
    """What changed, before and now."""
    say = {"amount": money, "rate": rate}.get(one.what)
    fields = {"now": say(one.now, language), "before": say(one.before, language)} if say else {}
    return wording.word(f"checks.change.{one.what}", language, **fields)


def money(found: Found | None, language: str) -> str:
    """The most that may be had, in words."""
    if found and found.amount is not None:
        return wording.money(found.amount)
    if found and found.per_month is not None:
        return wording.word("checks.per_month", language, money=wording.money(found.per_month))
    return wording.word("checks.not_known", language)


def rate(found: Found | None, language: str) -> str:
    """The rate, in words."""
    if found and found.rate is not None:
        return wording.percent(found.rate)
    return wording.word("checks.not_known", language)
