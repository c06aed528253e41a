"""What a mail server's answer means for a delivery."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.email.client import GONE, Answered, Lost, NotTaken
from content.channel import Impossible, Postponed, Receipt, Refused, Unconfirmed

PERMANENT = 500
"""From here on a server means it for good, below for now (RFC 5321, 4.2.1)."""
SOON = timedelta(minutes=1)
"""How long everything waits for a mail server that is away."""


def receipt_of(error: Exception, now: datetime) -> Receipt:
    """The receipt for a mail that was not plainly taken over."""
    match error:
        case NotTaken():
            return Postponed(now + SOON, str(error), everyone=True)
        case Answered(code=code, of_reader=True) if code in GONE:
            return Refused(str(error), for_good=True)
        case Answered(code=code) if code >= PERMANENT:
            return Impossible(str(error))
        case Answered():
            return Refused(str(error), for_good=False)
        case Lost():
            return Unconfirmed(str(error))
    return Unconfirmed(type(error).__name__)
