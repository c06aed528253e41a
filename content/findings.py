"""What an auditor may find amiss: each kind has one name, in the log, the journal, to doctor, at
``/healthz`` and in the words that administrators read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["ticks", "standstill", "orphans", "campaigns", "inbox"]
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]  # a Literal has them
SILENT = "auditor"
"""The name of there being no auditor: it is found by others, since it cannot find itself."""
MISSED = 3
"""So many looks without a word and the auditor is taken to have stopped."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing amiss. ``what`` says which tick, channel or row it is: never whose."""

    kind: Kind
    what: str


def amiss(
    standing: Collection[str], looked: datetime | None, now: datetime, every: timedelta
) -> list[str]:
    """The names of what is amiss: what the auditor found, and that it is silent itself. ``looked``
    is when it last looked (None: never), ``every`` how often it should."""
    return [*sorted(standing), *([SILENT] if is_silent(looked, now, every) else [])]


def is_silent(looked: datetime | None, now: datetime, every: timedelta) -> bool:
    """Whether the auditor missed several looks. (One in the future was before the clock was set
    back, and says nothing.)"""
    return looked is None or abs(now - looked) > MISSED * every
