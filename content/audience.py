"""Whom a campaign is for: ``role:official & unit:tho-phu``, read into a tree and printed back.

Terms are ``all``, ``unreachable``, ``key:value`` and ``answered:<campaign>=<answer>``; ``!`` binds
tightest, then ``&``, then ``|``; parentheses group.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from content.wording import word

LONGEST = 1000
"""Characters of an expression."""
DEEPEST = 20
"""Parentheses and negations within each other."""
TOKEN = re.compile(r"\s*(?:(?P<mark>[&|!()])|(?P<term>[^\s&|!()]+))")
TERM = re.compile(r"([a-z]+):([a-z0-9_-]+(?:=[a-z0-9_-]+)?)\Z")
ALONE = ("unreachable",)
"""Keys that take no value."""
SHOWN = 8
"""Known values named in an error."""

Known = Mapping[str, Collection[str]]
"""By key (``role``, ``unit``, ``topic``, ``office``, ``channel``, ``language``): what may stand
behind it."""


@dataclass(frozen=True, slots=True)
class All:
    """Everyone."""


@dataclass(frozen=True, slots=True)
class Is:
    """Those of whom one thing holds; ``value`` is "" for a key that stands alone (``ALONE``)."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Everyone else."""

    part: Tree


@dataclass(frozen=True, slots=True)
class Both:
    """Those in every part; two parts or more, none of them Both."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Those in any part; two parts or more, none of them Either."""

    parts: tuple[Tree, ...]


Tree = All | Is | Not | Both | Either


class AudienceError(ValueError):
    """An expression we cannot read; ``position`` counts characters from 1."""

    def __init__(self, key: str, position: int, **fields: str) -> None:
        self.key, self.position, self.fields = key, position, fields
        super().__init__(self.sentence("vi"))

    def sentence(self, language: str) -> str:
        """What is wrong, where, and what would be right."""
        return word(f"campaigns.audience.{self.key}", language, at=self.position, **self.fields)


def both(*parts: Tree) -> Tree:
    """Those in every part, without needless nesting."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, Both) else (part,))]
    return flat[0] if len(flat) == 1 else Both(tuple(flat))


def either(*parts: Tree) -> Tree:
    """Those in any part, without needless nesting."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, Either) else (part,))]
    return flat[0] if len(flat) == 1 else Either(tuple(flat))


def negate(part: Tree) -> Tree:
    """Everyone else; twice is nobody else."""
    return part.part if isinstance(part, Not) else Not(part)


def written(tree: Tree) -> str:
    """The expression of a tree, in its one normal form."""
    match tree:
        case All():
            return "all"
        case Is(key, value):
            return f"{key}:{value}" if value else key
        case Not(part):
            return "!" + grouped(part, Both, Either)
        case Both(parts):
            return " & ".join(grouped(part, Either) for part in parts)
        case Either(parts):
            return " | ".join(written(part) for part in parts)


def grouped(tree: Tree, *kinds: type[Both] | type[Either]) -> str:
    """In parentheses where it would read otherwise."""
    return f"({written(tree)})" if isinstance(tree, kinds) else written(tree)


def terms(tree: Tree) -> Iterator[Is]:
    """Every term of a tree, wherever it stands."""
    match tree:
        case Is():
            yield tree
        case Not(part):
            yield from terms(part)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from terms(part)


def parse(text: str, known: Known) -> Tree:
    """Read an expression; raises AudienceError. Upper and lower case are the same."""
    if len(text) > LONGEST:
        raise AudienceError("long", LONGEST + 1, most=str(LONGEST))
    reader = Reader(tokens(text.lower()), known)
    tree = reader.either()
    token, position = reader.next
    if token:
        raise AudienceError("join" if token != ")" else "closed", position, found=token)
    return tree


def tokens(text: str) -> list[tuple[str, int]]:
    """Marks and terms with their positions, and an empty one at the end."""
    text = text.rstrip()
    hits = TOKEN.finditer(text)
    found = [(hit[1] or hit[2], hit.start(hit.lastgroup or 0) + 1) for hit in hits]
    return [*found, ("", len(text) + 1)]


class Reader:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, found: list[tuple[str, int]], known: Known) -> None:
        self.tokens, self.known = found, known
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> tuple[str, int]:
        """The token to come, and where it stands."""
        return self.tokens[self.at]

    def take(self, mark: str) -> bool:
        """Step over a mark if it comes now."""
        if self.next[0] != mark:
            return False
        self.at += 1
        return True

    def either(self) -> Tree:
        """Parts joined by ``|``."""
        parts = [self.both()]
        while self.take("|"):
            parts.append(self.both())
        return either(*parts)

    def both(self) -> Tree:
        """Parts joined by ``&``."""
        parts = [self.single()]
        while self.take("&"):
            parts.append(self.single())
        return both(*parts)

    def single(self) -> Tree:
        """A term, a negation or a group."""
        token, position = self.next
        if token in ("!", "("):
            return self.nested(token, position)
        if token in ("", "&", "|", ")"):
            raise AudienceError("missing", position)
        self.at += 1
        return self.term(token, position)

    def nested(self, token: str, position: int) -> Tree:
        """What stands behind ``!`` or within parentheses."""
        self.at += 1
        self.depth += 1
        if self.depth > DEEPEST:
            raise AudienceError("deep", position, most=str(DEEPEST))
        if token == "!":
            tree = negate(self.single())
        else:
            tree = self.either()
            if not self.take(")"):
                raise AudienceError("open", position)
        self.depth -= 1
        return tree

    def term(self, token: str, position: int) -> Tree:
        """``all``, a key that stands alone, or ``key:value`` with both known."""
        if token == "all":
            return All()
        if token in ALONE:
            return Is(token, "")
        key, _, value = token.partition(":")
        if not TERM.match(token) or key not in self.known:
            forms = ", ".join(["all", *ALONE, *(f"{one}:…" for one in self.known)])
            raise AudienceError("term", position, found=token, right=forms)
        if value not in self.known[key]:
            right = near(value, self.known[key])
            raise AudienceError("value", position + len(key) + 1, found=value, right=right)
        return Is(key, value)


def near(value: str, values: Collection[str]) -> str:
    """The known values most like a wrong one, or the first few."""
    alike = get_close_matches(value, values, n=3, cutoff=0.6)
    every = sorted(values)
    return ", ".join(alike or every[:SHOWN]) + ("" if alike or len(every) <= SHOWN else ", …")
