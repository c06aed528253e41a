"""Typed words that mean a screen or an act, so that nobody needs a button.

Only a whole message is a command: "dừng đóng bảo hiểm có sao không" is a question. STOP is the
one people must be able to trust, and must not hit by accident: STOP, DỪNG, NGỪNG with their
marks or a full phrase stop at once; a bare ``dung``, ``huy``, ``thoi`` may mean đúng or dùng, so
they, and all of them while a question is open, are asked about with two buttons.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from content.search.normalise import bare, key, pieces
from content.search.telex import decode

FILE = Path(__file__).parent / "data" / "words" / "commands.toml"
LONGEST = 200
"""Characters; no command is longer."""
SLASH = re.compile(r"^\s*/([a-z_]+)(?:@\w+)?\s*(.*)$", re.IGNORECASE | re.DOTALL)
CODE = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9-]{2,30})[A-Za-z0-9]$")
EDGES = " \t\r\n.,!?…:;\"'()[]*“”‘’-"
DIGITS = re.compile(r"^[0-9]{1,3}$")
Kind = Literal["go", "back", "number", "yes", "no", "stop", "start", "delete", "join"]
PLAIN: tuple[Kind, ...] = ("back", "yes", "no", "start", "delete")

Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """What a typed message orders.

    ``go`` has the ``address`` of a screen (see content.address), or of the act that stops a topic;
    ``number`` the choice meant
    (from 1; 0 where a screen gives it a meaning), ``join`` an invitation ``code`` as typed, upper
    case. A ``stop`` that is not ``sure`` lets an open question have the word first, and is then
    asked about. ``delete`` is shown a screen that asks once more.
    """

    kind: Kind
    address: str = ""
    number: int = 0
    code: str = ""
    sure: bool = False


class Phrases:
    """Whole messages: typed marks must agree, a message without marks matches the bare letters."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.marked = frozenset(line(phrase) for phrase in phrases)
        self.plain: Mapping[Line, tuple[Line, ...]] = by_bare(self.marked)

    def __contains__(self, typed: Line) -> bool:
        """Whether a message is one of the phrases."""
        if typed in self.marked:
            return True
        near = self.plain.get(tuple(bare(word) for word in typed), ())
        return any(all(map(agrees, typed, phrase)) for phrase in near)

    def after(self, typed: Line) -> Line | None:
        """What follows the longest phrase the message begins with."""
        cuts = range(len(typed), 0, -1)
        return next((typed[cut:] for cut in cuts if typed[:cut] in self), None)

    def before(self, typed: Line) -> Line | None:
        """What stands before the longest phrase the message ends with."""
        cuts = range(1, len(typed))
        return next((typed[:cut] for cut in cuts if typed[cut:] in self), None)


def agrees(typed: str, meant: str) -> bool:
    """Whether a typed word may be the meant one: the same, or typed with no mark at all."""
    return typed == meant or typed == bare(meant)


def by_bare(phrases: Iterable[Line]) -> dict[Line, tuple[Line, ...]]:
    """Phrases by their unmarked words."""
    found: dict[Line, tuple[Line, ...]] = {}
    for phrase in sorted(phrases):
        plain = tuple(bare(word) for word in phrase)
        found[plain] = (*found.get(plain, ()), phrase)
    return found


def line(text: str) -> Line:
    """A message as keys, Telex left as it was typed."""
    return tuple(key(word) for word in pieces(text))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The data file, compiled."""

    go: Mapping[str, Phrases]
    words: Mapping[str, Phrases]
    lead: Phrases
    tail: Phrases
    stop_words: frozenset[Line]
    stop_phrases: Phrases
    unsure: Phrases
    stop_topic: Phrases
    more: Phrases
    topics: Mapping[str, Phrases]
    numerals: Mapping[Line, int]
    slash: Mapping[str, str]
    buttons: Mapping[str, Phrases]


@cache
def vocabulary() -> Vocabulary:
    """Read once; a mistake in the file fails the first call, and a test."""
    table: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Vocabulary(
        go={address: Phrases(phrases) for address, phrases in table["go"].items()},
        words={name: Phrases(phrases) for name, phrases in table["words"].items()},
        lead=Phrases(table["lead"]),
        tail=Phrases(table["tail"]),
        stop_words=frozenset(line(word) for word in table["stop"]["words"]),
        stop_phrases=Phrases(table["stop"]["phrases"]),
        unsure=Phrases(table["stop"]["unsure"]),
        stop_topic=Phrases(table["stop"]["topic"]),
        more=Phrases(table["stop"]["more"]),
        topics={topic: Phrases(names) for topic, names in table["topics"].items()},
        numerals={line(word): number for word, number in table["numerals"].items()},
        slash=table["slash"],
        buttons={address: Phrases(phrases) for address, phrases in table["buttons"].items()},
    )


def understand(text: str, *, question_open: bool) -> Command | None:
    """The command a whole message is, or None: then it is an answer or a question.

    >>> understand("DỪNG.", question_open=False).sure, understand("dung", question_open=False).sure
    (True, False)
    >>> understand("chon 2", question_open=False).number
    2
    >>> understand("trang chu", question_open=False).address
    'home'
    """
    if len(text) > LONGEST:
        return None
    known = vocabulary()
    text = spelled_out(text.strip(EDGES), known)
    typed = line(text)
    if not typed:
        return None
    return (
        stopping(typed, known, question_open=question_open)
        or stopping_topic(typed, known)
        or plain_word(typed, known)
        or counted(typed, known, question_open=question_open)
        or joining(text, known)
        or going(typed, known)
        or undone(typed, known)
    )


def names(text: str, label: str, target: str) -> bool:
    """Whether a whole message calls a button that is on the screen: its label, or as people say.

    >>> names("xong roi a", "Đã xong", "do/duty/done/7"), names("xong", "Có", "do/erase")
    (True, False)
    """
    known = vocabulary()
    called = [Phrases((label,))] + [
        phrases for head, phrases in known.buttons.items() if target.startswith(head)
    ]
    typed = line(text)
    ways = [words for words in (typed, known.tail.before(typed)) if words]
    return any(words in phrases for words in ways for phrases in called)


def spelled_out(text: str, known: Vocabulary) -> str:
    """A slash command as the phrase it stands for."""
    if found := SLASH.match(text):
        phrase = known.slash.get(found[1].lower(), found[1])
        return f"{phrase} {found[2]}".strip()
    return text


def stopping(typed: Line, known: Vocabulary, *, question_open: bool) -> Command | None:
    """STOP, by the rule above."""
    polite = known.tail.before(typed)
    said = [words for words in (typed, polite) if words]
    if typed in known.stop_words or any(words in known.stop_phrases for words in said):
        return Command("stop", sure=not question_open)
    unsure = typed in known.unsure or polite in known.stop_words
    return Command("stop") if unsure else None


def stopping_topic(typed: Line, known: Vocabulary) -> Command | None:
    """Nothing of one topic any more: "dừng tin vay vốn"; only where the topic is called by name."""
    for words in (typed, known.more.before(typed)):
        named = known.stop_topic.after(words) if words else None
        for topic, names in known.topics.items():
            if named and named in names:
                return Command("go", address=f"do/topic/stop/{topic}")
    return None


def plain_word(typed: Line, known: Vocabulary) -> Command | None:
    """Back, yes, no, start, delete."""
    return next((Command(kind) for kind in PLAIN if typed in known.words[kind]), None)


def counted(typed: Line, known: Vocabulary, *, question_open: bool) -> Command | None:
    """A number as the tap on a choice; in letters only after a word like "số", or when asked."""
    rest = known.words["number"].after(typed)
    number = typed if rest is None else rest
    if len(number) == 1 and DIGITS.match(number[0]):
        return Command("number", number=int(number[0]))
    in_letters = rest is not None or question_open
    if in_letters and number in known.numerals:
        return Command("number", number=known.numerals[number])
    return None


def joining(text: str, known: Vocabulary) -> Command | None:
    """An invitation code after one of its words; a code has a digit, a question's words do not."""
    *head, code = text.split()
    if not head or not CODE.match(code) or not any(char.isdigit() for char in code):
        return None
    if line(" ".join(head)) not in known.words["join"]:
        return None
    return Command("join", code=code.upper())


def going(typed: Line, known: Vocabulary) -> Command | None:
    """A screen by its name, with or without the small words around it."""
    for words in (typed, known.lead.after(typed), known.tail.before(typed)):
        for address, phrases in known.go.items():
            if words and words in phrases:
                return Command("go", address=address)
    return None


def undone(typed: Line, known: Vocabulary) -> Command | None:
    """The same, for a message of Telex left-overs; a stop guessed from them is asked about."""
    meant = tuple(decode(word) or word for word in typed)
    if meant == typed:
        return None
    if stopping(meant, known, question_open=False):
        return Command("stop")
    return stopping_topic(meant, known) or plain_word(meant, known) or going(meant, known)
