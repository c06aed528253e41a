"""A success story, retold in our own words from a newspaper, with the person's dignity kept.

Given or initial name and commune only; a story whose ``takedown`` is set is nowhere to be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from content.blocks import Callout, Paragraph, plain
from content.dated import Source
from content.references import Reading
from content.screen import Button, Screen, to
from content.wording import day as written


@dataclass(frozen=True, slots=True)
class Story:
    """``means`` are what helped, in words; ``programmes`` are slugs of explainers."""

    slug: str
    title: str
    name: str
    commune: str
    text: str
    newspaper: str
    link: str
    source: Source
    means: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    published: date | None = None
    takedown: bool = False


def listed(stories: Sequence[Story]) -> tuple[Story, ...]:
    """The stories that may be shown, newest first; a takedown is obeyed here, at once."""
    shown = [story for story in stories if not story.takedown]
    return tuple(sorted(shown, key=lambda story: story.published or date.min, reverse=True))


def stories_screen(stories: Sequence[Story], reading: Reading) -> Screen:
    """The list."""
    buttons = (
        (Button(story.title, to("story", story.slug), story.commune),) for story in listed(stories)
    )
    return Screen(
        address=to("stories"),
        title=reading.word("stories.title"),
        blocks=(Paragraph(plain(reading.word("stories.opening"))),),
        rows=(*buttons, (home(reading),)),
        style="doors",
    )


def story_screen(story: Story, reading: Reading) -> Screen:
    """One story. Raises LookupError for one that was taken down: handlers answer "not here"."""
    if story.takedown:
        raise LookupError(f"{story.slug} was taken down")
    return Screen(
        address=to("story", story.slug),
        title=story.title,
        blocks=(
            Paragraph(plain(f"{story.name}, {story.commune}")),
            *reading.blocks(story.text),
            Callout("source", plain(origin(story, reading))),
        ),
        rows=(*same_way(story, reading), *ways_on(story, reading)),
    )


def origin(story: Story, reading: Reading) -> str:
    """The newspaper, and the day where it is known."""
    if story.published is None:
        return reading.word("stories.from_undated", newspaper=story.newspaper)
    return reading.word("stories.from", newspaper=story.newspaper, day=written(story.published))


def same_way(story: Story, reading: Reading) -> tuple[tuple[Button, ...], ...]:
    """ "Tôi muốn làm giống vậy": to the explainer of what helped."""
    if not story.programmes:
        return ()
    label, target = reading.word("stories.same"), to("explainer", story.programmes[0])
    return ((Button(label, target, icon="check", look="filled"),),)


def ways_on(story: Story, reading: Reading) -> tuple[tuple[Button, ...], ...]:
    """The newspaper itself, the other stories, home."""
    article = Button(reading.word("stories.article"), story.link, icon="link")
    others = Button(reading.word("stories.others"), to("stories"), icon="back")
    return ((article,), (others, home(reading)))


def home(reading: Reading) -> Button:
    """The way home."""
    return Button(reading.word("stories.home"), to("home"), icon="home")
