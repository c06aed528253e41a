"""What an error of Zalo's means for a delivery.

Zalo documents no error codes that can be read without signing in. What is not known to mean that
the person is gone is never taken for that: it counts as our failure, is tried again, and many of
them hold the campaign for a person to look.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.zalo.client import AnswerLost, Failed, NeverSent
from content.channel import Impossible, Postponed, Receipt, Refused, Unconfirmed

SOON = timedelta(seconds=5)
"""How long a delivery waits that never left us."""
TOLD_TO_WAIT = timedelta(minutes=1)
"""How long everything waits when Zalo says too many and not for how long, or refuses our token."""
TOKEN_REFUSED = 401
TOO_MANY = 429
UNREADABLE = 400
GONE = ("chat not found", "user not found", "chat_id is invalid", "invalid chat_id")
"""Parts of a 400's description that say nobody is there."""


def receipt_of(error: Exception, now: datetime) -> Receipt:
    """The receipt for a message that was not plainly delivered."""
    match error:
        case NeverSent():
            return Postponed(now + SOON, str(error))
        case Failed(code=code, wait=wait) if code == TOO_MANY or wait:
            until = now + (timedelta(seconds=wait) if wait else TOLD_TO_WAIT)
            return Postponed(until, str(error), everyone=True)
        case Failed(code=code) if code == TOKEN_REFUSED:
            return Postponed(now + TOLD_TO_WAIT, f"token refused: {error}", everyone=True)
        case Failed() if is_gone(error):
            return Refused(str(error), for_good=True)
        case Failed(code=code) if code == UNREADABLE:
            return Impossible(str(error))
        case Failed():
            return Refused(str(error), for_good=False)
        case AnswerLost():
            return Unconfirmed(str(error))
    # Not an answer of the wire but a fault of ours after the call began: it may have arrived.
    return Unconfirmed(type(error).__name__)


def is_gone(error: Failed) -> bool:
    """Whether Zalo says that nobody is there."""
    return error.code == 400 and any(mark in error.words.lower() for mark in GONE)
