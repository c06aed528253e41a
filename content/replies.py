"""What people write to a campaign in their own words: asked for by a button, or unasked soon after
it came. Who wrote the campaign reads it; nobody promises an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

LISTENS_FOR = timedelta(hours=48)
"""After a campaign reached somebody: words that we do not understand are
taken for a reply to it."""
KEPT_FOR = timedelta(days=90)
"""Then a reply is erased, read or not."""
LONGEST = 1_000
"""Characters of one reply; the rest is left out, and they are told."""
MOST = 10
"""Replies of one person to one campaign."""
Kept = Literal["kept", "twice", "full"]
"""What became of a reply: kept, said already word for word, or one too many."""


@dataclass(frozen=True, slots=True)
class Written:
    """Typed words as a reply is kept."""

    text: str
    is_cut: bool

    @classmethod
    def of(cls, typed: str) -> Written:
        """Typed words, shortened where they are too long."""
        text = typed.strip()
        return cls(text[:LONGEST].rstrip(), len(text) > LONGEST)
