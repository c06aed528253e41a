"""One person on several channels: joined by a code typed on the other one; which comes first, and
on which nothing more shall come."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import timedelta

from content.address import Address
from content.blocks import Callout, Paragraph, line, plain
from content.channel import REMOTE, Contact
from content.fold import fold
from content.screen import Button, Screen, to, to_json
from db import audit, joining, outbox, people, taps
from db.outbox import Push
from db.values import ContactId, PersonId
from handlers import settings
from handlers.invitations import locked, refuse, wrong
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import home_button, lost

CODE = re.compile(r"noi\s*[:.-]?\s*(\d{3})[ .-]?(\d{3})\Z")
"""*Nối 482 913*, folded."""
GOOD_FOR = timedelta(minutes=15)


def channels(scene: Scene, _address: Address) -> Reply:
    """Address ``settings/channels``: where they can be reached, and what can be changed."""
    return Reply.of(overview(scene))


def overview(scene: Scene, note: str = "") -> Screen:
    """Each channel with its buttons, and the way to join another one."""
    every = contacts_of(scene)
    rows = [row for one in every if len(every) > 1 for row in rows_of(scene, one)]
    join = Button(scene.word("channels.join"), to("settings", "channels", "code"), icon="next")
    above = (Callout("note", line(note)),) if note else ()
    what = scene.word("channels.what" if len(every) > 1 else "channels.one")
    return Screen(
        to("settings", "channels"),
        scene.word("channels.title"),
        (*above, Paragraph(line(what))),
        (*rows, (join,), (home_button(scene),)),
    )


def contacts_of(scene: Scene) -> list[people.Reachability]:
    """Their channels, the oldest first."""
    found = people.reachability(scene.conn, scene.person.id)
    return [one for one in found if one.contact.channel in REMOTE]


def rows_of(scene: Scene, one: people.Reachability) -> list[tuple[Button, ...]]:
    """What can be done with one of several channels."""
    n, name = one.contact.id, scene.word(f"channels.name.{one.contact.channel}")
    if one.opted_out_at:
        again = scene.word("channels.start", channel=name)
        return [(Button(again, to("do", "channel", "start", n)),)]
    first = scene.person.channel == one.contact.channel
    label = "channels.is_first" if first else "channels.prefer"
    prefer = Button(scene.word(label, channel=name), to("do", "channel", "prefer", n))
    stop = Button(scene.word("channels.stop", channel=name), to("do", "channel", "stop", n))
    apart = Button(scene.word("channels.split", channel=name), to("do", "channel", "split", n))
    mine = one.contact.id == scene.contact.id
    return [(prefer,), (stop,)] if mine else [(prefer,), (stop,), (apart,)]


def code(scene: Scene, _address: Address) -> Reply:
    """Address ``settings/channels/code``: a code, good for a quarter of an hour and once."""
    made = f"{secrets.randbelow(1_000_000):06d}"
    contact, until = ContactId(scene.contact.id), scene.now + GOOD_FOR
    joining.offer(scene.conn, scene.house.keys, made, contact, now=scene.now, until=until)
    told = scene.word("channels.code", code=f"{made[:3]} {made[3:]}")
    back = Button(scene.word("channels.back"), to("settings", "channels"), icon="back")
    blocks = (Paragraph(line(told)), Callout("warn", line(scene.word("channels.code.secret"))))
    title = scene.word("channels.join")
    return Reply.of(Screen(to("settings", "channels", "code"), title, blocks, ((back,),)))


def hear(scene: Scene, text: str) -> Reply | None:
    """*Nối 482 913*: the code of their other channel."""
    found = CODE.match(fold(text.strip()))
    if found is None:
        return None
    if locked(scene):
        return refuse(scene)
    contact = joining.taken(scene.conn, scene.house.keys, found[1] + found[2], scene.now)
    other = people.find_contact(scene.conn, contact) if contact else None
    if other is None:
        return wrong(scene)
    return joined(scene, *other)


def joined(scene: Scene, other: Contact, kept: PersonId) -> Reply:
    """Make them one, and tell the other channel, where whoever did not mean it can undo it."""
    here = scene.contact
    name = scene.word(f"channels.name.{other.channel}")
    if kept != scene.person.id:
        if scene.person.origin == "demo" or people.get(scene.conn, kept).origin == "demo":
            return wrong(scene)
        joining.merge(scene.conn, kept, scene.person.id, scene.now)
        note(replace(scene, person=people.get(scene.conn, kept)), "join-channels", kept)
        tell_other(scene, other, here)
    own = replace(scene, person=people.get(scene.conn, kept))
    fresh = replace(scene.standing, wrong_codes=0, locked_until=None)
    screen = overview(own, scene.word("channels.joined", channel=name))
    return Reply.of(screen, standing=fresh)


def tell_other(scene: Scene, other: Contact, here: Contact) -> None:
    """A notice on the channel whose code was used."""
    name = scene.word(f"channels.name.{here.channel}")
    look = Button(scene.word("channels.title"), to("settings", "channels"))
    told = Paragraph(plain(scene.word("channels.told", channel=name)))
    screen = Screen(to("settings", "channels", "told"), blocks=(told,), rows=((look,),))
    push = Push(
        key=f"joined:{other.id}:{here.id}:{scene.now.timestamp()}",
        kind="notice",
        contact=other,
        not_before=scene.now,
        screen=to_json(screen),
    )
    outbox.queue(scene.conn, [push])


def change(scene: Scene, address: Address) -> Reply:
    """``do/channel/<act>/<contact>``: prefer, stop, start, only (of all, stop this one) or split
    one of their channels."""
    _, _, act, number = address.segments
    known = {str(one.contact.id): one.contact for one in contacts_of(scene)}
    chosen = known.get(number)
    if chosen is None or act not in ACTS or (act == "split" and chosen.id == scene.contact.id):
        return lost(scene)
    ACTS[act](scene, chosen)
    note(scene, f"channel-{act}", scene.person.id, channel=chosen.channel)
    own = replace(scene, person=people.get(scene.conn, scene.person.id))
    name = scene.word(f"channels.name.{chosen.channel}")
    return Reply.of(overview(own, scene.word(f"channels.done.{act}", channel=name)))


def prefer(scene: Scene, chosen: Contact) -> None:
    """Messages come there first."""
    people.change(scene.conn, scene.person.id, channel=chosen.channel)


def stop(scene: Scene, chosen: Contact) -> None:
    """Nothing more there."""
    people.refuse(scene.conn, ContactId(chosen.id), scene.now)


def start(scene: Scene, chosen: Contact) -> None:
    """Messages there again."""
    people.refuse(scene.conn, ContactId(chosen.id), None)


def only(scene: Scene, chosen: Contact) -> None:
    """They stopped everything and meant this channel."""
    people.change(scene.conn, scene.person.id, opted_out_at=None)
    stop(scene, chosen)


def split(scene: Scene, chosen: Contact) -> None:
    """It was not them after all."""
    joining.split(scene.conn, ContactId(chosen.id), scene.now)


ACTS = {"prefer": prefer, "stop": stop, "start": start, "only": only, "split": split}


def stop_here(scene: Scene, _address: Address) -> Reply:
    """``do/stop/here``: nothing more on this channel; where it is their only one, nothing more."""
    if len(contacts_of(scene)) < 2:
        return settings.stop(scene)
    stop(scene, scene.contact)
    taps.stop(scene.conn, scene.person.id, scene.now)
    note(scene, "channel-stop", scene.person.id, channel=scene.contact.channel)
    name = scene.word(f"channels.name.{scene.contact.channel}")
    return Reply.of(overview(scene, scene.word("channels.done.only", channel=name)))


def note(scene: Scene, action: str, person: PersonId, **detail: object) -> None:
    """Into the audit log."""
    by, now = scene.person.id, scene.now
    audit.record(scene.conn, action, f"person:{person}", by=by, now=now, detail=detail)
