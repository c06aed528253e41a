"""Joining an office by an invitation: typed code, link, QR. Guessing is locked out."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from content.address import Address, AddressError
from content.blocks import Fields, Paragraph, line, plain
from content.screen import Button, Screen, to
from content.wording import local, moment
from db import audit, invitations, people
from db.cipher import Keys
from db.invitations import Invitation, Offer
from db.store import Connection
from db.values import PersonId
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import home_button, nothing_fits

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0, o, 1, i, l, which people mistake for each other."""
LENGTH = 10
"""About 31^10 codes: with the lock-out, a right guess in a lifetime is one in a billion."""
CODE = re.compile(rf"[{ALPHABET}]{{5}}[ -]?[{ALPHABET}]{{5}}\Z")
WRONG_AT_MOST = 5
LOCKED = timedelta(minutes=15)
ROLES = ("official", "head", "programme", "village-head", "group-leader")


def invite(
    conn: Connection, keys: Keys, offer: Offer, *, by: PersonId | None, now: datetime
) -> str:
    """A new invitation's code, as people see it: ``abcde-fghjk``."""
    code = new_code()
    invitations.make(conn, keys, code, offer, by=by, now=now)
    detail = {"office": offer.office, "role": offer.role, "uses": offer.uses}
    audit.record(conn, "invite", f"office:{offer.office}", by=by, now=now, detail=detail)
    return f"{code[:5]}-{code[5:]}"


def new_code() -> str:
    """A random code that holds a digit, by which a typed one is told from words."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if any(char.isdigit() for char in code):
            return code


def payload(code: str) -> str:
    """The payload of a link that opens an invitation."""
    return Address.of("join", bare(code)).payload()


def bare(code: str) -> str:
    """A code as it is kept: lower case, without its dash."""
    return re.sub(r"[ -]", "", code.lower())


def hear(scene: Scene, text: str) -> Reply | None:
    """Typed words that look like a code and hold a digit: their own words, so they join at once."""
    said = text.strip().lower()
    if not CODE.match(said) or not (any(char.isdigit() for char in said) or "-" in said):
        return None
    return typed(scene, said)


def typed(scene: Scene, code: str) -> Reply:
    """A code they typed: joins at once, or is counted as wrong."""
    try:
        return join(scene, Address.of("do", "join", bare(code)))
    except AddressError:
        return wrong(scene)


def offered(scene: Scene, address: Address) -> Reply:
    """Address ``join/<code>``: what the invitation is for, and one button to take it."""
    code = address.segments[1]
    if locked(scene):
        return refuse(scene)
    found = standing(scene, code)
    if found is None:
        return wrong(scene)
    rows = (
        (scene.word("invitations.office"), plain(office_name(scene, found))),
        (scene.word("invitations.role"), plain(scene.word(f"invitations.role.{found.role}"))),
        (scene.word("invitations.until"), plain(moment(found.expires_at))),
    )
    take = Button(scene.word("invitations.take"), to("do", "join", code), look="filled")
    return Reply.of(
        Screen(
            to("join", code),
            scene.word("invitations.title"),
            (Paragraph(line(scene.word("invitations.what"))), Fields(rows)),
            ((take,), (home_button(scene),)),
        )
    )


def standing(scene: Scene, code: str) -> Invitation | None:
    """The invitation of a code, if it opens anything: an office may be gone by now."""
    found = invitations.look(scene.conn, scene.house.keys, code, scene.now)
    return found if found and found.office in scene.library.places.offices else None


def join(scene: Scene, address: Address) -> Reply:
    """``do/join/<code>``: bind the person to the office and role."""
    if locked(scene):
        return refuse(scene)
    found = standing(scene, address.segments[2])
    if found is None or not invitations.use(scene.conn, found):
        return wrong(scene)
    unit = scene.library.places.office(found.office).unit
    people.give_role(
        scene.conn, scene.person.id, found.role, office=found.office, unit=unit, now=scene.now
    )
    detail = {"office": found.office, "role": found.role}
    subject = f"person:{scene.person.id}"
    audit.record(scene.conn, "join", subject, by=scene.person.id, now=scene.now, detail=detail)
    return joined(scene, found)


def joined(scene: Scene, found: Invitation) -> Reply:
    """Welcome to the office, and the way to its work."""
    told = scene.word(
        "invitations.joined",
        office=office_name(scene, found),
        role=scene.word(f"invitations.role.{found.role}"),
    )
    tasks = Button(scene.word("invitations.tasks"), to("tasks"), icon="bell", look="filled")
    screen = Screen(
        to("joined"),
        scene.word("invitations.joined.title"),
        (Paragraph(line(told)),),
        ((tasks,), (home_button(scene),)),
    )
    fresh = replace(scene.standing, wrong_codes=0, locked_until=None)
    return Reply.of(screen, standing=fresh)


def office_name(scene: Scene, found: Invitation) -> str:
    """The office's name as people know it."""
    return scene.library.places.office(found.office).name


def locked(scene: Scene) -> bool:
    """True while somebody who guessed too often must wait."""
    until = scene.standing.locked_until
    return until is not None and scene.now < until


def refuse(scene: Scene) -> Reply:
    """Say until when they must wait."""
    until = scene.standing.locked_until
    assert until is not None
    at = f"{local(until):%H:%M}"
    return Reply.of(nothing_fits(scene, scene.word("invitations.locked", at=at)))


def wrong(scene: Scene, words: str = "invitations.wrong") -> Reply:
    """A code that opens nothing; the fifth in a row locks, whatever codes are for."""
    count = scene.standing.wrong_codes + 1
    until = scene.now + LOCKED if count >= WRONG_AT_MOST else None
    after = replace(scene.standing, wrong_codes=0 if until else count, locked_until=until)
    screen = nothing_fits(scene, scene.word(words))
    return Reply.of(screen, standing=after)
