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
from content.given import ASKED, Answers
from content.given import load as load_answers
from db import checks
from db.checks import Check
from handlers import eligibility, results, saved
from handlers.kept import again, door_of, every, is_own, judged, offer, own, present, public, shown
from handlers.scene import Scene
from handlers.standing import form, given, profile
from handlers.turn import Reply

MOST = 5
"""Checks that one person keeps; one more waits until another is erased."""


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
        case "print":
            return paper(scene, check)
    return again(scene, check.id)


def hold_answers(scene: Scene, check: Check, answers: Answers, *, with_sensitive: bool) -> None:
    """Keep answers, and what is found by them alone."""
    kept = tuple((key, value) for key, value in answers if key != ASKED)
    keys = scene.house.keys
    checks.keep_answers(scene.conn, keys, check.id, kept, with_sensitive=with_sensitive)
    found = rules.to_json(rules.outcome(form(scene), kept, check.day, profile(scene)))
    checks.keep_outcome(scene.conn, keys, replace(check, found=found, before=None))


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
    if check.asked_at is None:
        checks.change(scene.conn, check.id, ask_on=day)


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


def print_out(scene: Scene, address: Address) -> Reply:
    """``do/checks/print/<number>``: a sheet with a code that opens it again."""
    found = own(scene, address)
    return paper(scene, found) if found else every(scene, address)


def paper(scene: Scene, check: Check) -> Reply:
    """The way to the sheet, where there is a page to print."""
    return saved.printed(scene, check) if saved.page_of(scene, "") else again(scene, check.id)


def void(scene: Scene, address: Address) -> Reply:
    """``do/checks/void/<number>``: the sheet opens nothing any more."""
    found = own(scene, address)
    if found is None:
        return every(scene, address)
    checks.print_code(scene.conn, scene.house.keys, found.id, None)
    return again(scene, found.id)


def after_paper(scene: Scene, address: Address) -> Reply:
    """Address ``check/paper``: back from the way to the sheet; its code is shown once only."""
    return offer(scene, address) if is_own(scene) else every(scene, address)


def full(scene: Scene) -> Reply:
    """They keep as many as one may: all of them, to erase one."""
    reply = every(scene, Address.of("checks"))
    return replace(reply, toast=scene.word("checks.full", most=MOST))
