"""Where each contact stands: the present screen, what its numbers mean, the open form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from db.cipher import Keys
from db.tables import conversations, messages
from db.values import ContactId

Answers = tuple[tuple[str, Any], ...]
"""The named answers given so far, oldest first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``choices[n - 1]``: label and address behind number n; ``answers`` belong to ``form``;
    ``helped`` are answers given for somebody else, None while nobody is helped."""

    screen: str = ""
    shown: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    form: str = ""
    answers: Answers = ()
    answered_at: datetime | None = None
    misses: int = 0
    wrong_codes: int = 0
    locked_until: datetime | None = None
    greeted_at: datetime | None = None
    helped: Answers | None = None
    helped_at: datetime | None = None

    @property
    def is_helping(self) -> bool:
        """Whether they are doing something for somebody else."""
        return self.helped is not None

    @property
    def has_form(self) -> bool:
        """Whether a form has begun, for whom they are doing it now."""
        return bool(self.helped) if self.is_helping else bool(self.form)


def standing(conn: Connection, contact: ContactId, keys: Keys) -> Standing:
    """Where a contact stands; a fresh Standing for who is new."""
    row = conn.execute(select(conversations).where(conversations.c.contact_id == contact)).first()
    if row is None:
        return Standing()
    kept = keys.decrypt(row.answers) if row.answers else None
    helped = keys.decrypt(row.helped) if row.helped else None
    return Standing(
        screen=row.screen,
        shown=row.shown,
        choices=tuple((label, address) for label, address in row.choices),
        form=row.form if kept is not None else "",
        answers=tuple((str(key), value) for key, value in kept or ()),
        answered_at=row.answered_at,
        misses=row.misses,
        wrong_codes=row.wrong_codes,
        locked_until=row.locked_until,
        greeted_at=row.greeted_at,
        helped=None if helped is None else tuple((str(key), value) for key, value in helped),
        helped_at=row.helped_at,
    )


def keep(conn: Connection, contact: ContactId, now_standing: Standing, keys: Keys) -> None:
    """Write where a contact stands, answers encrypted."""
    values = dict(
        screen=now_standing.screen,
        shown=now_standing.shown,
        choices=list(now_standing.choices),
        form=now_standing.form,
        answers=keys.encrypt(now_standing.answers) if now_standing.form else None,
        answered_at=now_standing.answered_at,
        misses=now_standing.misses,
        wrong_codes=now_standing.wrong_codes,
        locked_until=now_standing.locked_until,
        greeted_at=now_standing.greeted_at,
        helped=keys.encrypt(now_standing.helped) if now_standing.is_helping else None,
        helped_at=now_standing.helped_at,
    )
    here = conversations.c.contact_id == contact
    if conn.execute(update(conversations).where(here).values(**values)).rowcount == 0:
        conn.execute(insert(conversations).values(contact_id=contact, **values))


def offer(
    conn: Connection, contact: ContactId, screen: str, choices: Sequence[tuple[str, str]]
) -> None:
    """The numbers that somebody may type now are those of a message that we began. A form that
    stands open stays open, and hears a number first."""
    values = dict(screen=screen, choices=[list(one) for one in choices])
    here = conversations.c.contact_id == contact
    if conn.execute(update(conversations).where(here).values(**values)).rowcount == 0:
        conn.execute(insert(conversations).values(contact_id=contact, **values))


def forget_answers(conn: Connection, before: datetime) -> int:
    """Erase the answers of forms left idle since ``before``, the bubbles that show them, and the
    buttons that name them. How many."""
    idle = conversations.c.answers.is_not(None) & (conversations.c.answered_at < before)
    whose = select(conversations.c.contact_id).where(idle)
    # Those of a form that goes, and whatever told of a kept check before.
    gone = messages.c.contact_id.in_(whose) | (messages.c.at < before)
    conn.execute(delete(messages).where(messages.c.private & gone))
    in_check = idle & conversations.c.screen.startswith("check")
    conn.execute(update(conversations).where(in_check).values(screen="", choices=[]))
    return conn.execute(
        update(conversations).where(idle).values(answers=None, form="", answered_at=None)
    ).rowcount


def forget_helped(conn: Connection, before: datetime) -> int:
    """Erase what was answered for somebody else and left idle since ``before``, the bubbles that
    show it, and the buttons that name it. How many."""
    idle = conversations.c.helped.is_not(None) & (conversations.c.helped_at < before)
    whose = select(conversations.c.contact_id).where(idle)
    conn.execute(delete(messages).where(messages.c.private & messages.c.contact_id.in_(whose)))
    ended = update(conversations).where(idle)
    return conn.execute(ended.values(helped=None, helped_at=None, screen="", choices=[])).rowcount
