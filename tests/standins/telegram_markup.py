"""Telegram's HTML, judged as its server judges it: the text after entities, or its complaint."""

from __future__ import annotations

import re
from dataclasses import dataclass

TAGS = frozenset(
    [
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "span",
        "tg-spoiler",
        "a",
        "code",
        "pre",
        "blockquote",
        "tg-emoji",
        "tg-time",
    ]
)
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));?")
ATTRIBUTE = re.compile(r"""\s*([a-zA-Z_-]+)\s*(?:=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")


class BadMarkup(ValueError):
    """What Telegram says after ``can't parse entities:``."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of marked text, in code points of the text after entities."""

    tag: str
    start: int
    end: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    tag: str
    start: int
    at: int
    href: str


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The plain text and its entities; raises BadMarkup in Telegram's words."""
    reader = Reader(source)
    while reader.at < len(source):
        reader.step()
    if reader.open:
        raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{reader.open[-1].tag}"')
    return "".join(reader.text), reader.entities


class Reader:
    """Walks the source once, as Telegram's own parser does."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.open: list[Open] = []
        self.entities: list[Entity] = []

    def step(self) -> None:
        here = self.source[self.at]
        if here == "&":
            self.entity()
        elif here != "<":
            self.text.append(here)
            self.at += 1
        elif self.source.startswith("</", self.at):
            self.end_tag()
        else:
            self.start_tag()

    def entity(self) -> None:
        found = ENTITY.match(self.source, self.at)
        decoded = decode(found) if found else ""
        if not found or not decoded:
            self.text.append("&")
            self.at += 1
            return
        self.text.append(decoded)
        self.at = found.end()

    def start_tag(self) -> None:
        begin = self.at
        offset = len(self.source[:begin].encode())
        end = self.source.find(">", begin)
        if end < 0:
            raise BadMarkup(f"Unclosed start tag at byte offset {offset}")
        inside = self.source[begin + 1 : end]
        name = re.split(r"[\s>]", inside, maxsplit=1)[0].lower()
        if name not in TAGS:
            raise BadMarkup(f'Unsupported start tag "{name}" at byte offset {offset}')
        attributes = read_attributes(inside[len(name) :])
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise BadMarkup(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        place = sum(map(len, self.text))
        self.open.append(Open(name, place, offset, attributes.get("href", "")))
        self.at = end + 1

    def end_tag(self) -> None:
        offset = len(self.source[: self.at].encode())
        end = self.source.find(">", self.at)
        if end < 0:
            raise BadMarkup(f"Unclosed end tag at byte offset {offset}")
        name = self.source[self.at + 2 : end].strip().lower()
        if not self.open:
            raise BadMarkup(f"Unexpected end tag at byte offset {offset}")
        opened = self.open.pop()
        if name and name != opened.tag:
            raise BadMarkup(
                f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", '
                f'found "</{name}>"'
            )
        place = sum(map(len, self.text))
        if place > opened.start:
            self.entities.append(Entity(opened.tag, opened.start, place, opened.href))
        self.at = end + 1


def decode(found: re.Match[str]) -> str:
    """A character reference's character; empty for one that Telegram leaves as it stands."""
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 else ""


def read_attributes(text: str) -> dict[str, str]:
    """Attributes of a start tag, their references decoded."""
    found = {}
    for name, value in ATTRIBUTE.findall(text):
        bare = value.strip("\"'")
        found[name.lower()] = ENTITY.sub(lambda m: decode(m) or m[0], bare)
    return found
