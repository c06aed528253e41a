"""A screen made one person's: their fields put in, and each act sealed for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from content.address import Address, AddressError, sealed
from content.channel import fill
from content.screen import SCREEN, Button, Screen

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


def seal_screen(screen: Screen, holder: str, key: bytes) -> Screen:
    """The screen with each act's address carrying the seal of whom it is drawn for."""
    return replace(
        screen,
        rows=tuple(tuple(seal_button(b, holder, key) for b in row) for row in screen.rows),
        trail=tuple((label, said, seal_button(b, holder, key)) for label, said, b in screen.trail),
    )


def seal_button(button: Button, holder: str, key: bytes) -> Button:
    """The button sealed; links away and what is sealed already stay as they are."""
    try:
        return replace(button, to=sealed(Address.parse(button.to), holder, key))
    except AddressError:
        return button
