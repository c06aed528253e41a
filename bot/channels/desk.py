"""The desk where stored updates are worked off: sorted into a line a chat, conversed, replied.

A row is ``new`` until its turn is committed, ``handled`` until its reply is out, then ``replied``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Generic, Protocol, TypeVar

import structlog

from bot.channels.faults import tell
from bot.channels.flood import FloodGuard, guard_of_groups
from bot.channels.letter import Letter, ReplyLost, Unreachable, Unreadable
from bot.channels.lines import Lines
from content.wording import word
from db import inbox, people
from db.inbox import Incoming
from db.store import Connection, Store
from db.values import ContactId
from handlers.turn import Left, Reply, Turn, Words

PAGE = 200
"""Rows looked at in one go."""
WINDOW = 2000
"""Updates at work at once; more stay in the database until there is room."""
AGAIN = (0.2, 1.0)
"""Pauses before a turn that failed is tried again."""
log = structlog.get_logger(__name__)


class Conversation(Protocol):
    """Whom a channel talks to: ``handlers.conversation``."""

    async def converse(self, turn: Turn) -> Reply | None:
        """Answer a turn; None where nothing is to be said."""
        ...

    async def redraw(self, contact: ContactId) -> Reply | None:
        """The present screen of a contact again."""
        ...

    async def overhear(self, text: str) -> Reply:
        """Answer what was asked in a group; nothing is kept of it."""
        ...


L = TypeVar("L", bound=Letter)


class Postman(Protocol[L]):
    """How one channel reads what came, and carries what we answer."""

    name: str

    def read(self, row: Incoming) -> L:
        """The letter of a stored update; raises Unreadable."""
        ...

    async def answer(self, letter: L, reply: Reply | None) -> None:
        """Send a reply, stubbornly; raises Unreachable, ReplyLost."""
        ...

    async def show(self, chat: str, reply: Reply) -> None:
        """A reply to nothing that was said just now; raises Unreachable, ReplyLost."""
        ...

    async def excuse(self, letter: L) -> None:
        """What is owed even to a letter that nobody answers; never raises."""
        ...

    async def leave(self, chat: str) -> None:
        """Leave a group we were put into; never raises."""
        ...


@dataclass(slots=True)
class Desk(Generic[L]):
    """Works off one channel's inbox."""

    store: Store
    conversation: Conversation
    postman: Postman[L]
    clock: Callable[[], datetime]
    guard: FloodGuard = field(default_factory=FloodGuard)
    group_guard: FloodGuard = field(default_factory=guard_of_groups)
    _taken: set[int] = field(default_factory=set)

    async def sort(self, lines: Lines) -> None:
        """Put every new row that is not yet taken into its chat's line, as far as there is room.

        From the start each time: on PostgreSQL rows may become visible out of order.
        """
        after = 0
        while len(self._taken) < WINDOW:
            page = await self.store.read(
                inbox.waiting, self.postman.name, state="new", after=after, limit=PAGE
            )
            await self.sort_page([row for row in page if row.id not in self._taken], lines)
            if len(page) < PAGE:
                return
            after = page[-1].id

    async def waiting(self, state: str, after: int) -> list[Incoming]:
        """The next rows of this channel in a state."""
        return await self.store.read(
            inbox.waiting, self.postman.name, state=state, after=after, limit=PAGE
        )

    async def sort_page(self, rows: list[Incoming], lines: Lines) -> None:
        """Broken and flooding ones are put aside at once, the others wait in line."""
        aside: list[tuple[int, str]] = []
        for row in sorted(rows, key=lambda row: row.update_id):
            try:
                letter = self.postman.read(row)
            except Unreadable as fault:
                self.log("update_broken", update=row.update_id, reason=str(fault))
                aside.append((row.id, "broken"))
                continue
            if self.is_welcome(letter, lines):
                self._taken.add(row.id)
                lines.put(letter.chat, partial(self.serve, letter))
            else:
                aside.append((row.id, "replied"))
        if aside:
            await self.store.write(mark_all, aside)

    def is_welcome(self, letter: L, lines: Lines) -> bool:
        """False for what comes too fast: told once, then dropped, but never without excuse."""
        if letter.event == "overheard":
            return self.group_guard.judge(letter.chat, self.clock()) == "pass"
        if letter.event != "turn" or isinstance(letter.said, Left):
            return True
        verdict = self.guard.judge(letter.chat, self.clock())
        if verdict == "pass":
            return True
        if verdict == "warn":
            self.log("flood", chat=letter.chat)
            lines.put(f"{letter.chat} flood", partial(self.warn, letter.chat))
        lines.put(f"{letter.chat} excuses", partial(self.postman.excuse, letter))
        return False

    async def warn(self, chat: str) -> None:
        """One kind word to who sends too fast."""
        try:
            await self.postman.show(chat, Reply(toast=word("channel.flood")))
        except (ReplyLost, Unreachable) as error:
            self.log("flood_untold", reason=str(error))

    async def serve(self, letter: L) -> None:
        """One letter from beginning to end; never raises."""
        try:
            await self.work(letter)
        except Exception as fault:
            # The row stays as it is: new, and tried again; or handled, and drawn again at a start.
            tell(self.event("update_failed"), fault, row=letter.row)
        finally:
            self._taken.discard(letter.row)

    async def work(self, letter: L) -> None:
        """By kind of letter."""
        match letter.event:
            case "turn":
                await self.hold_turn(letter)
            case "back":
                await self.store.write(welcome_back, self.postman.name, letter.chat, letter.row)
            case "overheard":
                await self.answer_aloud(letter)
            case "group" | "nothing":
                await self.leave_alone(letter)

    async def answer_aloud(self, letter: L) -> None:
        """A question in a group: put away first, since twice there is worse than never."""
        assert isinstance(letter.said, Words)
        await self.store.write(inbox.mark, letter.row, "replied")
        await self.deliver(letter, await self.conversation.overhear(letter.said.text))

    async def hold_turn(self, letter: L) -> None:
        """Somebody spoke: converse, answer, mark."""
        try:
            reply = await self.converse(letter)
        except Exception as fault:
            tell(self.event("turn_failed"), fault, row=letter.row)
            await self.store.write(inbox.mark, letter.row, "broken")
            await self.deliver(letter, Reply(toast=word("channel.trouble")))
            return
        if await self.deliver(letter, reply) and (reply or isinstance(letter.said, Left)):
            await self.store.write(inbox.mark, letter.row, "replied")

    async def converse(self, letter: L) -> Reply | None:
        """The turn, tried again a little where it fails: a database may be busy for a moment."""
        assert letter.said is not None
        turn = Turn(
            self.postman.name,
            letter.chat,
            letter.said,
            self.clock(),
            name=letter.name,
            inbox=letter.row,
            seen_on=letter.seen_on,
        )
        attempt = self.conversation.converse
        for pause in AGAIN:
            try:
                return await attempt(turn)
            except Exception as fault:
                self.log("turn_again", row=letter.row, fault=type(fault).__name__)
                await asyncio.sleep(pause)
                attempt = self.converse_again
        return await attempt(turn)

    async def converse_again(self, turn: Turn) -> Reply | None:
        """A turn that failed. Perhaps it was committed and only we were not told, because the
        database went away in that moment: then the present screen is the answer to it."""
        reply = await self.conversation.converse(turn)
        if reply or isinstance(turn.said, Left) or turn.inbox is None:
            return reply
        contact = await self.store.read(inbox.unanswered, turn.inbox)
        return await self.conversation.redraw(contact) if contact else None

    async def deliver(self, letter: L, reply: Reply | None) -> bool:
        """Send the reply; True when nothing is left to do about it."""
        return await self.carried(self.postman.answer(letter, reply), reply)

    async def carried(self, carrying: Awaitable[None], reply: Reply | None) -> bool:
        """Whether a reply is off our hands; who cannot be reached is remembered."""
        try:
            await carrying
        except Unreachable as gone:
            if reply and reply.contact:
                contact = ContactId(reply.contact.id)
                await self.store.write(people.mark_unreachable, contact, str(gone))
        except ReplyLost as lost:
            self.log("reply_lost", reason=str(lost))
            return False
        return True

    async def leave_alone(self, letter: L) -> None:
        """Groups are left without a word; what is not for us is put away."""
        if letter.event == "group":
            await self.postman.leave(letter.chat)
        await self.postman.excuse(letter)
        await self.store.write(inbox.mark, letter.row, "replied")

    async def take_up_unanswered(self, lines: Lines) -> None:
        """At a start: rows whose turn was committed and whose reply never went out."""
        after, unanswered = 0, dict[ContactId | None, list[int]]()
        while page := await self.waiting("handled", after):
            for row in page:
                unanswered.setdefault(row.contact, []).append(row.id)
            after = page[-1].id
        for contact, rows in unanswered.items():
            await self.take_up(lines, contact, rows)

    async def take_up(self, lines: Lines, contact: ContactId | None, rows: list[int]) -> None:
        """One contact's unanswered rows; nothing is left to do for who is gone."""
        found = await self.store.read(people.find_contact, contact) if contact else None
        if found is None:
            await self.store.write(mark_all, [(row, "replied") for row in rows])
            return
        chat = found[0].external
        lines.put(chat, partial(self.draw_again, chat, found[0].id, rows))

    async def draw_again(self, chat: str, contact: int, rows: list[int]) -> None:
        """Show someone their present screen, once for all their unanswered rows; never raises."""
        try:
            reply = await self.conversation.redraw(ContactId(contact))
            if reply is None or await self.carried(self.postman.show(chat, reply), reply):
                await self.store.write(mark_all, [(row, "replied") for row in rows])
        except Exception as fault:
            tell(self.event("redraw_failed"), fault, rows=rows)

    def event(self, name: str) -> str:
        """An event of the log, under the channel's name."""
        return f"{self.postman.name}.{name}"

    def log(self, name: str, **about: object) -> None:
        """Into the log, under the channel's name."""
        log.warning(self.event(name), **about)


def mark_all(conn: Connection, marks: Iterable[tuple[int, str]]) -> None:
    """Many rows marked in one unit."""
    for row, state in marks:
        inbox.mark(conn, row, state)


def welcome_back(conn: Connection, channel: str, chat: str, row: int) -> None:
    """Who unblocks us can be reached again, though nothing is said yet."""
    contact = people.find_by_external(conn, channel, chat)
    if contact:
        people.mark_unreachable(conn, ContactId(contact.id), "")
    inbox.mark(conn, row, "replied")
