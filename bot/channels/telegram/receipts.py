"""What an error of the wire means for a delivery: the design's table, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.channels.telegram.transport import AnswerLost, AskedToWait, NeverSent, NotDone
from content.channel import Impossible, Postponed, Receipt, Refused, Unconfirmed

SOON = timedelta(seconds=5)
"""How long a delivery waits that never left us."""
TOKEN_REFUSED = timedelta(minutes=1)
"""How long everything waits while the token is refused: an operator has to act first."""
GONE = (
    "chat not found",
    "peer_id_invalid",
    "user not found",
    "user is deactivated",
    "bot was blocked",
    "input_user_deactivated",
)
"""Parts of a 400's description that say the person cannot be reached."""
FIXED = (
    "message to edit not found",
    "message can't be edited",
    "message can't be deleted",
    "message_id_invalid",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)
"""Parts of a 400's description that say this one message stays as it is."""


@dataclass(slots=True)
class Slowdown:
    """Tells a 429 that is about one chat from one that is about the whole bot: Telegram does not
    say. When it strikes ``chats`` different chats within ``window``, everyone waits. A wait longer
    than ``ordinary`` counts until it is over: at a few messages an hour nobody would else see that
    the hours which one chat after another is told are for all."""

    window: timedelta = timedelta(seconds=10)
    ordinary: timedelta = timedelta(minutes=2)
    chats: int = 3
    _recent: list[tuple[datetime, datetime, str]] = field(default_factory=list)

    def is_for_everyone(self, chat: str, now: datetime, until: datetime) -> bool:
        """Note a 429 for a chat; True when too many chats got one lately."""
        counts = until if until - now > self.ordinary else now + self.window
        self._recent.append((now, counts, chat))
        # After the clock was set back the oldest lie in the future: they do not count either.
        self._recent = [one for one in self._recent if one[0] <= now <= one[1]]
        return len({chat for _, _, chat in self._recent}) >= self.chats


def receipt_of(error: Exception, chat: str, now: datetime, slowdown: Slowdown) -> Receipt:
    """The receipt for a message that was not plainly delivered."""
    reason = reason_of(error)
    match error:
        case AskedToWait(seconds=seconds):
            until = now + timedelta(seconds=seconds)
            everyone = slowdown.is_for_everyone(chat, now, until)
            return Postponed(until, reason, everyone, slower=everyone)
        case NeverSent():
            return Postponed(now + SOON, reason)
        case InvalidToken():
            return Postponed(now + TOKEN_REFUSED, f"token refused: {reason}", everyone=True)
        case Forbidden():
            return Refused(reason, for_good=True)
        case BadRequest():
            # Any other is our fault, not the person's, and the same however often it is tried.
            return Refused(reason, for_good=True) if is_gone(reason) else Impossible(reason)
        case NotDone():
            return Refused(reason, for_good=False)
        case AnswerLost() | NetworkError():
            return Unconfirmed(reason)
        case TelegramError():
            return Refused(reason, for_good=False)
    # Not an answer of the wire but a fault of ours after the call began: it may have arrived.
    return Unconfirmed(reason)


def receipt_of_change(error: Exception, chat: str, now: datetime, slowdown: Slowdown) -> Receipt:
    """The receipt for a message that was not plainly changed or taken back."""
    if isinstance(error, BadRequest) and any(mark in error.message.lower() for mark in FIXED):
        return Impossible(error.message)
    return receipt_of(error, chat, now, slowdown)


def is_gone(reason: str) -> bool:
    """True when a description says that nobody is there."""
    return any(mark in reason.lower() for mark in GONE)


def is_unreadable(error: Exception) -> bool:
    """True when Telegram could not read our HTML."""
    return isinstance(error, BadRequest) and "can't parse entities" in error.message.lower()


def reason_of(error: Exception) -> str:
    """An error in few words. Only Telegram's errors speak for themselves: others may quote a URL,
    and the URL holds the token."""
    return error.message if isinstance(error, TelegramError) else type(error).__name__
