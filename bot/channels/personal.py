"""A screen made one person's: their fields put in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content.channel import fill
from content.screen import SCREEN, Screen

WORDS = frozenset({"title", "text", "label", "hint", "rows", "items", "blocks", "trail"})
"""The fields of screens and blocks that hold words, or lead to some. Addresses are not here."""


def fill_screen(screen: Screen, fields: Mapping[str, str]) -> Screen:
    """The screen with ``{name|bà con}`` replaced everywhere a person reads."""
    filled = {
        key: fill_words(value, fields)
        for key, value in SCREEN.dump_python(screen).items()
        if key in WORDS
    }
    return SCREEN.validate_python({**SCREEN.dump_python(screen), **filled})


def fill_words(value: Any, fields: Mapping[str, str]) -> Any:
    """Words filled; lists and tables walked."""
    match value:
        case str():
            return fill(value, fields)
        case dict():
            return {k: fill_words(v, fields) if k in WORDS else v for k, v in value.items()}
        case tuple() | list():
            return tuple(fill_words(part, fields) for part in value)
    return value
