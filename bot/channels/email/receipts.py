"""What a mail server's answer means for a delivery."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.channels.email.client import GONE, Answered, Lost, NotTaken
from content.channel import Impossible, Postponed, Receipt, Refused, Unconfirmed

NOT_THE_MAILBOX = re.compile(r"5\.(7\.\d+|2\.[23])\b")
"""What a 550 speaks of besides: a rule against us, a full mailbox, a mail too long (RFC 3463). It
would be wrong to write to nobody any more because a filter did not like us for a day."""
PERMANENT = 500
"""From here on a server means it for good, below for now (RFC 5321, 4.2.1)."""
SOON = timedelta(minutes=1)
"""How long everything waits for a mail server that is away."""


def receipt_of(error: Exception, now: datetime) -> Receipt:
    """The receipt for a mail that was not plainly taken over."""
    match error:
        case NotTaken():
            return Postponed(now + SOON, str(error), everyone=True)
        case Answered(of_reader=True) if is_gone(error):
            return Refused(str(error), for_good=True)
        case Answered(code=code) if code >= PERMANENT:
            return Impossible(str(error))
        case Answered():
            return Refused(str(error), for_good=False)
        case Lost():
            return Unconfirmed(str(error))
    return Unconfirmed(type(error).__name__)


def is_gone(error: Answered) -> bool:
    """Whether the server says that this mailbox does not exist."""
    return error.code in GONE and not NOT_THE_MAILBOX.match(error.words)
