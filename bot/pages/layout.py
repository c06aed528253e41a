"""How a page sees a screen: sections, doors, options and rows, worked out before any markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from content.address import Address, AddressError, payload_of
from content.blocks import Block, Callout, Heading, words_of
from content.screen import Button, Screen

VERDICTS = {
    "eligible": ("is-ok", "s-done"),
    "unknown": ("is-ask", "s-unclear"),
    "ineligible": ("is-no", "s-off"),
}
"""A heading with one of these icons begins a verdict's card: its look and its state shape."""
SHAPES = {"octagon": "s-bad", "triangle": "s-soon", "ring": "s-waiting", "disc": "s-done"}
"""The plain names of state shapes that content uses, by icon."""
CRUMBS = frozenset({"back", "home"})
Target = Literal["tap", "link", "none"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; the first of a screen may have no heading."""

    heading: Heading | None
    blocks: tuple[Block, ...]

    @property
    def verdict(self) -> tuple[str, str] | None:
        """Look and state shape, when this section is a verdict."""
        return VERDICTS.get(self.heading.icon) if self.heading else None

    @property
    def parted(self) -> tuple[str, str]:
        """A verdict's heading, *Cần hỏi thêm: Vay vốn học sinh*, as the state and the name."""
        words = words_of(self.heading.text) if self.heading else ""
        state, colon, name = words.partition(": ")
        return (state, name) if colon else ("", words)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A choice with the number one may type for it."""

    number: int
    button: Button


@dataclass(frozen=True, slots=True)
class Layout:
    """A screen, taken apart for a page."""

    sections: tuple[Section, ...]
    crumbs: tuple[Button, ...]
    asides: tuple[Button, ...]
    choices: tuple[Numbered, ...]
    rows: tuple[tuple[Button, ...], ...]

    @property
    def card(self) -> tuple[Section, ...]:
        """What stands in the screen's own card: everything before the first verdict."""
        return tuple(takewhile(lambda section: not section.verdict, self.sections))

    @property
    def verdicts(self) -> tuple[Section, ...]:
        """Cards of their own, below; each ends with its source, where it has one."""
        below = self.sections[len(self.card) :]
        return tuple(up_to_source(section) for section in below if section.verdict)

    @property
    def tail(self) -> tuple[Block, ...]:
        """What is said after the verdicts, about all of them."""
        return tuple(block for part in self.sections[len(self.card) :] for block in after(part))


def lay_out(screen: Screen) -> Layout:
    """The parts of a screen, in the order of reading."""
    choices = count_choices(screen)
    asides = tuple(row[0] for row in screen.rows[choices:] if is_aside(screen, row))
    rest = tuple(row for row in screen.rows[choices:] if not is_aside(screen, row))
    crumbs = crumbs_of(rest) if screen.style != "options" and screen.title else ()
    return Layout(
        sections=tuple(sections(screen.blocks)),
        crumbs=crumbs,
        asides=asides,
        choices=tuple(Numbered(n, row[0]) for n, row in enumerate(screen.rows[:choices], 1)),
        rows=rest[:-1] if crumbs else rest,
    )


def sections(blocks: Iterable[Block]) -> Iterable[Section]:
    """Split at headings."""
    heading: Heading | None = None
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            if heading or found:
                yield Section(heading, tuple(found))
            heading, found = block, []
        elif heading and stands_alone(block, heading):
            yield Section(heading, tuple(found))
            heading, found = None, [block]
        else:
            found.append(block)
    if heading or found:
        yield Section(heading, tuple(found))


def stands_alone(block: Block, heading: Heading) -> bool:
    """A warning or a source speaks of the whole screen, not of the part it happens to follow; but
    a verdict has its own source."""
    if not isinstance(block, Callout):
        return False
    return block.tone == "warn" or (block.tone == "source" and heading.icon not in VERDICTS)


def count_choices(screen: Screen) -> int:
    """How many leading rows are doors or options; what follows are ways on, drawn as buttons.

    An option has no icon, or is the dashed *I do not know*. A door has a
    second line; rows up to the last that has one are doors.
    """
    single = list(takewhile(lambda row: len(row) == 1, screen.rows))
    match screen.style:
        case "options":
            return len(list(takewhile(is_option, single)))
        case "doors":
            hinted = [n for n, row in enumerate(single, 1) if row[0].hint]
            return max(hinted, default=0)
    return 0


def is_option(row: tuple[Button, ...]) -> bool:
    """One of the answers, not a way on."""
    return not row[0].icon or row[0].look == "dashed"


def is_aside(screen: Screen, row: tuple[Button, ...]) -> bool:
    """*Why do you ask?*: a page shows it under the question."""
    return screen.style == "options" and [b.icon for b in row] == ["help"] and not is_option(row)


def up_to_source(section: Section) -> Section:
    """A verdict's own blocks: the last of them is its source, where it has one."""
    for at, block in enumerate(section.blocks, 1):
        if isinstance(block, Callout) and block.tone == "source":
            return Section(section.heading, section.blocks[:at])
    return section


def after(section: Section) -> tuple[Block, ...]:
    """What follows a verdict's source; of what is no verdict, all."""
    return section.blocks[len(up_to_source(section).blocks) if section.verdict else 0 :]


def crumbs_of(rows: tuple[tuple[Button, ...], ...]) -> tuple[Button, ...]:
    """The last row when it only leads back: a page shows it above the title."""
    if rows and all(button.icon in CRUMBS and button.look == "plain" for button in rows[-1]):
        return rows[-1]
    return ()


def target_of(to: str) -> tuple[Target, str]:
    """What a button or link is on a page: a tap on us, a link elsewhere, or only words."""
    if to.startswith("https://"):
        return "link", to
    try:
        address = Address.parse(to.partition("!")[0])
    except AddressError:
        return "none", ""
    if address.head == "saved" and len(address.segments) > 1:
        return "link", f"/{address}"  # a sheet is a page of its own
    return "tap", to


def link_of(to: str) -> tuple[Target, str]:
    """Where words in a text lead: a screen of ours by link, or elsewhere; acts never."""
    if to.startswith("https://"):
        return "link", to
    try:
        return "tap", f"/chat?s={payload_of(to)}"
    except AddressError:
        return "none", ""


def shape_of(icon: str) -> str:
    """The sprite's name of an icon: state shapes go by their silhouette in content."""
    return SHAPES.get(icon, icon)


def placeholder_of(screen: Screen | None, word: Callable[..., str]) -> str:
    """What the empty text field says below a screen: its own words, or the numbers to type."""
    if screen is None or (not screen.placeholder and screen.style != "options"):
        return word("web.placeholder")
    count = count_choices(screen)
    if screen.placeholder or not count:
        return screen.placeholder or word("web.placeholder")
    numbers = ", ".join(str(n) for n in range(1, min(count, 4) + 1)) + ("…" if count > 4 else "")
    return word("web.placeholder.numbers", numbers=numbers)
