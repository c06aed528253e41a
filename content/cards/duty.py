"""How a duty is drawn, once, for answers and for pings: card, snooze, list, notices, digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from content.blocks import Block, Bullets, Callout, Fields, Heading, Paragraph, Span, Text, plain
from content.duties import (
    Assignment,
    Press,
    by_press,
    days_left,
    press,
    snoozed_until,
    snoozes,
)
from content.plan import Duty
from content.screen import Button, Screen, to
from content.wording import HANOI, day, local, long_day, moment, number, word

SHOWN = 12
"""Assignments written out in one message; the rest are counted. Fits 2,000 characters."""
CODES_A_ROW = 3
GROUPS: tuple[Press, ...] = ("overdue", "soon", "later")
ICONS: dict[Press, str] = {"overdue": "octagon", "soon": "triangle", "later": "ring"}


def duty_screen(
    assignment: Assignment, today: date, *, reminder: int = 0, language: str = "vi"
) -> Screen:
    """A duty as its office sees it, asked for or pinged; ``reminder`` is the ping's number."""
    rows = action_rows(assignment, language) if assignment.running else ()
    return Screen(
        address=to("duty", assignment.id),
        title=assignment.title,
        blocks=tuple(duty_blocks(assignment, today, reminder, language)),
        rows=(*rows, (tasks_button(language),)),
        placeholder=word("duties.type_an_answer", language),
    )


def duty_blocks(
    assignment: Assignment, today: date, reminder: int, language: str
) -> Iterable[Block]:
    """Days left, the rows that say what and by when, and what the duty stands on."""
    pressing = press(assignment, today) in ("overdue", "soon")
    chip = standing_words(assignment, today, language)
    if reminder:
        chip += " · " + word("duties.reminder", language, n=reminder)
    yield Callout("warn" if pressing else "note", (Span(chip, bold=pressing),))
    yield Fields(tuple(duty_rows(assignment, language)))
    if assignment.note:
        yield Callout("source", plain(assignment.note))


def duty_rows(assignment: Assignment, language: str) -> Iterable[tuple[str, Text]]:
    """Due day, to whom, done when, source, reference; empty ones are left out."""
    due = (Span(spoken_day(assignment.due, language), bold=True),)
    rows = (
        ("duties.due", due),
        ("duties.submit_to", plain(assignment.submit_to)),
        ("duties.done_when", plain(assignment.done_when)),
        ("duties.because", plain(assignment.because)),
        ("duties.code", plain(assignment.code)),
    )
    return ((word(key, language), text) for key, text in rows if text[0].text)


def action_rows(assignment: Assignment, language: str) -> tuple[tuple[Button, ...], ...]:
    """What an office can do with a running duty; acknowledging is offered once."""
    done = Button(
        word("duties.do_done", language),
        to("do", "duty", "done", assignment.id),
        icon="check",
        look="filled",
    )
    acknowledge = Button(word("duties.do_ack", language), to("do", "duty", "ack", assignment.id))
    later = Button(word("duties.snooze", language), to("duty", assignment.id, "snooze"))
    if assignment.acknowledged_at or assignment.state == "acknowledged":
        return ((done,), (later,))
    return ((done,), (acknowledge, later))


def snooze_screen(assignment: Assignment, now: datetime, language: str = "vi") -> Screen:
    """When to remind again. It repeats that the due day stays."""
    due = f"{assignment.due:%d/%m}"
    choices = tuple(
        Button(
            word(f"duties.snooze_{choice}", language),
            to("do", "duty", "snooze", assignment.id, choice),
            hint=moment(snoozed_until(choice, now)),
        )
        for choice in snoozes(assignment, now)
    )
    question = "duties.snooze_when" if choices else "duties.snooze_too_late"
    back = Button(word("duties.back", language), to("duty", assignment.id))
    return Screen(
        address=to("duty", assignment.id, "snooze"),
        title=word(question, language, due=due),
        blocks=(Paragraph(plain(f"{assignment.title} · {assignment.code}")),),
        rows=(*((choice,) for choice in choices), (back,)),
    )


def done_notice(assignment: Assignment, language: str = "vi") -> Screen:
    """After *Đã xong*: what was written down, and that no more reminders come."""
    key = "duties.done_late_said" if assignment.state == "done_late" else "duties.done_said"
    return notice(assignment, word(key, language), word("duties.silent_now", language), language)


def acknowledged_notice(assignment: Assignment, language: str = "vi") -> Screen:
    """After *Đã nhận*: the due day once more, and the next step."""
    text = word("duties.still_due", language, due=spoken_day(assignment.due, language))
    screen = notice(assignment, word("duties.ack_said", language), text, language)
    return Screen(
        screen.address,
        screen.title,
        screen.blocks,
        (*action_rows(assignment, language), *screen.rows),
    )


def snoozed_notice(assignment: Assignment, language: str = "vi") -> Screen:
    """After a snooze: when the reminder comes back; the due day stays."""
    at = assignment.snoozed_until
    title = word("duties.snoozed_said", language, at=moment(at) if at else "")
    text = word("duties.still_due", language, due=spoken_day(assignment.due, language))
    return notice(assignment, title, text, language)


def notice(assignment: Assignment, title: str, text: str, language: str) -> Screen:
    """What was done with a duty, and the way back to the list."""
    about = f"{assignment.title} · {assignment.code}"
    return Screen(
        address=to("duty", assignment.id),
        title=title,
        blocks=(Paragraph(plain(about)), Callout("note", plain(text))),
        rows=((tasks_button(language),),),
    )


def tasks_screen(assignments: Sequence[Assignment], today: date, language: str = "vi") -> Screen:
    """*Việc của tôi*: three counts, then by urgency. Codes below open a duty in any channel."""
    groups = by_press(assignments, today)
    listing = Listing(groups, today, language)
    running = [one for name in GROUPS for one in groups[name]][:SHOWN]
    empty = (Paragraph(plain(word("duties.nothing", language))),)
    return Screen(
        address=to("tasks"),
        title=word("duties.tasks", language),
        blocks=listing.blocks() if running else empty,
        rows=(*code_rows(running), (unreached_button(language),), (home_button(language),)),
        placeholder=word("duties.type_a_code", language, n=running[0].id) if running else "",
    )


def digest_screen(
    assignments: Sequence[Assignment],
    undated: Sequence[Duty],
    today: date,
    language: str = "vi",
) -> Screen:
    """The Monday digest: what runs, and the duties for which no day is written."""
    groups = by_press(assignments, today)
    running = [one for name in GROUPS for one in groups[name]]
    blocks = Listing(groups, today, language).blocks() if running else ()
    return Screen(
        address=to("tasks"),
        title=word("duties.digest", language, day=day(today)),
        blocks=(*blocks, *undated_blocks(undated, language)),
        rows=(*code_rows(running[:SHOWN]), (tasks_button(language),)),
    )


def undated_blocks(undated: Sequence[Duty], language: str) -> Iterable[Block]:
    """Duties without a written day; the ladder stays off until an office turns it on."""
    if not undated:
        return
    yield Heading(plain(word("duties.undated", language)))
    items = [plain(duty.title) for duty in undated[:SHOWN]]
    if rest := len(undated) - len(items):
        items.append(plain(word("duties.more", language, n=number(rest))))
    yield Bullets(tuple(items))


@dataclass(slots=True)
class Listing:
    """The counts and groups of a list of duties; counts how many it may still write out."""

    groups: dict[Press, tuple[Assignment, ...]]
    today: date
    language: str
    room: int = field(default=SHOWN, init=False)

    def blocks(self) -> tuple[Block, ...]:
        """Three counts, then each group that has something."""
        counts = tuple(
            (word(f"duties.group_{name}", self.language), plain(number(len(self.groups[name]))))
            for name in GROUPS
        )
        shown = (block for name in GROUPS if self.groups[name] for block in self.group(name))
        return (Fields(counts), *shown)

    def group(self, name: Press) -> Iterable[Block]:
        """A heading and its duties, the rest as a number."""
        yield Heading(plain(word(f"duties.group_{name}", self.language)), icon=ICONS[name])
        fit, rest = self.groups[name][: self.room], self.groups[name][self.room :]
        self.room -= len(fit)
        items = [task_line(one, self.today, self.language) for one in fit]
        if rest:
            items.append(plain(word("duties.more", self.language, n=number(len(rest)))))
        yield Bullets(tuple(items))


def task_line(assignment: Assignment, today: date, language: str) -> Text:
    """One duty in a list: title that opens it, days left (bold where it presses), state."""
    pressing = press(assignment, today) in ("overdue", "soon")
    due = word("duties.due_short", language, due=f"{assignment.due:%d/%m}")
    state = acknowledgement(assignment, language)
    return (
        Span(assignment.title, link=to("duty", assignment.id)),
        Span("\n"),
        Span(standing_words(assignment, today, language), bold=pressing),
        Span(f", {due}. {state} · {assignment.code}"),
    )


def acknowledgement(assignment: Assignment, language: str) -> str:
    """Whether the office has said that it knows, and when."""
    at = assignment.acknowledged_at
    if at:
        return word("duties.acknowledged_on", language, day=f"{local(at):%d/%m}")
    known = assignment.state == "acknowledged"
    return word("duties.acknowledged" if known else "duties.not_acknowledged", language)


def standing_words(assignment: Assignment, today: date, language: str) -> str:
    """*Còn 3 ngày*, *Hôm nay là hạn*, *Quá 4 ngày*, or how it ended."""
    if not assignment.running:
        at = assignment.done_at
        ended = word(f"duties.state_{assignment.state}", language)
        return f"{ended} · {day(at.astimezone(HANOI).date())}" if at else ended
    left = days_left(assignment, today)
    if left == 0:
        return word("duties.today", language)
    key = "duties.left" if left > 0 else "duties.late"
    return word(key, language, n=number(abs(left)))


def spoken_day(value: date, language: str) -> str:
    """A day with its weekday in Vietnamese, as figures elsewhere."""
    return long_day(value) if language == "vi" else day(value)


def code_rows(assignments: Sequence[Assignment]) -> tuple[tuple[Button, ...], ...]:
    """A button a duty, by code, three in a row."""
    buttons = [Button(one.code, to("duty", one.id), hint=one.title) for one in assignments]
    starts = range(0, len(buttons), CODES_A_ROW)
    return tuple(tuple(buttons[start : start + CODES_A_ROW]) for start in starts)


def tasks_button(language: str) -> Button:
    """The way to the list."""
    return Button(word("duties.tasks", language), to("tasks"))


def unreached_button(language: str) -> Button:
    """The way to those whom campaigns did not reach."""
    return Button(word("unreached.title", language), to("unreached"), icon="pin")


def home_button(language: str) -> Button:
    """The way to the first screen."""
    return Button(word("duties.home", language), to("home"))
