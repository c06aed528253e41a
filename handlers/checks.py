"""Kept checks: what a resident lets us keep of a check, each use of it by a tap of its own.

Nothing is kept before a tap. Answers that hurt to be read by others (``sensitivity``) are left out
unless they ask for it by a tap more; what changes is judged by the kept answers alone. Who helps
somebody else is offered none of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from content import checks as rules
from content.address import Address
from content.cards.check import Card, Drawn
from content.checks import Outcome
from content.forms import ONLY, Answers
from content.forms import load as load_answers
from content.screen import Screen, to
from db import checks, people
from db.checks import Check
from handlers import eligibility, results
from handlers.scene import Scene
from handlers.standing import SHOWN, form, given, profile
from handlers.turn import Reply

MOST = 5
"""Checks that one person keeps; one more waits until another is erased."""


def offer(scene: Scene, _address: Address) -> Reply:
    """Address ``check/keep``: what may be kept of the result on the screen."""
    if not is_own(scene):
        return results.empty(scene)
    found = present(scene)
    return shown(scene, found) if found else Reply.of(blank(scene))


def is_own(scene: Scene) -> bool:
    """Whether answers of their own are at hand."""
    return bool(given(scene)) and not scene.standing.is_helping


def present(scene: Scene) -> Check | None:
    """What was kept of the present answers already, today."""
    seen = rules.to_json(judged(scene, given(scene)))
    kept = checks.of_person(scene.conn, scene.house.keys, scene.person.id, scene.now)
    here = (scene.today, door_of(scene), seen)
    return next((one for one in kept if (one.day, one.door, one.seen) == here), None)


def made(scene: Scene) -> Check | None:
    """The check of the present answers, made when there is none; None when they keep too many."""
    found = present(scene)
    if found:
        return found
    if checks.count(scene.conn, scene.person.id, scene.now) >= MOST:
        return None
    until = scene.now + relativedelta(months=scene.house.keeping.months)
    fresh = Check(
        person=scene.person.id,
        door=door_of(scene),
        seen=rules.to_json(judged(scene, given(scene))),
        day=scene.today,
        kept_at=scene.now,
        expires_at=until,
    )
    number = checks.keep(scene.conn, scene.house.keys, fresh)
    return checks.own(scene.conn, scene.house.keys, scene.person.id, number, scene.now)


def keep(scene: Scene, address: Address) -> Reply:
    """``do/check/keep[/<what>]``: the first tap of all makes the check, and does what it says."""
    if not is_own(scene):
        return results.empty(scene)
    check = made(scene)
    if check is None:
        return full(scene)
    what = address.segments[3] if len(address.segments) > 3 else "keep"
    match what:
        case "keep" if check.answers is None:
            hold_answers(scene, check, public(scene), with_sensitive=False)
        case "private":
            hold_answers(scene, check, given(scene), with_sensitive=True)
        case "ask":
            ask_later(scene, check)
    return again(scene, check.id)


def hold_answers(scene: Scene, check: Check, answers: Answers, *, with_sensitive: bool) -> None:
    """Keep answers, and what is found by them alone."""
    kept = tuple((key, value) for key, value in answers if key != ":question")
    keys = scene.house.keys
    checks.keep_answers(scene.conn, keys, check.id, kept, with_sensitive=with_sensitive)
    found = rules.to_json(rules.outcome(form(scene), kept, check.day, profile(scene)))
    checks.keep_outcome(scene.conn, keys, replace(check, found=found, before=None))


def one(scene: Scene, address: Address) -> Reply:
    """Address ``checks/<number>``."""
    found = own(scene, address, at=1)
    return shown(scene, found) if found else every(scene, address)


def every(scene: Scene, _address: Address) -> Reply:
    """Address ``checks``: all that they keep; also where a button of one that is gone leads."""
    kept = checks.of_person(scene.conn, scene.house.keys, scene.person.id, scene.now)
    return Reply.of(Card(scene.language).every([(one.id, one.day) for one in kept]))


def tell(scene: Scene, address: Address) -> Reply:
    """``do/checks/tell/<number>``: a message when something changes, judged by kept answers."""
    found = own(scene, address)
    if found and found.answers is not None:
        checks.change(scene.conn, found.id, tell_at=scene.now, looked_at=scene.now)
    return again(scene, found.id) if found else every(scene, address)


def hush(scene: Scene, address: Address) -> Reply:
    """``do/checks/hush/<number>``: no message about it any more."""
    return changed_to(scene, address, tell_at=None)


def ask(scene: Scene, address: Address) -> Reply:
    """``do/checks/ask/<number>``: in a month, ask what came of it."""
    found = own(scene, address)
    if found is None:
        return every(scene, address)
    ask_later(scene, found)
    return again(scene, found.id)


def ask_later(scene: Scene, check: Check) -> None:
    """The day on which they let us ask."""
    day = scene.today + timedelta(days=scene.house.keeping.follow_up_days)
    checks.change(scene.conn, check.id, ask_on=day, asked_at=None)


def spare(scene: Scene, address: Address) -> Reply:
    """``do/checks/spare/<number>``: do not ask."""
    return changed_to(scene, address, ask_on=None)


def changed_to(scene: Scene, address: Address, **values: object) -> Reply:
    """A check of theirs with other values."""
    found = own(scene, address)
    if found is None:
        return every(scene, address)
    checks.change(scene.conn, found.id, **values)
    return again(scene, found.id)


def make_public(scene: Scene, address: Address) -> Reply:
    """``do/checks/public/<number>``: what hurts to be read by others goes from what is kept."""
    found = own(scene, address)
    if found is None:
        return every(scene, address)
    if found.answers is not None:
        kept = rules.without_sensitive(load_answers(found.answers), scene.library.facts)
        hold_answers(scene, found, kept, with_sensitive=False)
    return again(scene, found.id)


def forget(scene: Scene, address: Address) -> Reply:
    """``do/checks/forget/<number>``: the answers go, and with them being told of changes."""
    found = own(scene, address)
    if found is None:
        return every(scene, address)
    checks.keep_answers(scene.conn, scene.house.keys, found.id, None, with_sensitive=False)
    return again(scene, found.id)


def drop(scene: Scene, address: Address) -> Reply:
    """``do/checks/drop/<number>``: all of it goes now."""
    found = own(scene, address)
    if found:
        checks.drop(scene.conn, scene.person.id, found.id)
    return every(scene, address)


def use(scene: Scene, address: Address) -> Reply:
    """``do/checks/use/<number>``: go on from the kept answers; what today asks besides is asked."""
    found = own(scene, address)
    if found is None:
        return every(scene, address)
    if found.answers is None:
        return shown(scene, found)
    return eligibility.stand(scene, load_answers(found.answers))


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
    seen = rules.from_json(check.seen)
    told = None if check.answers is None else count(load_answers(check.answers))
    return Drawn(
        number=check.id,
        day=check.day,
        answers=told,
        private=count(given(scene)) - count(public(scene)) if is_held else 0,
        with_sensitive=check.with_sensitive,
        is_held=is_held,
        is_told=check.tell_at is not None,
        asked_on=check.ask_on if check.asked_at is None else None,
        may_ask=check.asked_at is None and may_have(seen),
        has_paper=check.has_code,
        until=check.expires_at.date() if check.expires_at else None,
        can_be_told=people.reachable_contact(scene.conn, scene.person.id) is not None,
    )


def blank(scene: Scene) -> Screen:
    """The screen of ``check/keep`` before anything is kept."""
    may_ask = may_have(judged(scene, given(scene)))
    nothing = Drawn(0, scene.today, is_held=True, may_ask=may_ask)
    return Card(scene.language).screen(nothing, to("check", "keep"))


def may_have(found: Outcome) -> bool:
    """Whether there is a programme of which one may ask whether they got it."""
    return any(one.state == "eligible" for one in found)


def count(answers: Answers) -> int:
    """How many questions were answered."""
    return sum(not key.startswith(":") for key, _ in answers)


def door_of(scene: Scene) -> str:
    """What they came to ask about, as ``content.care`` writes it."""
    told = dict(given(scene))
    return f"programme:{told[ONLY]}" if ONLY in told else "loans"


def public(scene: Scene) -> Answers:
    """The present answers without what hurts to be read by others."""
    return rules.without_sensitive(given(scene), scene.library.facts)


def judged(scene: Scene, answers: Answers) -> Outcome:
    """What today's rules make of answers."""
    return rules.outcome(form(scene), answers, scene.today, profile(scene))


def full(scene: Scene) -> Reply:
    """They keep as many as one may: all of them, to erase one."""
    reply = every(scene, Address.of("checks"))
    return replace(reply, toast=scene.word("checks.full", most=MOST))
