"""When so much of a campaign fails that a person should look before more of it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

LOOKED_AT = 200
"""The last so many finished deliveries of a campaign; the unconfirmed are not among them."""
SHARE = 0.2
"""So much of them failed: what we could not send, not whom nobody could reach."""
FEWEST = round(SHARE * LOOKED_AT)


def is_spike(failed: Sequence[datetime], others: Sequence[datetime]) -> bool:
    """Whether too many of the last deliveries failed: the moments of those that failed and of
    those that came to another end, each at least its LOOKED_AT latest. A campaign of few people
    needs as many failures as one of many, so that two bad numbers hold nothing."""
    ends = sorted([*((at, True) for at in failed), *((at, False) for at in others)], reverse=True)
    return sum(is_bad for _, is_bad in ends[:LOOKED_AT]) >= FEWEST
