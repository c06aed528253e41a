"""A screen made one person's own: each act on it carries the seal of whom it is drawn for."""

from __future__ import annotations

from dataclasses import replace

from content.address import Address, AddressError, sealed
from content.screen import Button, Screen


def seal_screen(screen: Screen, holder: str, key: bytes) -> Screen:
    """The screen with every act sealed for ``holder``; links and screens stay as they are."""

    def mark(button: Button) -> Button:
        try:
            address = Address.parse(button.to)
        except AddressError:
            return button  # an https link
        return replace(button, to=sealed(address, holder, key))

    return replace(
        screen,
        rows=tuple(tuple(mark(button) for button in row) for row in screen.rows),
        trail=tuple((label, value, mark(button)) for label, value, button in screen.trail),
    )
