"""A paste kit: a campaign for the groups of a village that we cannot enter. Village heads and
leaders of savings groups get its text, paste it there, and say so; who has not is reminded twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from content.audience import All, Both, Either, Is, Tree
from content.blocks import Block, Span, Text, with_text
from content.fold import fold
from content.wording import HANOI, local

ROLES = ("village-head", "group-leader")
"""Who has a group to paste into."""
MOST = 2_000
"""Characters of one message on Zalo, where most of those groups are."""
MESSAGES = 2
"""A reader of a kit gets so many at least: its text, and what to do with it."""
POSTED = "posted"
"""The key of the answer *Đã đăng*, so that an audience can be ``answered:42=posted``."""
SAID = frozenset({"da dang", "dang roi", "da dang roi", "da dang tin", "da dang len nhom"})
"""How people type it, folded."""
EVENING = (time(18), time(21))
"""When people of a village have their phones in hand, and their head the time to paste."""
MORNING = time(8)
FOLLOWED_FOR = timedelta(days=7)
"""So long after its start a kit is looked at: longer than the last reminder may take."""


@dataclass(frozen=True, slots=True)
class Rung:
    """What a reader is to hear: 0 the instruction, 1 and 2 the reminders. It is for those whom the
    text reached at or after ``since`` and before ``until``."""

    number: int
    since: datetime
    until: datetime


def rungs(now: datetime) -> tuple[Rung, ...]:
    """What is due now, by when the text came: the instruction at once, a reminder at 08:00 of the
    next morning and one two days later; whoever missed two days of them hears only the last."""
    day = (local(now) - timedelta(hours=MORNING.hour)).date()
    ends = [datetime.combine(day - timedelta(days=n), time(), HANOI) for n in (0, 2, 4)]
    begins = (now + timedelta(days=1), *ends[:-1])
    return tuple(
        Rung(number, since, until)
        for number, (since, until) in enumerate(zip(ends, begins, strict=True))
    )


def is_evening(moment: datetime) -> bool:
    """Whether a moment is an hour at which a kit does best."""
    return EVENING[0] <= local(moment).time() < EVENING[1]


def narrowed(tree: Tree) -> Tree:
    """Of whom a tree names, only those who have a group to paste into."""
    holders = Either(tuple(Is("role", role) for role in ROLES))
    match tree:
        case All():
            return holders
        case Both(parts):
            return Both((holders, *parts))
    return Both((holders, tree))


def is_posted(text: str) -> bool:
    """Whether typed words say that it was pasted."""
    return fold(text).strip(" .!,") in SAID


def pasteable(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A text that loses nothing when it is copied: a copy keeps no bold and no hidden links."""
    return tuple(with_text(block, written_out) for block in blocks)


def written_out(text: Text) -> Text:
    """Words without marks, each link behind its words."""
    return tuple(spans(text))


def spans(text: Text) -> Iterator[Span]:
    """Plain runs of a text."""
    for span in text:
        shown = not span.link or span.text.strip() == span.link
        yield Span(span.text if shown else f"{span.text} ({span.link})")
