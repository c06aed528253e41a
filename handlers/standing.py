"""Where a person is in a check: whose answers they give, where these are held, when they go.

Answers live in one encrypted column. They are erased as soon as the person leaves the result for
anything that does not belong to it, or after 24 idle hours; what shows them goes with them. Only a
tap keeps them (``handlers.checks``).
"""

from __future__ import annotations

from dataclasses import replace

from content import forms
from content.address import Address
from content.facts import FactValue
from content.forms import Form
from content.given import Answers, load
from content.screen import Button, Screen, to
from db.conversations import Standing
from handlers.scene import Scene
from handlers.turn import Reply

ASKING = "check"
"""The form is open: a question waits for its answer."""
SHOWN = "result"
"""The result is on the screen; the answers go when the person leaves it."""
TELLING = frozenset({"ahead", "answers", "guide", "result", "verdict"})
"""Second segments of the screens of a check that tell of the answers."""
BESIDE = frozenset(
    {"check", "checks", "contact", "explainer", "kind", "loan", "lost", "refuse", "suggest"}
)
"""First segments of the screens at which one has not left a result: what it leads to, and answers
to what was typed beside it."""
PRIVATE = tuple(to("check", one) for one in sorted(TELLING)) + (
    to("do", "check", "change"),
    to("do", "check", "member", "drop"),
    to("do", "check", "start"),
)
"""How the buttons begin whose words tell of the answers."""


def form(scene: Scene) -> Form:
    """The check over today's library; an official who helps is asked what officials know."""
    return scene.library.form(is_official=scene.standing.is_helping)


def given(scene: Scene) -> Answers:
    """The answers so far: one's own, or somebody else's while helping."""
    standing = scene.standing
    return load(standing.answers if standing.helped is None else standing.helped)


def standing_with(scene: Scene, answers: Answers) -> forms.Standing:
    """Where these answers lead today."""
    return form(scene).stand(answers, scene.today, profile(scene))


def profile(scene: Scene) -> dict[str, FactValue]:
    """Facts from settings, so that the check does not ask again; not those of who only helps."""
    if scene.standing.is_helping:
        return {}
    communes = {unit.slug for unit in scene.library.places.communes(scene.today)}
    if scene.person.unit in communes:
        return {"commune": scene.person.unit}
    return {}


def holding(scene: Scene, name: str, answers: Answers) -> Standing:
    """The standing with the form's answers: one's own, or somebody else's beside them."""
    if scene.standing.is_helping:
        return replace(scene.standing, helped=answers, helped_at=scene.now)
    return replace(scene.standing, form=name, answers=answers, answered_at=scene.now)


def without_answers(standing: Standing) -> Standing:
    """The standing with no form open."""
    return replace(standing, form="", answers=(), answered_at=None)


def left_result(standing: Standing, present: str) -> Standing:
    """Erase the answers of a result that they have left."""
    if standing.form == SHOWN and Address.parse(present).head not in BESIDE:
        return without_answers(standing)
    return standing


def go_on(scene: Scene, standing: Standing) -> Button:
    """Back to the open question, or to the result."""
    is_asked = standing.is_helping or standing.form == ASKING
    label = scene.word("questions.go_on" if is_asked else "check.to_result")
    return Button(label, to("check"), icon="back")


def with_way_back(scene: Scene, reply: Reply) -> Reply:
    """A reply as it goes out: what was looked at beside a check leads back to it."""
    standing = reply.standing or scene.standing
    if not standing.has_form or not reply.screens:
        return reply
    *above, last = reply.screens
    head = Address.parse(last.address).head
    if head not in BESIDE - {"check"} or any(one.to == to("check") for one in last.buttons):
        return reply
    return replace(reply, screens=(*above, last.with_rows((go_on(scene, standing),))))


def shows_answers(screen: Screen) -> bool:
    """Whether a screen tells of answers of the form, so that it goes when they go."""
    segments = Address.parse(screen.address).segments
    match segments:
        case (
            ("check",) | ("check", "paper") | ("checks", _, "changed" | "received") | ("saved", *_)
        ):
            return True
        case ("check", part, *_) if part in TELLING:
            return True
    return bool(screen.trail)


def open_label(button: Button) -> str:
    """A button's label as it may be kept in clear: one that tells of an answer is left out."""
    return "" if button.to.startswith(PRIVATE) else button.label


def open_target(button: Button) -> str:
    """Where a button leads as it may be kept in clear: the code of a printed sheet is a key."""
    return to("checks") if "/saved/" in f"/{button.to}" else button.to


def is_told(scene: Scene) -> bool:
    """Whether a result is on the screen, or what belongs to it."""
    head, *rest = (scene.standing.screen or "home").split("/")
    return head == "check" and bool(rest) and rest[0] in TELLING and bool(given(scene))
