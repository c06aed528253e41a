"""State shapes and colours: which silhouette and bar stands for which state, in one place."""

from __future__ import annotations

from content.campaigns import State as Stage
from content.delivery import State as Fate
from handlers.campaign_console import Row

SHAPES: dict[Fate, str] = {
    "sent": "done",
    "sending": "sending",
    "queued": "waiting",
    "undeliverable": "none",
    "failed": "bad",
    "unconfirmed": "unclear",
    "expired": "hour",
    "cancelled": "off",
}
"""What became of one person's message, in the order people read it."""
STAGES: dict[Stage, str] = {
    "draft": "waiting",
    "submitted": "seen",
    "approved": "late",
    "running": "sending",
    "paused": "hour",
    "finished": "done",
    "held": "soon",
    "cancelled": "off",
    "expired": "hour",
}
"""Where a campaign stands."""
COLOURS: dict[Fate, str] = {
    "sent": "ok",
    "sending": "accent",
    "undeliverable": "edge",
    "failed": "bad",
    "unconfirmed": "warn",
    "expired": "edge",
    "cancelled": "edge",
}
"""The bar's parts from left to right; who still waits is its empty ground."""


def bar_of(row: Row) -> list[tuple[str, int]]:
    """The parts of a campaign's bar."""
    return [(colour, row.counts[fate]) for fate, colour in COLOURS.items()]


def percent(share: float) -> str:
    """62.54 as ``62,5%``: rounded down, so that 100% is said only when all is done."""
    whole = int(share * 10)
    text = f"{whole // 10},{whole % 10}" if whole % 10 else f"{whole // 10}"
    return f"{text}%"
