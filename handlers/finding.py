"""One programme by its name: typed in any words, found, and checked alone."""

from __future__ import annotations

from collections.abc import Iterator

from content.address import Address
from content.blocks import Paragraph, line
from content.commands import names
from content.fold import fold
from content.screen import Button, Screen, to
from handlers.scene import Scene
from handlers.turn import Reply

HERE = to("check", "find")
MOST = 5
"""So many programmes are offered."""


def find(scene: Scene, _address: Address) -> Reply:
    """Address ``check/find``: what is typed next is a programme's name."""
    return Reply.of(screen(scene, "check.find.what", ()))


def hear(scene: Scene, text: str) -> Reply | None:
    """Typed words as the name of a programme, while that is asked for; None where they are none."""
    if scene.standing.screen != HERE:
        return None
    found = tuple(dict.fromkeys(called(scene, text)))[:MOST]
    return Reply.of(screen(scene, "check.find.found", found)) if found else None


def called(scene: Scene, text: str) -> Iterator[str]:
    """Programmes of that very name, then those of the explainers that the words ask about;
    last those whose name and summary hold every word."""
    yield from (one.slug for one in scene.library.programmes if names(text, one.name, ""))
    for slug, _ in scene.library.search(text).results:
        programme = scene.library.explainers[slug].programme
        if programme in scene.library.programmes:
            yield programme
    words = set(fold(text).split())
    for one in scene.library.programmes:
        if words and words <= set(fold(f"{one.name} {one.summary}").split()):
            yield one.slug


def screen(scene: Scene, key: str, found: tuple[str, ...]) -> Screen:
    """Asks for a name, or offers what was found."""
    known = scene.library.programmes
    rows = tuple(
        (Button(known[slug].name, to("check", "programme", slug), hint=known[slug].summary),)
        for slug in found
    )
    back = Button(scene.word("check.doors"), to("check", "doors"), icon="back")
    return Screen(
        HERE,
        scene.word("check.door.find"),
        (Paragraph(line(scene.word(key))),),
        (*rows, (back,)),
        style="doors",
        placeholder=scene.word("check.find.placeholder"),
    )
