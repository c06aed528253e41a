"""Why somebody was not reached, in words for staff: our own reasons, and what channels say."""

from __future__ import annotations

from content.wording import catalogue, word

SAID: tuple[tuple[str, str], ...] = (
    # Telegram and Zalo say it in words …
    ("bot was blocked", "blocked"),
    ("user is deactivated", "no_account"),
    ("input_user_deactivated", "no_account"),
    ("can't initiate conversation", "never_began"),
    ("bot was kicked", "put_out"),
    ("not a member", "put_out"),
    ("not enough rights", "may_not_write"),
    ("have no rights to send", "may_not_write"),
    ("chat not found", "not_found"),
    ("user not found", "not_found"),
    ("peer_id_invalid", "not_found"),
    ("chat_id is invalid", "not_found"),
    ("invalid chat_id", "not_found"),
    ("contact is gone", "not_found"),
    ("upgraded to a supergroup", "group_moved"),
    ("too long", "too_long"),
    ("can't parse entities", "unreadable"),
    ("too many requests", "too_fast"),
    ("flood control", "too_fast"),
    ("retry after", "too_fast"),
    ("token refused", "token"),
    ("timed out", "no_answer"),
    ("no answer", "no_answer"),
    ("internal server error", "their_trouble"),
    ("bad gateway", "their_trouble"),
    ("the answer is not", "their_trouble"),
    # … a mail server by a code before them (RFC 5321, 4.2.3; RFC 3463)
    ("550 5.7.", "mail_filter"),
    ("550 5.2.2", "mailbox_full"),
    ("550 ", "no_mailbox"),
    ("551 ", "no_mailbox"),
    ("553 ", "no_mailbox"),
    ("552 ", "mailbox_full"),
    ("452 ", "mailbox_full"),
)
"""A part of what a channel says, and the reason it gives. The first that fits counts."""


def reason_words(reason: str, language: str = "vi") -> str:
    """A reason as people read it; what a channel said that nobody here knows stays as it is."""
    key = f"campaigns.reason.{key_of(reason)}"
    return word(key, language) if key in catalogue("campaigns", "vi") else reason


def key_of(reason: str) -> str:
    """The key of a reason: what a channel says by its meaning, our own by its name."""
    said = reason.lower()
    meant = (key for mark, key in SAID if means(said, mark))
    return next(meant, reason.replace(" ", "_"))


def means(said: str, mark: str) -> bool:
    """Whether a channel says so: a code stands before its words, anything else among them."""
    return said.startswith(mark) if mark[0].isdecimal() else mark in said
