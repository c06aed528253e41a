"""Answers with a chart: counted and drawn beside the turn, not within it.

A turn holds the one writer of SQLite, and nobody else is answered meanwhile. What takes long is
asked for by ``Aside``: the turn is undone, its screen is counted where nothing can be written, the
chart is drawn in a thread, and then the turn begins again with both at hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from content.chart import Chart
from content.screen import Screen
from db import media
from db.store import Connection
from handlers.scene import Scene
from handlers.turn import Reply

Count = Callable[[Connection], tuple[Screen, Chart | None]]
"""The screen and what is to be drawn for it; it must not use the connection of a scene."""


class Aside(Exception):
    """This answer takes long: count and draw it elsewhere, then ask again."""

    def __init__(self, count: Count) -> None:
        super().__init__("an answer that is counted beside the turn")
        self.count = count


def illustrated(scene: Scene, count: Count) -> Reply:
    """An answer with its chart; where nobody draws, its words alone. Raises Aside."""
    if scene.house.draw is None:
        return Reply.of(count(scene.conn)[0])
    if scene.drawn is None:
        raise Aside(count)
    screen, picture = scene.drawn
    if picture is None:
        return Reply.of(screen)
    kept = media.keep(scene.conn, picture, now=scene.now, by=scene.person.id)
    return Reply.of(replace(screen, media=kept))
