"""The check: a few questions, each computed from the answers before, then the result."""

from __future__ import annotations

from content.address import Address
from content.blocks import Paragraph, line
from content.cards import question as card
from content.care import Care
from content.facts import FactError
from content.given import Answers
from content.screen import Button, Screen, to
from handlers.results import empty, verdicts
from handlers.scene import Scene
from handlers.standing import ASKING, form, given, holding, standing_with
from handlers.turn import Reply
from handlers.welcome import home_button, lost


def is_asking(scene: Scene) -> bool:
    """Whether a question of the form is on the screen, so that typed words may answer it."""
    standing = scene.standing
    is_open = standing.is_helping or standing.form == ASKING
    return is_open and standing.screen == to("check")


def loans(scene: Scene, _address: Address) -> Reply:
    """Address ``check/loans``: every loan, with the answers there are."""
    return care_for(scene, Care("loans"))


def supports(scene: Scene, _address: Address) -> Reply:
    """Address ``check/supports``: every other support, for the home and each of its people."""
    return care_for(scene, Care("supports"))


def programme(scene: Scene, address: Address) -> Reply:
    """Address ``check/programme/<slug>`` (from an explainer or a link), or the act
    ``do/check/start/<slug>`` (from a result)."""
    return care_for(scene, Care("programme", address.segments[-1]))


def cause(scene: Scene, address: Address) -> Reply:
    """``do/check/start/cause/<slug>``: what may help a home in such circumstances."""
    return care_for(scene, Care("cause", address.segments[-1]))


def care_for(scene: Scene, care: Care) -> Reply:
    """Ask for these programmes, with the answers there are."""
    shape = form(scene)
    if not care.slugs(shape.programmes, shape.causes):
        return lost(scene)
    return stand(scene, shape.start(given(scene), care))


def start(scene: Scene, _address: Address) -> Reply:
    """``do/check/start``: the same check from its beginning."""
    shape = form(scene)
    return stand(scene, shape.start((), shape.care(given(scene))))


def answer(scene: Scene, address: Address) -> Reply:
    """``do/check/answer/<slot>/<value>``."""
    _, _, _, name, value = address.segments
    try:
        return stand(scene, form(scene).tap(given(scene), name, value))
    except FactError:
        return stand(scene, given(scene))  # a button of an older day: ask again


def back(scene: Scene, _address: Address) -> Reply:
    """``do/check/back``: without the last answer."""
    return stand(scene, form(scene).back(given(scene)))


def change(scene: Scene, address: Address) -> Reply:
    """``do/check/change/<slot>``: that question again, the other answers stay."""
    try:
        return stand(scene, form(scene).change(given(scene), address.segments[3]))
    except FactError:
        return stand(scene, given(scene))


def later(scene: Scene, _address: Address) -> Reply:
    """``do/check/later``: the answers wait for 24 hours."""
    go_on = Button(scene.word("check.go_on"), to("check"), icon="back", look="filled")
    text = Paragraph(line(scene.word("check.later")))
    title = scene.word("check.later.title")
    rows = ((go_on,), (home_button(scene),))
    return Reply.of(Screen(to("check", "later"), title, (text,), rows))


def why(scene: Scene, address: Address) -> Reply:
    """Address ``check/why/<fact>``."""
    key = address.segments[2]
    if key not in scene.library.facts:
        return lost(scene)
    return Reply.of(card.why(scene.library.facts[key], scene.language))


def answers(scene: Scene, address: Address) -> Reply:
    """Address ``check/answers[/<page>]``: every answer with its change button."""
    if not given(scene):
        return empty(scene)
    last = address.segments[-1]
    page = int(last) if last.isdecimal() else 1
    return Reply.of(card.answers(standing_with(scene, given(scene)), scene.language, page))


def hear(scene: Scene, text: str) -> Reply | None:
    """Typed words as the answer to the open question; None when they are none."""
    try:
        answered = form(scene).type(standing_with(scene, given(scene)), text)
    except FactError:
        answered = None
    return stand(scene, answered) if answered is not None else None


def unclear(scene: Scene) -> Reply:
    """The open question once more, saying that the words were not understood."""
    standing = standing_with(scene, given(scene))
    return Reply.of(card.draw(standing, scene.language, unclear=True))


def stand(scene: Scene, answers: Answers) -> Reply:
    """The next question, or the verdicts when nothing more can change them."""
    standing = standing_with(scene, answers)
    if standing.question is None:
        return verdicts(scene, standing)
    return Reply.of(
        card.draw(standing, scene.language), standing=holding(scene, ASKING, standing.answers)
    )
