"""What a writer must mend before a screen can be sent, in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.telegram.keyboard import DATA, MOST, is_link
from bot.channels.telegram.pieces import CAPTION, pieces_of, size_of
from bot.channels.telegram.renderer import filled
from content.address import Address, AddressError
from content.screen import Button, Screen, plain_text
from content.wording import number, word


def problems_of(screen: Screen) -> Iterator[str]:
    """Everything wrong with a screen, for its writer."""
    if not plain_text(screen).strip() and not screen.media:
        yield word("telegram.problem.empty")
    if screen.media and (size := size_of(list(filled(pieces_of(screen), {})))) > CAPTION:
        yield word("telegram.problem.caption", size=number(size), most=number(CAPTION))
    buttons = (*screen.buttons, *(button for _, _, button in screen.trail))
    if len(buttons) > MOST:
        yield word("telegram.problem.many_buttons", count=len(buttons), most=MOST)
    for button in buttons:
        yield from problems_of_button(button)


def problems_of_button(button: Button) -> Iterator[str]:
    """What is wrong with one button."""
    if not button.label.strip():
        yield word("telegram.problem.button_label")
    if is_link(button.to):
        if not button.to.startswith("https://"):
            yield word("telegram.problem.plain_http", label=button.label)
    elif not is_address(button.to):
        yield word("telegram.problem.button_target", label=button.label, target=button.to)


def is_address(target: str) -> bool:
    """True for an address of ours, sealed or not, that fits into callback_data."""
    try:
        Address.parse(target.partition("!")[0])
    except AddressError:
        return False
    return len(target.encode()) <= DATA
