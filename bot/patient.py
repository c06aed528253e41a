"""A deployment under examination, and what is found of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.config import Settings
from content.library.library import Library
from db.store import Store

Grade = Literal["ok", "care", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer: ``mend`` says what to do, and is empty when nothing is to be done."""

    about: str
    grade: Grade
    what: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined, and when."""

    settings: Settings
    store: Store
    library: Library
    now: datetime


Question = Callable[[Patient], Awaitable[Finding]]
