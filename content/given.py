"""What a person has answered, as it is kept: plain JSON, a pair an answer, oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from content.facts import Fact, FactValue
from content.household import MEMBERS, Slot

Json = bool | int | str | list[str] | None
Answers = tuple[tuple[Slot, Json], ...]
"""In the order they were given; None is *I do not know*."""

CARE = ":door"
ASKED = ":question"
"""Two answers that are no facts: what the person came to ask about, the slot to ask now."""
UNKNOWN = "unknown"
OTHER = "other"
"""In a button's address: *I do not know*, and a purpose that no programme serves."""


def said(answers: Answers, name: str) -> Json:
    """The answer of that name; None where there is none, or they do not know."""
    return next((value for key, value in reversed(answers) if key == name), None)


def without(answers: Answers, *names: str) -> Answers:
    """The answers, but for those of these names."""
    return tuple(pair for pair in answers if pair[0] not in names)


def facts_only(answers: Answers) -> Answers:
    """The answers that are facts."""
    return tuple(pair for pair in answers if not pair[0].startswith(":"))


def kinds_told(answers: Answers) -> tuple[str, ...]:
    """Who lives in the home as it was told: a kind a number, "" for who was taken out."""
    told = said(answers, MEMBERS)
    return tuple(told) if isinstance(told, list | tuple) else ()


def value_of(token: str, fact: Fact) -> FactValue | None:
    """What a button's token stands for."""
    if token == UNKNOWN:
        return None
    match fact.type:
        case "bool":
            return {"yes": True, "no": False}.get(token, token)
        case "list":
            return () if token == OTHER else (token,)
        case "int" | "money":
            return int(token) if token.isdecimal() else token
        case _:
            return token


def freeze(value: FactValue | None) -> Json:
    """As JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def load(raw: object) -> Answers:
    """Answers as they come back from storage; anything that is none is left out."""
    return tuple(pairs(raw)) if isinstance(raw, list | tuple) else ()


def pairs(raw: Sequence[object]) -> Iterator[tuple[str, Json]]:
    """Every pair of a key and a plain value."""
    for pair in raw:
        if isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str):
            value = pair[1]
            if value is None or isinstance(value, bool | int | str | list):
                yield pair[0], value
