"""Kept checks as their owner sees them: what may be kept of the result on the screen, what is
kept, what of it changed. The taps that change any of it are in handlers/checks.py."""

from __future__ import annotations

from content import checks as rules
from content.address import Address
from content.cards.check import Card, Drawn
from content.checks import Outcome
from content.given import Answers
from content.given import load as load_answers
from content.screen import Screen, to
from db import checks, people
from db.checks import Check
from handlers import results, saved
from handlers.scene import Scene
from handlers.standing import SHOWN, form, given, profile
from handlers.turn import Reply


def offer(scene: Scene, _address: Address) -> Reply:
    """Address ``check/keep``: what may be kept of the result on the screen."""
    if not is_own(scene):
        return results.empty(scene)
    found = present(scene)
    return shown(scene, found) if found else Reply.of(blank(scene))


def one(scene: Scene, address: Address) -> Reply:
    """Address ``checks/<number>``."""
    found = own(scene, address, at=1)
    return shown(scene, found) if found else every(scene, address)


def every(scene: Scene, _address: Address) -> Reply:
    """Address ``checks``: all that they keep; also where a button of one that is gone leads."""
    kept = checks.of_person(scene.conn, scene.house.keys, scene.person.id, scene.now)
    return Reply.of(Card(scene.language).every([(one.id, one.day) for one in kept]))


def changed(scene: Scene, address: Address) -> Reply:
    """Address ``checks/<number>/changed``: what changed since they looked."""
    found = own(scene, address, at=1)
    if found is None:
        return every(scene, address)
    before, now, seen = map(rules.from_json, (found.before, found.found, found.seen))
    differences = rules.changes(before, now, seen) if before else ()
    card = Card(scene.language)
    return Reply.of(card.changed(found.id, found.day, differences, scene.library.programmes))


def own(scene: Scene, address: Address, *, at: int = 3) -> Check | None:
    """The check that an address names, if it is theirs."""
    number = address.segments[at]
    if scene.standing.is_helping or not number.isdecimal() or len(number) > 18:
        return None
    return checks.own(scene.conn, scene.house.keys, scene.person.id, int(number), scene.now)


def is_own(scene: Scene) -> bool:
    """Whether answers of their own are at hand."""
    return bool(given(scene)) and not scene.standing.is_helping


def present(scene: Scene) -> Check | None:
    """What was kept of the present answers already, today."""
    seen = rules.to_json(judged(scene, given(scene)))
    kept = checks.of_person(scene.conn, scene.house.keys, scene.person.id, scene.now)
    here = (scene.today, door_of(scene), seen)
    return next((one for one in kept if (one.day, one.door, one.seen) == here), None)


def again(scene: Scene, number: int) -> Reply:
    """A check's screen after something was done to it."""
    found = checks.own(scene.conn, scene.house.keys, scene.person.id, number, scene.now)
    return shown(scene, found) if found else every(scene, Address.of("checks"))


def shown(scene: Scene, check: Check) -> Reply:
    """A check's screen; at ``check/keep`` while its result is at hand, so that more of it may be
    kept."""
    here = present(scene) if scene.standing.form == SHOWN and is_own(scene) else None
    is_held = here is not None and here.id == check.id
    where = to("check", "keep") if is_held else to("checks", check.id)
    return Reply.of(Card(scene.language).screen(drawn(scene, check, is_held=is_held), where))


def drawn(scene: Scene, check: Check, *, is_held: bool) -> Drawn:
    """A check as its card shows it."""
    kept = load(check)
    seen = rules.seen_of(form(scene), check.seen, kept, check.day)
    return Drawn(
        number=check.id,
        day=check.day,
        answers=None if kept is None else count(kept),
        private=count(given(scene)) - count(public(scene)) if is_held else 0,
        with_sensitive=check.with_sensitive,
        is_held=is_held,
        is_told=check.tell_at is not None,
        asked_on=check.ask_on if check.asked_at is None else None,
        was_asked=check.asked_at is not None,
        may_ask=check.asked_at is None and may_have(seen),
        has_paper=check.has_code,
        may_print=may_print(scene),
        until=check.expires_at.date() if check.expires_at else None,
        can_be_told=can_be_told(scene),
    )


def can_be_told(scene: Scene) -> bool:
    """Whether a message would reach them now."""
    stopped = scene.person.opted_out_at is not None
    return not stopped and people.reachable_contact(scene.conn, scene.person.id) is not None


def blank(scene: Scene) -> Screen:
    """The screen of ``check/keep`` before anything is kept."""
    may_ask = may_have(judged(scene, given(scene)))
    nothing = Drawn(0, scene.today, is_held=True, may_ask=may_ask, may_print=may_print(scene))
    return Card(scene.language).screen(nothing, to("check", "keep"))


def may_print(scene: Scene) -> bool:
    """Whether there is a page for the sheet where they are."""
    return bool(saved.page_of(scene, ""))


def may_have(found: Outcome) -> bool:
    """Whether there is a programme of which one may ask whether they got it."""
    return any(one.state == "eligible" for one in found)


def load(check: Check) -> Answers | None:
    """The kept answers as a form reads them."""
    return None if check.answers is None else load_answers(check.answers)


def count(answers: Answers) -> int:
    """How many questions were answered."""
    return sum(not key.startswith(":") for key, _ in answers)


def door_of(scene: Scene) -> str:
    """What they came to ask about, as ``content.care`` writes it."""
    return str(form(scene).care(given(scene)))


def public(scene: Scene) -> Answers:
    """The present answers without what hurts to be read by others."""
    return rules.without_sensitive(given(scene), scene.library.facts)


def judged(scene: Scene, answers: Answers) -> Outcome:
    """What today's rules make of answers."""
    return rules.outcome(form(scene), answers, scene.today, profile(scene))
