"""Text that no channel has touched yet: paragraphs, lists, notes, of spans.

Content and campaigns are written in light Markdown; ``parse`` turns it into blocks, and each
channel turns blocks into its own wire form. Nothing is ever pasted into markup.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Tone = Literal["answer", "warn", "note", "source"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; ``link`` is an address of ours or an https URL."""

    text: str
    bold: bool = False
    link: str = ""


Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Heading:
    text: Text
    icon: str = ""
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Bullets:
    """``start``: the number of the first item of an ordered list."""

    items: tuple[Text, ...]
    ordered: bool = False
    start: int = 1
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True, slots=True)
class Callout:
    """Text on a ground of its own: the short answer, a warning, a note, a source."""

    tone: Tone
    text: Text
    kind: Literal["callout"] = "callout"


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value, a row each."""

    rows: tuple[tuple[str, Text], ...]
    kind: Literal["fields"] = "fields"


Block = Paragraph | Heading | Bullets | Callout | Fields

MARKDOWN = MarkdownIt("zero").enable(["emphasis", "link", "list", "newline", "escape", "entity"])


def plain(text: str) -> Text:
    """One span, nothing marked."""
    return (Span(text),)


def words_of(text: Text) -> str:
    """The bare words of spans."""
    return "".join(span.text for span in text)


def line(source: str) -> Text:
    """One line of light Markdown (``**bold**``, ``[words](where)``) as spans."""
    return spans(MARKDOWN.parseInline(source.strip())[0])


def with_text(block: Block, change: Callable[[Text], Text]) -> Block:
    """The same block with each run of its text changed; the labels of its rows stay."""
    match block:
        case Paragraph() | Heading() | Callout():
            return replace(block, text=change(block.text))
        case Bullets(items=items):
            return replace(block, items=tuple(change(item) for item in items))
        case Fields(rows=rows):
            return replace(block, rows=tuple((label, change(value)) for label, value in rows))


def parse(source: str) -> tuple[Block, ...]:
    """Light Markdown as blocks: paragraphs, ``- `` and ``1. `` lists, bold, links. A list within
    an item is lines of that item: no channel indents."""
    blocks: list[Block] = []
    lists = Lists()
    for token in MARKDOWN.parse(source.strip()):
        if done := lists.take(token):
            blocks.append(done)
        elif token.type == "inline" and not lists.depth:
            blocks.append(Paragraph(spans(token)))
    return tuple(blocks)


@dataclass(slots=True)
class Lists:
    """The list that is being read, with those within it."""

    depth: int = 0
    ordered: bool = False
    start: int = 1
    items: list[Text] = field(default_factory=list)
    is_new: bool = False

    def take(self, token: Token) -> Bullets | None:
        """One more token; the whole list at its end, if it says anything."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.open(token)
            case "list_item_open":
                self.is_new = True
            case "inline" if self.depth:
                self.say(spans(token))
            case "bullet_list_close" | "ordered_list_close":
                self.depth -= 1
                if not self.depth and self.items:
                    return Bullets(tuple(self.items), self.ordered, self.start)
        return None

    def open(self, token: Token) -> None:
        """A list begins, perhaps within another one."""
        if not self.depth:
            self.items = []
            self.ordered = token.type == "ordered_list_open"
            self.start = int(token.attrs.get("start", 1))
        self.depth += 1

    def say(self, text: Text) -> None:
        """Words of an item. Those of its second paragraph come on a line of their own; so do the
        items of a list within it, each behind a dash."""
        if not self.items or self.is_new and self.depth == 1:
            self.items.append(text)
        else:
            self.items[-1] += (Span("\n– " if self.is_new else "\n"), *text)
        self.is_new = False


def spans(inline: Token) -> Text:
    """Flatten Markdown's nested marks into spans."""
    found: list[Span] = []
    bold, link = False, ""
    for token in inline.children or ():
        match token.type:
            case "strong_open":
                bold = True
            case "strong_close":
                bold = False
            case "link_open":
                link = str(token.attrs.get("href", ""))
            case "link_close":
                link = ""
            case "softbreak" | "hardbreak":
                found.append(Span("\n", bold, link))
            case "text":
                if token.content:
                    found.append(Span(token.content, bold, link))
    return tuple(found)
