"""How reminders of a loan's days are drawn: asking for the first day, the list, the push itself.

The push says no sum and not what it is about: it may be read on a lock screen by anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from content.blocks import Block, Callout, Paragraph, line, plain
from content.screen import Button, Screen, to
from content.wording import day as written
from content.wording import word


@dataclass(frozen=True, slots=True)
class Line:
    """A loan of which somebody is reminded, as the list shows it; ``next_due`` None: no more."""

    number: int
    name: str
    since: date
    next_due: date | None


@dataclass(frozen=True, slots=True)
class Asking:
    """The loan that a person is asked about: its programme, months and periods as in the address,
    and how many days before each day they are told."""

    slug: str
    name: str
    months: int
    every: int
    days_before: int

    @property
    def address(self) -> str:
        return to("remind", self.slug, self.months, self.every)

    def act(self, since: date) -> str:
        """The act that keeps it: short enough for a sealed button."""
        return to("do", "remind", self.slug, self.months, self.every, f"{since:%y%m%d}")


def ask_screen(
    asking: Asking, today: date, language: str = "vi", *, unclear: bool = False
) -> Screen:
    """Address ``remind/<programme>/<months>/<every>``: on which day did the money come."""
    blocks: list[Block] = []
    if unclear:
        blocks.append(Callout("note", plain(word("reminders.unclear", language))))
    blocks.append(Paragraph(plain(word("reminders.ask.what", language, name=asking.name))))
    day = written(today)
    now = Button(word("reminders.ask.today", language, day=day), asking.act(today))
    back = Button(word("reminders.back", language), to("loan", asking.slug), icon="back")
    return Screen(
        asking.address,
        word("reminders.ask", language),
        tuple(blocks),
        ((now,), (back,)),
        style="options",
        placeholder=word("reminders.ask.type", language),
    )


def confirm_screen(asking: Asking, since: date, due: date, language: str = "vi") -> Screen:
    """The typed day once more, what will be sent, and the one button that agrees to it."""
    said = (
        word("reminders.confirm.since", language, name=asking.name, day=written(since)),
        word("reminders.confirm.due", language, day=written(due)),
        word("reminders.confirm.told", language, days=asking.days_before),
        word("reminders.confirm.kept", language),
    )
    agree = Button(word("reminders.agree", language), asking.act(since), icon="bell", look="filled")
    back = Button(word("reminders.back", language), to("loan", asking.slug), icon="back")
    blocks = tuple(Paragraph(plain(one)) for one in said)
    return Screen(asking.address, word("reminders.confirm", language), blocks, ((agree,), (back,)))


def list_screen(
    lines: Sequence[Line],
    language: str = "vi",
    *,
    notes: Sequence[str] = (),
    calendars: bool = False,
) -> Screen:
    """Address ``repayments``: of which loans one is reminded, each with the button that ends it;
    ``calendars``: whether a link to a calendar can be given."""
    blocks: list[Block] = [Callout("note", line(note)) for note in notes]
    counted = list(enumerate(lines, start=1))
    blocks += [Paragraph(plain(f"{n}. {told(one, language)}")) for n, one in counted]
    if not lines:
        blocks.append(Paragraph(plain(word("reminders.none", language))))
    rows = [row for n, one in counted for row in ways(n, one, language, calendars=calendars)]
    rows.append((Button(word("reminders.reckon", language), to("loan"), icon="coins"),))
    rows.append((Button(word("reminders.home", language), to("home"), icon="back"),))
    return Screen(to("repayments"), word("reminders.title", language), tuple(blocks), tuple(rows))


def told(one: Line, language: str) -> str:
    """A loan and its next day."""
    if one.next_due is None:
        return word("reminders.over", language, name=one.name, since=written(one.since))
    due = written(one.next_due)
    return word("reminders.line", language, name=one.name, since=written(one.since), due=due)


def ways(n: int, one: Line, language: str, *, calendars: bool) -> tuple[tuple[Button, ...], ...]:
    """A calendar of its days, and no more reminders. The labels name no loan: they are kept in
    clear, as what a number on the screen means."""
    label, stop = (word(f"reminders.{key}", language, n=n) for key in ("calendar", "stop"))
    where = to("do", "repayments", "calendar", one.number)
    end = Button(stop, to("do", "repayments", "stop", one.number), icon="close")
    return ((Button(label, where, icon="calendar"),), (end,)) if calendars else ((end,),)


def notice_screen(due: date, number: int, language: str = "vi", *, is_today: bool) -> Screen:
    """The push; both buttons are drawn for whoever is told."""
    key = "reminders.notice.today" if is_today else "reminders.notice"
    open_ = Button(word("reminders.notice.open", language), to("repayments"), look="filled")
    stop = Button(word("reminders.notice.stop", language), to("do", "repayments", "stop", number))
    text = Paragraph(plain(word(key, language, day=written(due))))
    title = word("reminders.notice.title", language)
    return Screen(to("repayments"), title, (text,), ((open_,), (stop,)))
