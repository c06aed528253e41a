"""A stored event as a letter. A person with protection (a child, a disabled or illiterate person)
writes to us as *unsupported*: that is a message like any other that we cannot read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.letter import Letter, Unreadable
from bot.channels.letterbox import number_from
from db.inbox import Incoming
from handlers.turn import Other, Said, Words

KINDS = {
    "message.image.received": "photo",
    "message.sticker.received": "sticker",
    "message.voice.received": "voice",
    "message.unsupported.received": "unsupported",
}


@dataclass(frozen=True, slots=True)
class Event:
    """An event of Zalo's as it comes: what kind, and its message."""

    name: str
    message: Mapping[str, Any]

    @property
    def chat(self) -> Mapping[str, Any]:
        """Where it was said."""
        found = self.message.get("chat")
        return found if isinstance(found, dict) else {}


def event_in(posted: Any) -> Event | None:
    """The event of a posted body (``{ok, result}``) or of getUpdates; None where there is none."""
    inner = posted.get("result", posted) if isinstance(posted, dict) else None
    if not isinstance(inner, dict) or not isinstance(inner.get("message"), dict):
        return None
    return Event(str(inner.get("event_name") or ""), inner["message"])


def number_of(event: Event) -> int | None:
    """A number that is this event's own. Zalo numbers none, so it is made of the ids of chat and
    message, which a repeated post carries again; None where those lack."""
    chat, message = event.chat.get("id"), event.message.get("message_id")
    if not chat or not message:
        return None
    return number_from(f"{event.name}\n{chat}\n{message}")


def without_asker(raw: Any) -> Any:
    """A group's event without who spoke, for nothing is kept of them; any other as it is."""
    event = event_in(raw)
    if event is None or event.chat.get("chat_type") != "GROUP":
        return raw
    kept = {key: event.message.get(key) for key in ("chat", "message_id", "text")}
    who = {"is_bot": is_bot(event)}
    return {"event_name": event.name, "message": {**kept, "from": who}}


def is_bot(event: Event) -> bool:
    """Whether a program wrote it, perhaps we ourselves."""
    sender = event.message.get("from")
    return isinstance(sender, dict) and bool(sender.get("is_bot"))


def read(row: Incoming, called: str = "") -> Letter:
    """The letter of a stored event; ``called`` is our name there. Raises Unreadable."""
    try:
        event = event_in(json.loads(row.body or ""))
    except (ValueError, RecursionError) as fault:
        raise Unreadable(type(fault).__name__) from fault
    if event is None:
        raise Unreadable("no message")
    chat = str(event.chat.get("id") or "")
    if not chat:
        raise Unreadable("no chat")
    if event.chat.get("chat_type") != "PRIVATE":
        asked = asked_in(event, called)
        return Letter(row.id, chat, "overheard" if asked else "nothing", asked)
    sender = event.message.get("from")
    sender = sender if isinstance(sender, dict) else {}
    return Letter(row.id, chat, "turn", said_in(event), str(sender.get("display_name") or "")[:100])


def asked_in(event: Event, called: str) -> Words | None:
    """What somebody in a group asks us, without our name; None where nobody asks."""
    text = event.message.get("text")
    if event.chat.get("chat_type") != "GROUP" or is_bot(event) or not isinstance(text, str):
        return None
    if not names_us(text, called):
        return None
    if called:
        text = re.sub(f"@?{re.escape(called)}", " ", text, flags=re.IGNORECASE)
    text = " ".join(re.sub(r"@\S+", " ", text).split())
    return Words(text) if text else None


def names_us(text: str, called: str) -> bool:
    """Whether words in a group speak to us: by our name, or as Zalo writes a mention. The name of
    every Zalo bot begins with *Bot*, and getMe need not tell it."""
    words = text.casefold()
    return "@bot" in words or (called != "" and called.casefold() in words)


def said_in(event: Event) -> Said:
    """Words, or something we do not read."""
    text = event.message.get("text")
    if event.name == "message.text.received" and isinstance(text, str) and text.strip():
        return Words(text)
    return Other(KINDS.get(event.name, "other"))
