"""A check on paper, opened again by its code: a key for whoever holds the sheet. It shows what was
seen and what has changed, no name and no answer. Guessing locks, as with invitations."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import replace
from datetime import date, datetime

from content import checks as rules
from content.address import Address
from content.blocks import Paragraph, line
from content.cards.paper import Paper, Papers
from content.checks import Change, Outcome
from content.forms import Form
from content.given import Answers
from content.given import load as load_answers
from content.library.library import Library
from content.screen import Button, Screen, to
from content.wording import local
from db import checks
from db.checks import Check
from db.store import Connection
from handlers import invitations
from handlers.scene import House, Scene
from handlers.turn import Reply
from handlers.welcome import home_button

CODE = re.compile(r"[a-z2-7]{26}\Z")
"""128 bits in base32: nobody guesses one."""


def new_code() -> str:
    """A fresh code."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def opened(
    conn: Connection, house: House, code: str, now: datetime, language: str = "vi"
) -> Paper | None:
    """What a code opens; None when it was taken back, replaced, erased, or never was."""
    check = checks.by_code(conn, house.keys, code, now) if CODE.match(code) else None
    return paper_of(check, house.library(), now, language) if check else None


def paper_of(check: Check, library: Library, now: datetime, language: str) -> Paper:
    """A check on paper, with what today's rules make of the answers that are kept."""
    today = local(now).date()
    form = library.form()
    answers = None if check.answers is None else load_answers(check.answers)
    seen = rules.seen_of(form, check.seen, answers, check.day)
    return Papers(library.programmes, language).of(
        seen,
        changed_since(form, answers, seen, check.day, today),
        day=check.day,
        today=today,
        until=local(check.expires_at).date() if check.expires_at else None,
    )


def changed_since(
    form: Form, answers: Answers | None, seen: Outcome, day: date, today: date
) -> tuple[Change, ...]:
    """What is different today, as far as the kept answers tell."""
    if answers is None:
        return ()
    before = rules.outcome(form, answers, day)
    return rules.changes(before, rules.outcome_later(form, answers, day, today), seen)


def saved(scene: Scene, address: Address) -> Reply:
    """Address ``saved/<code>``: what the sheet says, in the chat. The code stands in no address
    of the screen, for that is kept in clear."""
    if invitations.locked(scene):
        return invitations.refuse(scene)
    code = address.segments[1]
    paper = opened(scene.conn, scene.house, code, scene.now, scene.language)
    if paper is None:
        return invitations.wrong(scene, "sheet.gone")
    page = page_of(scene, code)
    fresh = replace(scene.standing, wrong_codes=0, locked_until=None)
    screen = Papers(scene.library.programmes, scene.language).screen(paper, page=page)
    return Reply.of(screen, standing=fresh)


def again(scene: Scene, _address: Address) -> Reply:
    """Address ``saved``: the code is not kept, so it must come once more."""
    begin = Button(scene.word("sheet.begin"), to("check"), icon="next")
    said = (Paragraph(line(scene.word("sheet.again"))),)
    return Reply.of(Screen(to("saved"), "", said, ((begin,), (home_button(scene),))))


def page_of(scene: Scene, code: str) -> str:
    """Where a sheet stands as a page to print: on the web here; elsewhere only at an address that
    is known and safe; "" when there is none. No code: whether there would be one."""
    if scene.contact.channel == "web":
        return to("saved", code or "code")
    site = scene.house.public_url.rstrip("/")
    return f"{site}/saved/{code}" if site.startswith("https://") else ""


def printed(scene: Scene, check: Check) -> Reply:
    """A new code for a check: the sheet printed before opens nothing any more. The only screen that
    ever shows it."""
    code = new_code()
    checks.print_code(scene.conn, scene.house.keys, check.id, code)
    page = Button(scene.word("sheet.page"), page_of(scene, code), icon="document", look="filled")
    void = Button(scene.word("checks.act.void"), to("do", "checks", "void", check.id), icon="close")
    back = Button(scene.word("sheet.back"), to("check", "paper"), icon="back")
    said = tuple(Paragraph(line(scene.word(f"sheet.{key}"))) for key in ("ready", "key"))
    title = scene.word("sheet.ready.title")
    return Reply.of(Screen(to("check", "paper"), title, said, ((page,), (void,), (back,))))
