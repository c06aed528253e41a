"""People who talk to the bot: what they do becomes updates, what they are shown can be read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.standins.telegram import BotApi


@dataclass(slots=True)
class Message:
    """A message in a private chat; ``buttons`` are (label, data or URL) in rows."""

    id: int
    mine: bool
    text: str
    at: float
    source: str = ""
    entities: list[Any] = field(default_factory=list)
    markup: dict[str, Any] | None = None
    media: str = ""
    file: str = ""
    edits: int = 0
    deleted: bool = False

    @property
    def rows(self) -> list[list[tuple[str, str]]]:
        keyboard = (self.markup or {}).get("inline_keyboard", [])
        return [
            [(b["text"], b.get("callback_data") or b.get("url", "")) for b in r] for r in keyboard
        ]

    @property
    def labels(self) -> list[str]:
        return [label for row in self.rows for label, _ in row]

    @property
    def buttons(self) -> dict[str, str]:
        return {label: target for row in self.rows for label, target in row}


@dataclass(slots=True)
class Person:
    """Somebody on Telegram. ``started``: they have opened the bot, so it may write to them."""

    api: BotApi
    id: int
    name: str = "Bà con"
    started: bool = True
    blocked: bool = False
    deactivated: bool = False
    messages: list[Message] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)

    # what they do

    def says(self, text: str, **more: Any) -> int:
        """Type a message; the id of its update."""
        entities = {}
        if text.startswith("/"):
            command = text.split(maxsplit=1)[0]
            mark = {"type": "bot_command", "offset": 0, "length": len(command)}
            entities = {"entities": [mark]}
        return self.sends(text=text, **entities, **more)

    def opens(self, payload: str = "") -> int:
        """Follow a link ``t.me/bot?start=payload``."""
        return self.says(f"/start {payload}".strip())

    def sends(self, **content: Any) -> int:
        """Send a message of any kind: ``sends(photo=[…])``."""
        self.started = True
        message = self.keep(Message(0, False, content.get("text", ""), time.time()))
        return self.api.push("message", self.as_sent(message) | content)

    def edits(self, text: str) -> int:
        """Change what they typed last."""
        message = next(m for m in reversed(self.messages) if not m.mine)
        message.text = text
        body = self.as_sent(message) | {"text": text, "edit_date": int(time.time())}
        return self.api.push("edited_message", body)

    def taps(self, label: str, message: Message | None = None) -> str:
        """Press the newest button whose label is, or begins with, or holds ``label``."""
        found, data = self.find(label, message)
        if data.startswith(("http://", "https://", "tg://")):
            raise AssertionError(f"{label!r} opens {data}: it is no tap the bot hears of")
        return self.presses(data, found)

    def presses(self, data: str, message: Message) -> str:
        """Send callback data from a message; the id of the query."""
        query = self.api.new_query(self)
        body = {
            "id": query,
            "from": self.user,
            "message": self.api.as_shown(self, message),
            "chat_instance": str(self.id),
            "data": data,
        }
        self.api.push("callback_query", body)
        return query

    def blocks(self) -> int:
        """Block the bot."""
        self.blocked = True
        return self.membership("member", "kicked")

    def unblocks(self) -> int:
        """Unblock it, saying nothing yet."""
        self.blocked = False
        return self.membership("kicked", "member")

    def membership(self, before: str, after: str) -> int:
        def state(status: str) -> dict[str, Any]:
            gone = {"until_date": 0} if status == "kicked" else {}
            return {"status": status, "user": self.api.user} | gone

        body = {
            "chat": self.chat,
            "from": self.user,
            "date": int(time.time()),
            "old_chat_member": state(before),
            "new_chat_member": state(after),
        }
        return self.api.push("my_chat_member", body)

    # what they see

    def sees(self) -> list[Message]:
        """The bot's messages now in the chat, oldest first."""
        return [m for m in self.messages if m.mine and not m.deleted]

    @property
    def last(self) -> Message:
        """The bot's newest message."""
        seen = self.sees()
        if not seen:
            raise AssertionError(f"{self.name} has been shown nothing")
        return seen[-1]

    @property
    def screen(self) -> str:
        """Everything on view, as text with buttons in brackets: for messages of failed tests."""
        lines = []
        for message in self.messages:
            lines += [("🤖 " if message.mine else "🧑 ") + message.text]
            lines += ["   " + " ".join(f"[{label}]" for label, _ in row) for row in message.rows]
        return "\n".join(lines)

    def find(self, label: str, message: Message | None = None) -> tuple[Message, str]:
        """The message and the data of a button."""
        candidates = [message] if message else list(reversed(self.sees()))
        tests: tuple[Callable[[str], bool], ...] = (
            lambda text: text == label,
            lambda text: text.startswith(label),
            lambda text: label in text,
        )
        for test in tests:
            for shown in candidates:
                for text, target in shown.buttons.items():
                    if test(text):
                        return shown, target
        raise AssertionError(f"no button {label!r} on view:\n{self.screen}")

    def wait(self, condition: Callable[[], Any], seconds: float = 5) -> Any:
        """Until a condition holds, from a thread of its own; fails with what is on view."""
        end = time.monotonic() + seconds
        while not (value := condition()):
            if time.monotonic() > end:
                raise AssertionError(f"waited {seconds} s in vain; on view:\n{self.screen}")
            time.sleep(0.01)
        return value

    async def until(self, condition: Callable[[], Any], seconds: float = 5) -> Any:
        """The same, inside a loop."""
        end = time.monotonic() + seconds
        while not (value := condition()):
            if time.monotonic() > end:
                raise AssertionError(f"waited {seconds} s in vain; on view:\n{self.screen}")
            await asyncio.sleep(0.005)
        return value

    # how they appear in updates

    @property
    def user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "vi"}

    @property
    def chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.name}

    def as_sent(self, message: Message) -> dict[str, Any]:
        return {
            "message_id": message.id,
            "from": self.user,
            "chat": self.chat,
            "date": int(message.at),
        }

    def keep(self, message: Message) -> Message:
        message.id = self.api.next_message()
        self.messages.append(message)
        return message
