"""The single door: whoever speaks on whatever channel comes in here, and one reply goes out.

A turn reads and writes inside one unit of work, together with the mark that its update is
handled: a crash before the commit leaves nothing done, a crash after it leaves a row that
``redraw`` answers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from content.address import Address
from content.channel import Contact
from content.chart import Chart
from content.media import File
from content.screen import to_json
from content.sealing import seal_screen
from content.wording import local
from db import conversations, inbox, messages, people, suppressed, taps
from db.conversations import Standing
from db.store import Connection, Store
from db.values import ContactId, PersonId
from handlers import hearing, helping, overhearing, welcome
from handlers.pictures import Aside
from handlers.routes import follow
from handlers.scene import Drawn, House, Scene
from handlers.standing import left_result, open_label, open_target, shows_answers, with_way_back
from handlers.turn import Left, Opened, Other, Reply, Tap, Turn, Words, storable

log = logging.getLogger(__name__)
Answering = Callable[[Connection, Drawn | None], Reply | None]
"""A unit of work that answers, with what was counted and drawn for it beforehand."""
TRANSCRIBED = frozenset({"web"})
"""Channels that have no memory of their own, so that we keep what was said and shown."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a channel talks to."""

    store: Store
    house: House
    clock: Callable[[], datetime]

    async def converse(self, turn: Turn) -> Reply | None:
        """Answer a turn; None where nothing is to be said (they left, or it is a double)."""
        return await self.told(lambda conn, drawn: take_turn(conn, turn, self.house, drawn))

    async def redraw(self, contact: ContactId) -> Reply | None:
        """The present screen again, for a turn whose reply never went out."""
        now = self.clock()
        return await self.told(
            lambda conn, drawn: draw_again(conn, contact, self.house, now, drawn)
        )

    async def told(self, answering: Answering) -> Reply | None:
        """What a unit of work answers. One that needs a chart is undone, and done again when that
        is drawn: nobody waits for the writer meanwhile."""
        try:
            return await self.store.write(answering, None)
        except Aside as asked:
            screen, chart = await self.store.read(asked.count)
            return await self.store.write(answering, (screen, await self.picture(chart)))

    async def picture(self, chart: Chart | None) -> File | None:
        """A chart drawn in a thread; None where there is none, or it fails: the words go alone."""
        if chart is None or self.house.draw is None:
            return None
        try:
            return await asyncio.to_thread(self.house.draw, chart)
        except Exception:
            log.exception("a chart could not be drawn")
            return None

    async def overhear(self, text: str) -> Reply:
        """Answer what was asked of us in a group: reads the library and nothing else."""
        return overhearing.answer(self.house.library(), text, local(self.clock()).date())


def take_turn(
    conn: Connection, turn: Turn, house: House, drawn: Drawn | None = None
) -> Reply | None:
    """One turn, whole. The update is marked first: who loses that race says nothing. Raises Aside
    for an answer that is counted beside it."""
    turn = replace(turn, said=storable(turn.said))
    if isinstance(turn.said, Left):
        leave(conn, turn, turn.said.reason)
        return None
    person, contact, _ = people.meet(
        conn, turn.channel, turn.external, name=turn.name, origin=turn.origin, now=turn.at
    )
    if turn.inbox and not inbox.mark_handled(conn, turn.inbox, ContactId(contact.id)):
        return None
    if turn.seen_on:
        taps.press(conn, ContactId(contact.id), turn.seen_on, turn.at)
    suppressed.welcome_back(conn, house.keys, turn.channel, turn.external)
    scene = replace(set_scene(conn, house, person.id, contact, turn.at), drawn=drawn)
    return send_off(scene, answer(scene, turn), turn)


def leave(conn: Connection, turn: Turn, reason: str) -> None:
    """They blocked us: remember that they cannot be reached, until they write again."""
    contact = people.find_by_external(conn, turn.channel, turn.external)
    if contact:
        people.mark_unreachable(conn, ContactId(contact.id), reason)
    if turn.inbox:
        inbox.mark_handled(conn, turn.inbox, ContactId(contact.id) if contact else None)


def set_scene(
    conn: Connection, house: House, person: PersonId, contact: Contact, now: datetime
) -> Scene:
    """Everything the handlers of this turn may look at."""
    return Scene(
        conn=conn,
        house=house,
        library=house.library(),
        person=people.get(conn, person),
        contact=contact,
        roles=people.roles_of(conn, person, now),
        standing=conversations.standing(conn, ContactId(contact.id), house.keys),
        now=now,
    )


def answer(scene: Scene, turn: Turn) -> Reply:
    """What they did, answered; on first contact the greeting goes before, never instead."""
    match turn.said:
        case Words(text=text):
            reply = hearing.hear(scene, text)
        case Tap(data=data):
            reply = hearing.pressed(scene, data)
        case Opened(payload=payload):
            reply = hearing.opened(scene, payload)
        case Other(kind=kind):
            reply = welcome.unread(scene, kind)
    if scene.standing.greeted_at is None and not reply.erased:
        return welcome.greeted(scene, reply)
    return reply


def send_off(scene: Scene, reply: Reply, turn: Turn) -> Reply:
    """Keep where they stand now, seal the acts, and keep the transcript where we must."""
    if reply.erased:
        return reply
    reply = helping.marked(scene, with_way_back(scene, reply))
    done = replace(
        reply,
        screens=tuple(
            seal_screen(screen, scene.contact.holder, scene.house.keys.seal)
            for screen in reply.screens
        ),
        contact=scene.contact,
    )
    contact = ContactId(scene.contact.id)
    left = left_standing(scene, reply)
    conversations.keep(scene.conn, contact, left, scene.house.keys)
    if goes_private(scene.standing, left):
        messages.forget_private(scene.conn, contact)
    if turn.channel in TRANSCRIBED:
        transcribe(scene, turn, done, is_helping=left.is_helping)
    return done


def goes_private(before: Standing, left: Standing) -> bool:
    """Whether answers are gone, so that the bubbles that show them go too."""
    return bool(before.form and not left.form) or (before.is_helping and not left.is_helping)


def left_standing(scene: Scene, reply: Reply) -> Standing:
    """The standing after a reply: its last screen is the present one, its buttons the numbers."""
    standing = reply.standing or scene.standing
    if not reply.screens:
        return standing
    present = reply.screens[-1]
    return replace(
        left_result(standing, present.address),
        screen=present.address,
        choices=tuple((open_label(one), open_target(one)) for one in present.buttons),
        greeted_at=standing.greeted_at or scene.now,
    )


def transcribe(scene: Scene, turn: Turn, reply: Reply, *, is_helping: bool) -> None:
    """Keep the bubbles of this turn: their words, or the words of the button they pressed. Of what
    is done for somebody else only our screens stand there, until it is done."""
    contact = ContactId(scene.contact.id)
    keys = scene.house.keys
    if said := hearing.words_of(scene, turn.said):
        messages.say(scene.conn, keys, contact, said, scene.now)
    for screen in reply.screens:
        is_private = is_helping or shows_answers(screen)
        keep = messages.show_private if is_private else messages.show
        keep(scene.conn, keys, contact, to_json(screen), scene.now)


def draw_again(
    conn: Connection, contact: ContactId, house: House, now: datetime, drawn: Drawn | None = None
) -> Reply | None:
    """The present screen of a contact, drawn anew; None when they are gone. Raises Aside."""
    found = people.find_contact(conn, contact)
    if found is None:
        return None
    scene = replace(set_scene(conn, house, found[1], found[0], now), drawn=drawn)
    address = Address.parse(scene.standing.screen or "home")
    reply = follow(scene, Address.of("home") if address.is_act else address)
    return send_off(scene, reply, Turn(found[0].channel, found[0].external, Opened(""), now))
