"""The check: a few questions, each computed from the answers before, then the result."""

from __future__ import annotations

from dataclasses import replace

from content.address import Address
from content.blocks import Paragraph, line
from content.cards import question as card
from content.facts import FactError
from content.forms import Answers
from content.screen import Button, Screen, to
from db import checks
from handlers.results import verdicts
from handlers.scene import Scene
from handlers.standing import ASKING, form, given, holding, standing_with
from handlers.turn import Reply
from handlers.welcome import home_button, lost


def is_asking(scene: Scene) -> bool:
    """Whether a question of the form is on the screen, so that typed words may answer it."""
    standing = scene.standing
    is_open = standing.is_helping or standing.form == ASKING
    return is_open and standing.screen == to("check")


def question(scene: Scene, _address: Address) -> Reply:
    """Address ``check``: go on where they were, or begin; or take up answers they had us keep."""
    asked = stand(scene, given(scene))
    if given(scene) or scene.standing.is_helping:
        return asked
    return replace(asked, screens=(*asked.screens[:-1], with_kept(scene, asked.screens[-1])))


def with_kept(scene: Scene, screen: Screen) -> Screen:
    """The first question with a way to the answers that they keep, if they do."""
    if not checks.count(scene.conn, scene.person.id, scene.now):
        return screen
    return screen.with_rows((Button(scene.word("check.again"), to("checks"), icon="back"),))


def start(scene: Scene, address: Address) -> Reply:
    """``do/check/start[/<programme>]``: begin anew, or go on for one programme."""
    if len(address.segments) == 3:
        return stand(scene, form(scene).start())
    return stand(scene, form(scene).start(given(scene), address.segments[3]))


def programme(scene: Scene, address: Address) -> Reply:
    """Address ``check/programme/<slug>``: from an explainer or a link."""
    slug = address.segments[2]
    if slug not in scene.library.programmes:
        return lost(scene)
    return stand(scene, form(scene).start(given(scene), slug))


def answer(scene: Scene, address: Address) -> Reply:
    """``do/check/answer/<fact>/<value>``."""
    _, _, _, fact, value = address.segments
    try:
        return stand(scene, form(scene).tap(given(scene), fact, value))
    except FactError:
        return stand(scene, given(scene))  # a button of an older day: ask again


def back(scene: Scene, _address: Address) -> Reply:
    """``do/check/back``: without the last answer."""
    return stand(scene, form(scene).back(given(scene)))


def change(scene: Scene, address: Address) -> Reply:
    """``do/check/change/<fact>``: that question again, the other answers stay."""
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


def answers(scene: Scene, _address: Address) -> Reply:
    """Address ``check/answers``: every answer with its change button."""
    if not given(scene):
        return question(scene, _address)
    return Reply.of(card.answers(standing_with(scene, given(scene)), scene.language))


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
