"""*Hoàn cảnh của tôi*: the plan's causes of poverty as families say them, each with its help."""

from __future__ import annotations

from content.address import Address
from content.blocks import Block, Callout, Paragraph, line, plain
from content.circumstances import Cause
from content.screen import Button, Screen, to
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import lost

Rows = tuple[tuple[Button, ...], ...]


def causes(scene: Scene, _address: Address) -> Reply:
    """Address ``check/causes``: what keeps a home poor."""
    rows = tuple(
        (Button(one.title, to("check", "cause", one.slug), hint=one.hint, icon=one.icon),)
        for one in scene.library.circumstances
    )
    back = Button(scene.word("check.doors"), to("check", "doors"), icon="back")
    title = scene.word("check.door.causes")
    about = Callout("note", line(scene.word("check.causes.what")))
    return Reply.of(Screen(to("check", "causes"), title, (about,), (*rows, (back,)), style="doors"))


def cause(scene: Scene, address: Address) -> Reply:
    """Address ``check/cause/<slug>``: what may help, to check and to read."""
    slug = address.segments[2]
    if slug not in scene.library.circumstances:
        return lost(scene)
    found = scene.library.circumstances[slug]
    back = Button(scene.word("check.door.causes"), to("check", "causes"), icon="back")
    screen = Screen(
        to("check", "cause", slug),
        found.title,
        tuple(blocks(scene, found)),
        (*ways(scene, found), (back,)),
    )
    return Reply.of(screen)


def blocks(scene: Scene, found: Cause) -> list[Block]:
    """What helps, and that somebody may go along."""
    said: list[Block] = [Paragraph(plain(found.say))]
    if found.mentor:
        said.append(Callout("note", line(scene.word("check.cause.mentor"))))
    return said


def ways(scene: Scene, found: Cause) -> Rows:
    """To check what the home may have, to read, and to ask a person."""
    label = scene.word("check.cause.ask")
    ask = Button(
        label, to("do", "check", "start", "cause", found.slug), icon="check", look="filled"
    )
    known = scene.library.explainers
    read = tuple(
        (Button(known[slug].title, to("explainer", slug), icon="book"),)
        for slug in found.explainers
        if slug in known
    )
    person = Button(scene.word("welcome.ask_person"), to("contact"), icon="chat")
    return ((ask,), *read, (person,))
