"""A screen as plain text: words, then choices with the numbers one may type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import ascii_lowercase

from content.blocks import Block, Bullets, Callout, Heading, words_of
from content.media import weight
from content.screen import Media, Progress, Screen, block_text
from content.wording import word

LETTERS = ascii_lowercase
LIMIT = 2000
"""Characters of one message."""


def render(screen: Screen, language: str = "vi", site: str = "") -> list[str]:
    """The messages of a screen, each within the limit, in order. ``site`` is where our pages are,
    for what can be seen only there."""
    return split("\n\n".join(part for part in parts(screen, language, site) if part))


def parts(screen: Screen, language: str, site: str) -> Iterator[str]:
    """From top to bottom, what a page would show."""
    yield attached(screen.media, language, site) if screen.media else ""
    yield "\n".join(f"✓ {label}: {said}" for label, said, _ in screen.trail)
    yield progress(screen.progress, language) if screen.progress else ""
    yield screen.title and underlined(screen.title)
    for block in screen.blocks:
        yield block_words(block, language, lettered=bool(screen.rows))
    yield choices(screen)


def attached(media: Media, language: str, site: str) -> str:
    """What goes with the words, named, and where to find it."""
    what = word(f"media.{media.kind}", language)
    named = f"{what}: {media.name}" if media.name else what
    size = f" ({weight(media.size)})" if media.size else ""
    return f"{named}{size}\n{site}/media/{media.file}"


def underlined(title: str) -> str:
    """A title that stands out without colour."""
    return f"{title}\n{'=' * min(len(title), 60)}"


def progress(at: Progress, language: str) -> str:
    """Câu 2, còn nhiều nhất 3 câu."""
    if at.at_most_left:
        return word("numbered.progress", language, at=at.at, left=at.at_most_left)
    return word("numbered.progress.last", language, at=at.at)


def block_words(block: Block, language: str, *, lettered: bool = False) -> str:
    """A block as text; what a page tells by colour is told by a word. ``lettered``: steps as
    a), b), c), where a number is what one may type."""
    match block:
        case Bullets(items=items, ordered=True, start=start) if lettered and is_lettered(block):
            letters = LETTERS[start - 1 :]
            return "\n".join(
                f"{a}) {words_of(one)}" for a, one in zip(letters, items, strict=False)
            )
        case Callout(tone=tone, text=text):
            label, words = f"{word(f'numbered.{tone}', language)}:", words_of(text)
            return words if words.startswith(label) else f"{label} {words}"
        case Heading(text=text):
            return f"* {words_of(text)}"
    return block_text(block)


def is_lettered(block: Bullets) -> bool:
    """Whether there is a letter for each item of a list."""
    return 1 <= block.start <= len(LETTERS) + 1 - len(block.items)


def choices(screen: Screen) -> str:
    """Every button with its number; a link away is written out."""
    lines = []
    for number, button in enumerate(screen.buttons, 1):
        hint = f" – {button.hint}" if button.hint else ""
        away = f" {button.to}" if button.to.startswith("https://") else ""
        lines.append(f"{number}. {button.label}{hint}{away}")
    return "\n".join(lines)


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Cut at paragraph ends; at line ends, then spaces, then anywhere, where a part is too long."""
    return list(gather(fine(text, limit, ("\n\n", "\n", " ")), limit))


def fine(text: str, limit: int, marks: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Pieces that fit, each with the mark that stood before it; the coarsest cuts that do."""
    if len(text) <= limit:
        yield "", text
        return
    if not marks:
        yield from (("", text[at : at + limit]) for at in range(0, len(text), limit))
        return
    for number, piece in enumerate(text.split(marks[0])):
        for inner, part in fine(piece, limit, marks[1:]):
            yield inner or (marks[0] if number else ""), part


def gather(pieces: Iterable[tuple[str, str]], limit: int) -> Iterator[str]:
    """Put pieces together again as long as they fit."""
    held = ""
    for mark, piece in pieces:
        if held and len(held) + len(mark) + len(piece) <= limit:
            held += mark + piece
        else:
            if held.strip():
                yield held
            held = piece
    if held.strip():
        yield held
