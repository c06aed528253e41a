"""Kind answers to what asks about no policy: thanks, anger, despair, a fraud on the telephone."""

from __future__ import annotations

from content import kindness
from content.address import Address
from content.blocks import parse
from content.screen import Button, Screen, to
from handlers import welcome
from handlers.scene import Scene
from handlers.turn import Reply

MORE = {
    "violence": ("tro-giup-phap-ly",),
    "distress": (),
    "emergency": (),
    "scam": ("khieu-nai",),
    "thanks": (),
    "fine": (),
    "bye": (),
    "unclear": (),
    "sorry": (),
    "letters": (),
}
"""Every kind that has a screen, and the explainers that go on from there."""


def cry(scene: Scene, text: str) -> Reply | None:
    """Somebody in despair, beaten, or being cheated right now: before everything else."""
    kind = kindness.cry(text)
    return said(scene, kind) if kind else None


def small_talk(scene: Scene, text: str) -> Reply | None:
    """A greeting, thanks …; None when it is a question."""
    kind = kindness.small_talk(text)
    return said(scene, kind) if kind else None


def said(scene: Scene, kind: str) -> Reply:
    """The answer to one kind."""
    match kind:
        case "hello":
            return Reply.of(welcome.home_screen(scene))
        case "who":
            return welcome.about(scene, Address.of("about"))
    return kind_words(scene, Address.of("kind", kind))


def kind_words(scene: Scene, address: Address) -> Reply:
    """Address ``kind/<kind>``: a few words, and where to go from here."""
    kind = address.segments[1]
    if kind not in MORE:
        return welcome.lost(scene)
    title, text = scene.word(f"kind.{kind}.title"), scene.word(f"kind.{kind}")
    return Reply.of(Screen(to("kind", kind), title, parse(text), rows=ways(scene, kind)))


def ways(scene: Scene, kind: str) -> tuple[tuple[Button, ...], ...]:
    """Where one can go: an explainer, a person, the first screen."""
    known = scene.library.explainers
    more = (
        Button(known[slug].title, to("explainer", slug)) for slug in MORE[kind] if slug in known
    )
    person = Button(scene.word("welcome.ask_person"), to("contact"), icon="chat")
    return tuple((way,) for way in (*more, person, welcome.home_button(scene)))
