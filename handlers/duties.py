"""An official's own work: the list, one duty, and the taps that move it."""

from __future__ import annotations

import re
from dataclasses import replace

from content.address import Address
from content.cards import duty as card
from content.duties import Assignment, Snooze, finished, snoozed_until, snoozes
from db import audit, duties
from db.values import AssignmentId
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import lost, not_yours

LONGEST_NUMBER = 18
"""Digits of an assignment's number that a database can look for."""
CODE = re.compile(r"(?:nv[ -]?)?(\d{1,9})\Z", re.IGNORECASE)


def tasks(scene: Scene, _address: Address) -> Reply:
    """Address ``tasks``: everything that runs in the offices they act for."""
    mine = duties.of_offices(scene.conn, offices(scene))
    return Reply.of(card.tasks_screen(mine, scene.today, scene.language))


def offices(scene: Scene) -> tuple[str, ...]:
    """The offices they act for."""
    return tuple(role.office for role in scene.roles if role.office)


def duty(scene: Scene, address: Address) -> Reply:
    """Address ``duty/<id>``."""
    found = mine(scene, address.segments[1])
    if not isinstance(found, Assignment):
        return found
    return Reply.of(card.duty_screen(found, scene.today, language=scene.language))


def mine(scene: Scene, number: str) -> Assignment | Reply:
    """The assignment of a number if it is their office's, or what to say instead."""
    is_number = number.isdecimal() and len(number) <= LONGEST_NUMBER
    found = duties.get(scene.conn, AssignmentId(int(number))) if is_number else None
    if found is None:
        return lost(scene)
    return found if found.office in offices(scene) else not_yours(scene)


def snooze_choices(scene: Scene, address: Address) -> Reply:
    """Address ``duty/<id>/snooze``."""
    found = mine(scene, address.segments[1])
    if not isinstance(found, Assignment):
        return found
    return Reply.of(card.snooze_screen(found, scene.now, scene.language))


def finish(scene: Scene, address: Address) -> Reply:
    """``do/duty/done/<id>``: finished; it falls silent at once."""
    found = mine(scene, address.segments[3])
    if not isinstance(found, Assignment):
        return found
    after = finished(found, scene.today)
    if not duties.finish(
        scene.conn, AssignmentId(found.id), after, by=scene.person.id, now=scene.now
    ):
        return Reply.of(card.duty_screen(found, scene.today, language=scene.language))
    note(scene, found, after)
    done = replace(found, state=after, done_at=scene.now)
    return Reply.of(card.done_notice(done, scene.language))


def acknowledge(scene: Scene, address: Address) -> Reply:
    """``do/duty/ack/<id>``: they know of it."""
    found = mine(scene, address.segments[3])
    if not isinstance(found, Assignment):
        return found
    if not duties.acknowledge(
        scene.conn, AssignmentId(found.id), by=scene.person.id, now=scene.now
    ):
        return Reply.of(card.duty_screen(found, scene.today, language=scene.language))
    note(scene, found, "acknowledged")
    known = duties.get(scene.conn, AssignmentId(found.id)) or found
    return Reply.of(card.acknowledged_notice(known, scene.language))


def snooze(scene: Scene, address: Address) -> Reply:
    """``do/duty/snooze/<id>/<choice>``: remind this person later; the due day stays."""
    found = mine(scene, address.segments[3])
    if not isinstance(found, Assignment):
        return found
    choice = snooze_choice(scene, found, address.segments[4])
    if choice is None:
        return Reply.of(card.snooze_screen(found, scene.now, scene.language))
    until = snoozed_until(choice, scene.now)
    duties.snooze(scene.conn, AssignmentId(found.id), scene.person.id, until)
    note(scene, found, "snoozed")
    return Reply.of(card.snoozed_notice(replace(found, snoozed_until=until), scene.language))


def snooze_choice(scene: Scene, found: Assignment, wanted: str) -> Snooze | None:
    """The choice if it (still) makes sense."""
    return next((one for one in snoozes(found, scene.now) if one == wanted), None)


def note(scene: Scene, found: Assignment, action: str) -> None:
    """Into the audit log."""
    subject = f"assignment:{found.id}"
    audit.record(scene.conn, f"duty-{action}", subject, by=scene.person.id, now=scene.now)


def hear(scene: Scene, text: str) -> Reply | None:
    """A duty's code typed by an official: ``812`` or ``NV-812``."""
    code = CODE.match(text.strip())
    if code is None or not offices(scene):
        return None
    return duty(scene, Address.of("duty", int(code[1])))
