"""Which programmes a person came to ask about: a door, a cause, or one programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from content.programmes import Kind, Programmes

Door = Literal["loans", "supports", "programme", "cause"]
KINDS: Mapping[str, Kind] = {"loans": "loan", "supports": "support"}
NAMED = ("programme", "cause")


@dataclass(frozen=True, slots=True)
class Care:
    """``name`` is the programme's or the cause's; the two big doors have none."""

    door: Door = "loans"
    name: str = ""

    def slugs(self, programmes: Programmes, causes: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """The programmes cared for, in the order they are shown; ``causes`` gives those of each
        cause. Nothing for a programme or a cause that is no more."""
        match self.door:
            case "programme":
                wanted: Sequence[str] = (self.name,)
            case "cause":
                wanted = causes.get(self.name, ())
            case _:
                kind = KINDS[self.door]
                wanted = [one.slug for one in programmes if one.kind == kind]
        return tuple(slug for slug in wanted if slug in programmes)

    def __str__(self) -> str:
        """As a form keeps it: ``loans``, ``cause:thieu-von``, ``programme:vay-hssv``."""
        return f"{self.door}:{self.name}" if self.name else self.door

    @classmethod
    def read(cls, text: str) -> Care | None:
        """The care of a text; None when it is none."""
        door, _, name = text.partition(":")
        for known in get_args(Door):
            if door == known and bool(name) == (known in NAMED):
                return cls(known, name)
        return None
