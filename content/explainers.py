"""An explainer: what one policy gives, in plain words; a short first screen and up to six doors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from content.blocks import Block, Bullets, Callout, Heading, Text, plain
from content.dated import Confidence, Source
from content.references import Reading
from content.screen import Button, Screen, to
from content.wording import day as written

DoorKind = Literal["who", "amount", "how", "papers", "where", "sources"]
KINDS: tuple[DoorKind, ...] = get_args(DoorKind)
ICONS = {
    "who": "people",
    "amount": "wallet",
    "how": "steps",
    "papers": "paper",
    "where": "place",
    "sources": "book",
}
MOST = 600
"""Characters of a screen's text: one small message, readable aloud."""


@dataclass(frozen=True, slots=True)
class Group:
    """A shelf of the topics list. ``loans``: its explainers must warn about fees and OTP;
    ``order``: the explainers that stand first."""

    key: str
    title: str
    title_en: str
    hint: str
    icon: str = ""
    loans: bool = False
    order: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """The title in a language."""
        return self.title_en if language == "en" else self.title


@dataclass(frozen=True, slots=True)
class Door:
    """One of the questions people ask of a policy, and its answer in light Markdown."""

    kind: DoorKind
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a document says, and between which days it says so."""

    source: Source
    says: str
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the document is in force on a day."""
        return (not self.since or self.since <= on) and (not self.until or on <= self.until)


@dataclass(frozen=True, slots=True)
class Explainer:
    """``programme`` leads to a check; ``today`` is where a past policy points."""

    slug: str
    title: str
    hint: str
    group: str
    answer: str
    doors: tuple[Door, ...]
    claims: tuple[Claim, ...]
    plan: tuple[str, ...] = ()
    programme: str = ""
    warning: str = ""
    questions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    closed: bool = False
    today: str = ""
    literals: tuple[str, ...] = ()

    def is_past(self, on: date) -> bool:
        """Closed, or its last day is over."""
        return self.closed or bool(self.valid_until and self.valid_until < on)

    def is_ahead(self, on: date) -> bool:
        """Not yet in force."""
        return bool(self.valid_from and on < self.valid_from)

    @property
    def kinds(self) -> tuple[DoorKind, ...]:
        """The doors it has, in the order they are shown; the sources always last."""
        return (*(door.kind for door in self.doors), "sources")

    @property
    def checked_on(self) -> date | None:
        """The day up to which somebody vouches for all of it: its oldest look."""
        return min((c.source.checked_on for c in self.claims if c.source.checked_on), default=None)

    @property
    def review_by(self) -> date | None:
        """The first day by which somebody must look again."""
        return min((c.source.review_by for c in self.claims if c.source.review_by), default=None)

    def texts(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """Every text a person reads, with its key in the file."""
        own = (("title",), self.title), (("answer",), self.answer), (("warning",), self.warning)
        return (*own, *((("doors", door.kind), door.text) for door in self.doors))


def first_screen(explainer: Explainer, reading: Reading) -> Screen:
    """The short answer, what to beware of, and the doors to the rest."""
    return Screen(
        address=to("explainer", explainer.slug),
        title=explainer.title,
        blocks=(
            *standing(explainer, reading),
            Callout("answer", reading.line(explainer.answer)),
            *warning(explainer, reading),
        ),
        rows=(*door_rows(explainer, reading), *ways_on(explainer, reading)),
    )


def standing(explainer: Explainer, reading: Reading) -> tuple[Block, ...]:
    """Said first, where the policy is past, not yet in force, or due for another look."""
    if explainer.is_past(reading.day):
        return (note(reading, "past"),)
    if explainer.valid_from and explainer.is_ahead(reading.day):
        return (note(reading, "ahead", day=written(explainer.valid_from)),)
    if is_stale(explainer, reading.day):
        return (note(reading, "stale"),)
    return ()


def note(reading: Reading, key: str, **fields: object) -> Callout:
    """A remark of ours about the explainer."""
    return Callout("note", plain(reading.word(f"explainers.{key}", **fields)))


def is_stale(explainer: Explainer, on: date) -> bool:
    """Past the day by which somebody should have looked again."""
    return bool(explainer.review_by and explainer.review_by < on)


def warning(explainer: Explainer, reading: Reading) -> tuple[Block, ...]:
    """What to beware of, where the file says something: on every screen, as a person may come to
    a door straight from a link."""
    return (Callout("warn", reading.line(explainer.warning)),) if explainer.warning else ()


def door_rows(explainer: Explainer, reading: Reading) -> tuple[tuple[Button, ...], ...]:
    """The doors, two in a row."""
    doors = [door_button(explainer, kind, reading) for kind in explainer.kinds]
    return tuple(tuple(doors[start : start + 2]) for start in range(0, len(doors), 2))


def door_button(explainer: Explainer, kind: DoorKind, reading: Reading) -> Button:
    """The way to one door."""
    label, where = reading.word(f"explainers.door.{kind}"), to("explainer", explainer.slug, kind)
    return Button(label, where, icon=ICONS[kind])


def ways_on(explainer: Explainer, reading: Reading) -> tuple[tuple[Button, ...], ...]:
    """Check my household, or today's policy; what a loan costs; ask a person; home."""
    talk = Button(reading.word("explainers.ask_official"), to("contact"), icon="talk")
    return (*next_step(explainer, reading), *cost(explainer, reading), (talk,), (home(reading),))


def cost(explainer: Explainer, reading: Reading) -> tuple[tuple[Button, ...], ...]:
    """The calculator, of a loan that one can still have."""
    if explainer.is_past(reading.day) or not explainer.programme.startswith("vay-"):
        return ()
    label, where = reading.word("explainers.cost"), to("loan", explainer.programme)
    return ((Button(label, where, icon="coins"),),)


def next_step(explainer: Explainer, reading: Reading) -> tuple[tuple[Button, ...], ...]:
    """The one filled button, where there is a next step."""
    if explainer.is_past(reading.day):
        label, target = "today", to("explainer", explainer.today) if explainer.today else ""
    else:
        label = "check" if explainer.programme.startswith("vay-") else "check_support"
        target = to("check", "programme", explainer.programme) if explainer.programme else ""
    word = reading.word(f"explainers.{label}")
    return ((Button(word, target, icon="check", look="filled"),),) if target else ()


def home(reading: Reading) -> Button:
    """The way home."""
    return Button(reading.word("explainers.home"), to("home"), icon="home")


def door_screen(
    explainer: Explainer, kind: DoorKind, reading: Reading, related: Sequence[Explainer] = ()
) -> Screen:
    """One door's answer. ``related`` are offered below, at most two.

    Raises LookupError when the explainer has no such door.
    """
    back = Button(reading.word("explainers.back"), to("explainer", explainer.slug), icon="back")
    heading = Heading(plain(reading.word(f"explainers.door.{kind}")), ICONS[kind])
    return Screen(
        address=to("explainer", explainer.slug, kind),
        title=explainer.title,
        blocks=(
            *standing(explainer, reading),
            heading,
            *door_blocks(explainer, kind, reading),
            *warning(explainer, reading),
        ),
        rows=(
            *next_step(explainer, reading),
            *((topic_button(other, reading),) for other in related[:2]),
            (back, home(reading)),
        ),
    )


def door_blocks(explainer: Explainer, kind: DoorKind, reading: Reading) -> tuple[Block, ...]:
    """A door's text, or the list of documents."""
    if kind == "sources":
        return source_blocks(explainer, reading)
    for door in explainer.doors:
        if door.kind == kind:
            return reading.blocks(door.text)
    raise LookupError(f"{explainer.slug} has no door {kind}")


def source_blocks(explainer: Explainer, reading: Reading) -> tuple[Block, ...]:
    """The documents in force on the day, until when it was right, when to look again."""
    holding = [claim for claim in explainer.claims if claim.holds(reading.day)]
    shown = holding or explainer.claims
    items = Bullets(tuple(claim_line(claim, reading) for claim in shown))
    return (items, Callout("source", plain(dates_line(explainer, reading))))


def claim_line(claim: Claim, reading: Reading) -> Text:
    """Document, what it says, and a doubt where there is one."""
    said = f": {reading.resolve(claim.says)}" if claim.says else ""
    return plain(f"{claim.source}{said}{doubt(claim.source.confidence, reading)}")


def doubt(confidence: Confidence, reading: Reading) -> str:
    """Nothing for what is confirmed; else a few words in brackets."""
    return "" if confidence == "confirmed" else " " + reading.word(f"explainers.{confidence}")


def dates_line(explainer: Explainer, reading: Reading) -> str:
    """Đúng đến ngày … Xem lại trước …"""
    dates = {"checked": explainer.checked_on, "review": explainer.review_by}
    return " ".join(
        reading.word(f"explainers.{key}", day=written(on)) for key, on in dates.items() if on
    )


def topics_screen(groups: Sequence[Group], reading: Reading) -> Screen:
    """The shelves."""
    doors = (
        (Button(group.name(reading.language), to("topics", group.key), group.hint, group.icon),)
        for group in groups
    )
    return Screen(
        address=to("topics"),
        title=reading.word("explainers.topics"),
        rows=(*doors, (home(reading),)),
        style="doors",
    )


def group_screen(group: Group, explainers: Sequence[Explainer], reading: Reading) -> Screen:
    """One shelf: what holds today first, what is past below."""
    ordered = sorted(explainers, key=lambda explainer: explainer.is_past(reading.day))
    back = Button(reading.word("explainers.topics"), to("topics"), icon="back")
    return Screen(
        address=to("topics", group.key),
        title=group.name(reading.language),
        rows=(*((topic_button(each, reading),) for each in ordered), (back, home(reading))),
        style="doors",
    )


def topic_button(explainer: Explainer, reading: Reading) -> Button:
    """An explainer in a list; a past policy says so before it is opened."""
    button = Button(explainer.title, to("explainer", explainer.slug), explainer.hint)
    if explainer.is_past(reading.day):
        return replace(button, hint=reading.word("explainers.over"))
    return button
