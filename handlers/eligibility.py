"""The check of loans: a few questions, then verdicts with reasons.

Answers live in one encrypted column. They are erased as soon as the person leaves the result, or
after 24 idle hours, unless they tapped *Giữ lại*.
"""

from __future__ import annotations

from dataclasses import replace

from content import forms
from content.address import Address
from content.blocks import Paragraph, line
from content.cards import question as card
from content.cards.verdict import Card
from content.facts import FactError, FactValue
from content.forms import Answers, Form
from content.screen import Button, Screen, to
from db.conversations import KEPT, Standing
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import home_button, lost

ASKING = "check"
"""The form is open: a question waits for its answer."""
SHOWN = "result"
"""The result is on the screen; the answers go when the person leaves it."""
RESULT = to("check", "result")


def is_asking(scene: Scene) -> bool:
    """Whether a question of the form is on the screen, so that typed words may answer it."""
    standing = scene.standing
    is_open = standing.is_helping or standing.form == ASKING
    return is_open and standing.screen == to("check")


def question(scene: Scene, _address: Address) -> Reply:
    """Address ``check``: go on where they were, or begin."""
    return stand(scene, given(scene))


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


def result(scene: Scene, _address: Address) -> Reply:
    """Address ``check/result``: the verdicts of what was answered so far."""
    if not given(scene):
        return question(scene, _address)
    standing = form(scene).stand(given(scene), scene.today, profile(scene))
    return verdicts(scene, standing)


def answers(scene: Scene, _address: Address) -> Reply:
    """Address ``check/answers``: every answer with its change button."""
    if not given(scene):
        return question(scene, _address)
    standing = form(scene).stand(given(scene), scene.today, profile(scene))
    return Reply.of(card.answers(standing, scene.language))


def keep(scene: Scene, _address: Address) -> Reply:
    """``do/check/keep``: the answers stay until the person erases or changes them; those given for
    somebody else are never kept."""
    if not given(scene) or scene.standing.is_helping:
        return question(scene, _address)
    text = Paragraph(line(scene.word("check.kept")))
    again = Button(scene.word("check.forget"), to("do", "check", "forget"), icon="trash")
    rows = ((again,), (home_button(scene),))
    screen = Screen(to("check", "kept"), scene.word("check.kept.title"), (text,), rows)
    return Reply.of(screen, standing=replace(scene.standing, form=KEPT))


def forget(scene: Scene, _address: Address) -> Reply:
    """``do/check/forget``: the answers go now."""
    text = Paragraph(line(scene.word("check.forgotten")))
    rows = ((home_button(scene),),)
    screen = Screen(to("check", "forgotten"), scene.word("check.forgotten.title"), (text,), rows)
    return Reply.of(screen, standing=without_answers(scene.standing))


def hear(scene: Scene, text: str) -> Reply | None:
    """Typed words as the answer to the open question; None when they are none."""
    shape = form(scene)
    standing = shape.stand(given(scene), scene.today, profile(scene))
    try:
        answered = shape.type(standing, text)
    except FactError:
        answered = None
    return stand(scene, answered) if answered is not None else None


def unclear(scene: Scene) -> Reply:
    """The open question once more, saying that the words were not understood."""
    standing = form(scene).stand(given(scene), scene.today, profile(scene))
    return Reply.of(card.draw(standing, scene.language, unclear=True))


def stand(scene: Scene, answers: Answers) -> Reply:
    """The next question, or the verdicts when nothing more can change them."""
    standing = form(scene).stand(answers, scene.today, profile(scene))
    if standing.question is None:
        return verdicts(scene, standing)
    return Reply.of(
        card.draw(standing, scene.language), standing=holding(scene, ASKING, standing.answers)
    )


def verdicts(scene: Scene, standing: forms.Standing) -> Reply:
    """The result; the answers go when the person leaves it, unless they keep them."""
    screen = Card(scene.library.programmes, scene.language).screen(standing)
    kept = scene.standing.form == KEPT
    keeping = Button(scene.word("check.keep"), to("do", "check", "keep"), icon="lock")
    rows = screen.rows if kept else (*screen.rows[:-1], (keeping,), screen.rows[-1])
    state = holding(scene, KEPT if kept else SHOWN, standing.answers)
    return Reply.of(replace(screen, rows=rows), standing=state)


def holding(scene: Scene, name: str, answers: Answers) -> Standing:
    """The standing with the form's answers: one's own, or somebody else's beside them."""
    if scene.standing.is_helping:
        return replace(scene.standing, helped=answers, helped_at=scene.now)
    return replace(scene.standing, form=name, answers=answers, answered_at=scene.now)


def without_answers(standing: Standing) -> Standing:
    """The standing with no form open."""
    return replace(standing, form="", answers=(), answered_at=None)


def left_result(standing: Standing, present: str) -> Standing:
    """Erase the answers of a result that is no longer on the screen."""
    if standing.form == SHOWN and not present.startswith("check"):
        return without_answers(standing)
    return standing


def shows_answers(screen: Screen) -> bool:
    """Whether a screen shows answers of the form, so that it goes when they go."""
    return bool(screen.trail) or screen.address in (to("check"), to("check", "answers"))


def open_label(button: Button) -> str:
    """A button's label as it may be kept in clear: one that says an answer is left out."""
    return "" if button.to.startswith(to("do", "check", "change")) else button.label


def form(scene: Scene) -> Form:
    """The check over today's library."""
    library = scene.library
    return Form.of(library.programmes, library.facts, library.parameters)


def given(scene: Scene) -> Answers:
    """The answers so far."""
    standing = scene.standing
    return forms.load(standing.answers if standing.helped is None else standing.helped)


def profile(scene: Scene) -> dict[str, FactValue]:
    """Facts from settings, so that the check does not ask again; not those of who only helps."""
    if scene.standing.is_helping:
        return {}
    communes = {unit.slug for unit in scene.library.places.communes(scene.today)}
    if scene.person.unit in communes:
        return {"commune": scene.person.unit}
    return {}
