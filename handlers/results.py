"""The result of a check: what may be had, lists of the rest, and each programme by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from content import forms
from content.address import Address
from content.blocks import Callout, Paragraph, line
from content.cards.results import DECISIONS, Results
from content.cards.verdict import address_of
from content.commands import names
from content.eligibility.judge import Verdict
from content.eligibility.upcoming import ahead
from content.screen import Button, Screen, to
from content.wording import day
from handlers.scene import Scene
from handlers.standing import SHOWN, given, holding, is_told, standing_with
from handlers.turn import Reply
from handlers.welcome import home_button

Rows = tuple[tuple[Button, ...], ...]


def keeping(scene: Scene, _standing: forms.Standing) -> Rows:
    """To keep, print, be told of changes: for who gave their own answers."""
    if scene.standing.is_helping:
        return ()
    return ((Button(scene.word("check.keep"), to("check", "keep"), icon="lock"),),)


def reckoning(scene: Scene, verdict: Verdict) -> Rows:
    """What a loan that may be had costs, month by month."""
    if verdict.verdict != "eligible" or verdict.annual_rate is None:
        return ()
    label = scene.word("repayments.reckon")
    return ((Button(label, to("loan", verdict.slug), icon="coins"),),)


def coming(scene: Scene, verdict: Verdict) -> Rows:
    """What is known to change for them, and from which day."""
    later = ahead(verdict)
    if later is None:
        return ()
    label = scene.word("check.coming", day=day(later.day))
    return ((Button(label, address_of(verdict, "ahead"), icon="calendar"),),)


RESULT_WAYS: tuple[Callable[[Scene, forms.Standing], Rows], ...] = (keeping,)
"""What one may do with all of a result; each makes its rows of buttons, or none."""
VERDICT_WAYS: tuple[Callable[[Scene, Verdict], Rows], ...] = (reckoning, coming)
"""What one may do with one programme."""


def result(scene: Scene, _address: Address) -> Reply:
    """Address ``check/result``: the verdicts of what was answered so far."""
    return verdicts(scene, standing_with(scene, given(scene))) if given(scene) else empty(scene)


def verdicts(scene: Scene, standing: forms.Standing) -> Reply:
    """The result; the answers go when the person leaves it, unless they keep them."""
    screen = results(scene).summary(standing)
    ways = tuple(row for way in RESULT_WAYS for row in way(scene, standing))
    if len(standing.verdicts) == 1:
        ways = (*verdict_ways(scene, standing.verdicts[0]), *ways)
    return told(scene, standing, above_last(screen, ways))


def kind(scene: Scene, address: Address) -> Reply:
    """Address ``check/result/<kind>[/<page>]``: every programme of that kind, with its reason."""
    _, _, name, *rest = address.segments
    page = int(rest[0]) if rest and rest[0].isdecimal() else 1
    for decision in DECISIONS:
        if decision == name and given(scene):
            standing = standing_with(scene, given(scene))
            return told(scene, standing, results(scene).list(standing, decision, page))
    return empty(scene)


def verdict(scene: Scene, address: Address) -> Reply:
    """Address ``check/verdict/<slug>[/<member>]``: one programme, whole."""
    standing = standing_with(scene, given(scene))
    found = verdict_at(standing, address)
    if found is None or not given(scene):
        return empty(scene)
    screen = results(scene).card.screen(found, standing)
    return told(scene, standing, above_last(screen, verdict_ways(scene, found)))


def guide(scene: Scene, address: Address) -> Reply:
    """Address ``check/guide/<slug>[/<member>]``: what to do for one programme, step by step."""
    standing = standing_with(scene, given(scene))
    found = verdict_at(standing, address)
    if found is None or not given(scene):
        return empty(scene)
    return told(scene, standing, results(scene).card.guide(found))


def later(scene: Scene, address: Address) -> Reply:
    """Address ``check/ahead/<slug>[/<member>]``: by the rules of the day on which they change."""
    standing = standing_with(scene, given(scene))
    found = verdict_at(standing, address)
    changed = ahead(found) if found else None
    if changed is None or not given(scene):
        return empty(scene)
    return told(scene, standing, results(scene).card.ahead(changed, standing))


def verdict_at(standing: forms.Standing, address: Address) -> Verdict | None:
    """The verdict that an address names; the first of several where it names nobody."""
    _, _, slug, *rest = address.segments
    who = int(rest[0]) if rest and rest[0].isdecimal() else 0
    return standing.verdict(slug, who)


def hear(scene: Scene, text: str) -> Reply | None:
    """A list, or a programme, called by its name while a result is on the screen; their buttons
    are not kept with their words."""
    if not is_told(scene):
        return None
    for decision in DECISIONS:
        if names(text, scene.word(f"eligibility.state_{decision}"), ""):
            return kind(scene, Address.of("check", "result", decision))
    shown = standing_with(scene, given(scene)).verdicts
    called = [one.slug for one in shown if names(text, one.name, "")]
    return verdict(scene, Address.of("check", "verdict", called[0])) if called else None


def unclear(scene: Scene, shown: Reply) -> Reply:
    """What is on the screen once more, saying that the words were not understood."""
    note = Callout("note", line(scene.word("check.unclear")))
    *above, last = shown.screens
    return replace(shown, screens=(*above, replace(last, blocks=(note, *last.blocks))))


def verdict_ways(scene: Scene, verdict: Verdict) -> Rows:
    return tuple(row for way in VERDICT_WAYS for row in way(scene, verdict))


def above_last(screen: Screen, ways: Rows) -> Screen:
    """More ways on, above the way back."""
    return replace(screen, rows=(*screen.rows[:-1], *ways, *screen.rows[-1:]))


def told(scene: Scene, standing: forms.Standing, screen: Screen) -> Reply:
    """A screen of the result, with the answers held until the person leaves it."""
    return Reply.of(screen, standing=holding(scene, SHOWN, standing.answers))


def results(scene: Scene) -> Results:
    return Results(scene.library.programmes, scene.language)


def empty(scene: Scene) -> Reply:
    """Nothing was answered, or the answers are gone: how to begin."""
    begin = Button(scene.word("check.begin"), to("check"), icon="next", look="filled")
    text = Paragraph(line(scene.word("check.empty")))
    rows = ((begin,), (home_button(scene),))
    return Reply.of(Screen(to("check", "empty"), scene.word("check.empty.title"), (text,), rows))
