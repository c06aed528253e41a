"""The desk where stored updates are worked off: sorted into a line a chat, conversed, replied.

A row is ``new`` until its turn is committed, ``handled`` until its reply is out, then ``replied``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol

import structlog
from telegram.error import TelegramError

from bot.channels.telegram.channel import NAME
from bot.channels.telegram.faults import tell
from bot.channels.telegram.flood import FloodGuard
from bot.channels.telegram.lines import Lines
from bot.channels.telegram.reading import Letter, Unreadable, read
from bot.channels.telegram.replies import Replier, Unreachable
from content.wording import word
from db import inbox, people
from db.inbox import Incoming
from db.store import Connection, Store
from db.values import ContactId
from handlers.turn import Left, Reply, Turn

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


@dataclass(slots=True)
class Desk:
    """Works off this channel's inbox."""

    store: Store
    conversation: Conversation
    replier: Replier
    clock: Callable[[], datetime]
    guard: FloodGuard = field(default_factory=FloodGuard)
    _taken: set[int] = field(default_factory=set)

    async def sort(self, lines: Lines) -> None:
        """Put every new row that is not yet taken into its chat's line, as far as there is room.

        From the start each time: on PostgreSQL rows may become visible out of order.
        """
        after = 0
        while len(self._taken) < WINDOW:
            page = await self.store.read(inbox.waiting, NAME, state="new", after=after, limit=PAGE)
            await self.sort_page([row for row in page if row.id not in self._taken], lines)
            if len(page) < PAGE:
                return
            after = page[-1].id

    async def sort_page(self, rows: list[Incoming], lines: Lines) -> None:
        """Broken and flooding ones are put aside at once, the others wait in line."""
        aside: list[tuple[int, str]] = []
        for row in sorted(rows, key=lambda row: row.update_id):
            try:
                letter = read(row)
            except Unreadable as fault:
                log.error("telegram.update_broken", update=row.update_id, reason=str(fault))
                aside.append((row.id, "broken"))
                continue
            if self.is_welcome(letter, lines):
                self._taken.add(row.id)
                lines.put(letter.chat, partial(self.serve, letter))
            else:
                aside.append((row.id, "replied"))
        if aside:
            await self.store.write(mark_all, aside)

    def is_welcome(self, letter: Letter, lines: Lines) -> bool:
        """False for what comes too fast: told once, then dropped, but every tap's clock stops."""
        if letter.event != "turn" or isinstance(letter.said, Left):
            return True
        verdict = self.guard.judge(letter.chat, self.clock())
        if verdict == "pass":
            return True
        if verdict == "warn":
            log.warning("telegram.flood", chat=letter.chat)
            lines.put(f"{letter.chat} flood", partial(self.warn, letter.chat))
        if letter.tapped:
            stop_clock = partial(self.replier.stop_clock, letter.tapped.query)
            lines.put(f"{letter.chat} taps", stop_clock)
        return False

    async def warn(self, chat: str) -> None:
        """One kind word to who sends too fast."""
        try:
            await self.replier.say(chat, word("telegram.flood"))
        except (TelegramError, Unreachable) as error:
            log.info("telegram.flood_untold", reason=str(error))

    async def serve(self, letter: Letter) -> None:
        """One letter from beginning to end; never raises."""
        try:
            await self.work(letter)
        except Exception as fault:
            # The row stays as it is: new, and tried again; or handled, and drawn again at a start.
            tell("telegram.update_failed", fault, row=letter.row)
        finally:
            self._taken.discard(letter.row)

    async def work(self, letter: Letter) -> None:
        """By kind of letter."""
        match letter.event:
            case "turn":
                await self.hold_turn(letter)
            case "back":
                await self.store.write(welcome_back, letter.chat, letter.row)
            case "group" | "nothing":
                await self.leave_alone(letter)

    async def hold_turn(self, letter: Letter) -> None:
        """Somebody spoke: converse, answer, mark."""
        try:
            reply = await self.converse(letter)
        except Exception as fault:
            tell("telegram.turn_failed", fault, row=letter.row)
            await self.store.write(inbox.mark, letter.row, "broken")
            await self.deliver(letter, Reply(toast=word("telegram.trouble")))
            return
        if await self.deliver(letter, reply) and (reply or isinstance(letter.said, Left)):
            await self.store.write(inbox.mark, letter.row, "replied")

    async def converse(self, letter: Letter) -> Reply | None:
        """The turn, tried again a little where it fails: a database may be busy for a moment."""
        assert letter.said is not None
        turn = Turn(
            NAME,
            letter.chat,
            letter.said,
            self.clock(),
            name=letter.name,
            inbox=letter.row,
            seen_on=str((letter.tapped and letter.tapped.message) or ""),
        )
        for pause in AGAIN:
            try:
                return await self.conversation.converse(turn)
            except Exception as fault:
                log.warning("telegram.turn_again", row=letter.row, fault=type(fault).__name__)
                await asyncio.sleep(pause)
        return await self.conversation.converse(turn)

    async def deliver(self, letter: Letter, reply: Reply | None) -> bool:
        """Send the reply; True when nothing is left to do about it."""
        try:
            await self.replier.answer(letter.chat, letter.tapped, reply)
        except Unreachable as gone:
            if reply and reply.contact:
                contact = ContactId(reply.contact.id)
                await self.store.write(people.mark_unreachable, contact, str(gone))
        except TelegramError as error:
            log.error("telegram.reply_lost", row=letter.row, reason=error.message)
            return False
        return True

    async def leave_alone(self, letter: Letter) -> None:
        """Groups are left without a word; what is not for us is put away."""
        try:
            if letter.event == "group":
                await self.replier.bot.leave_chat(letter.chat)
            if letter.tapped:
                await self.replier.stop_clock(letter.tapped.query)
        except TelegramError as error:
            log.info("telegram.group_not_left", reason=error.message)
        await self.store.write(inbox.mark, letter.row, "replied")

    async def take_up_unanswered(self, lines: Lines) -> None:
        """At a start: rows whose turn was committed and whose reply never went out."""
        after, unanswered = 0, dict[ContactId | None, list[int]]()
        while page := await self.store.read(
            inbox.waiting, NAME, state="handled", after=after, limit=PAGE
        ):
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
            letter = Letter(rows[-1], chat, "turn")
            if await self.deliver(letter, reply):
                await self.store.write(mark_all, [(row, "replied") for row in rows])
        except Exception as fault:
            tell("telegram.redraw_failed", fault, rows=rows)


def mark_all(conn: Connection, marks: Iterable[tuple[int, str]]) -> None:
    """Many rows marked in one unit."""
    for row, state in marks:
        inbox.mark(conn, row, state)


def welcome_back(conn: Connection, chat: str, row: int) -> None:
    """Who unblocks us can be reached again, though nothing is said yet."""
    contact = people.find_by_external(conn, NAME, chat)
    if contact:
        people.mark_unreachable(conn, ContactId(contact.id), "")
    inbox.mark(conn, row, "replied")
