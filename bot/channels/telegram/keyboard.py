"""A screen's buttons as an inline keyboard, within Telegram's limits and a narrow phone's width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.icons import signed
from content.channel import fill
from content.screen import Button, Screen

MOST = 100
"""Inline buttons that a message may carry."""
WIDEST = 8
"""Buttons that fit beside each other."""
DATA = 64
"""Bytes of callback_data."""
LINE = 40
"""Characters of a label that a narrow phone shows on one line."""
STYLES = {"danger": "danger", "filled": "primary"}

Rows = tuple[tuple[Button, ...], ...]


def keyboard_of(screen: Screen) -> Rows:
    """The rows to show: the screen's own, broken where they are too wide, then one to change each
    answer already given; at most a hundred buttons."""
    rows = [*screen.rows, *((changing(label, button),) for label, _, button in screen.trail)]
    return within(tuple(part for row in rows for part in narrowed(row)))


def within(rows: Rows, most: int = MOST) -> Rows:
    """As many of the buttons as may be shown; ``problems`` tells a writer before it comes to it."""
    kept: list[tuple[Button, ...]] = []
    for row in rows:
        room = most - sum(map(len, kept))
        if room > 0:
            kept.append(row[:room])
    return tuple(kept)


def narrowed(row: tuple[Button, ...]) -> Iterator[tuple[Button, ...]]:
    """A row as it is, if its labels fit beside each other; else stacked."""
    width = max(1, min(len(row), WIDEST))
    if len(row) > 1 and any(len(label_of(button)) > LINE // width for button in row):
        width = 1
    for start in range(0, len(row), width):
        yield row[start : start + width]


def changing(label: str, button: Button) -> Button:
    """The change button of an answer, saying which answer it changes."""
    words = f"{button.label}: {label}"
    short = words if len(words) <= LINE else words[: LINE - 1] + "…"
    return Button(short, button.to, icon=button.icon or "edit", look=button.look)


def label_of(button: Button) -> str:
    """Icon, label, and the hint when it is short enough to read there."""
    words = button.label or button.hint or "…"
    if button.hint and button.label and fits_beside(button):
        words = f"{button.label} · {button.hint}"
    return signed(button.icon, words)


def fits_beside(button: Button) -> bool:
    """True when label and hint fit one line."""
    return len(button.label) + len(button.hint) + 3 <= LINE


def long_hints(screen: Screen) -> tuple[Button, ...]:
    """Buttons whose hints go into the text, because they are too long for the button."""
    return tuple(b for b in screen.buttons if b.hint and b.label and not fits_beside(b))


def is_link(target: str) -> bool:
    """True for what opens in a browser instead of coming back to us."""
    return target.startswith(("https://", "http://"))


def markup_of(rows: Rows, fields: Mapping[str, str] | None) -> InlineKeyboardMarkup | None:
    """The keyboard for the wire; None where there is no button. ``fields`` None: labels as they
    stand."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[pressable(button, fields) for button in row] for row in rows])


def pressable(button: Button, fields: Mapping[str, str] | None) -> InlineKeyboardButton:
    """One button; an address of ours is carried verbatim, seal and all."""
    label = label_of(button) if fields is None else fill(label_of(button), fields) or "…"
    style = STYLES.get(button.look)
    if is_link(button.to):
        return InlineKeyboardButton(label, url=button.to, style=style)
    return InlineKeyboardButton(label, callback_data=button.to, style=style)
