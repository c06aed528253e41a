"""Of which topics a person gets news: each is followed, stopped, or neither.

Whoever follows none gets them all. A stopped one is never sent, whatever a campaign's audience.
"""

from __future__ import annotations

from content.address import Address
from content.blocks import Paragraph, line
from content.explainers import Group
from content.screen import Button, Screen, to
from db import audit, taps, topics
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import home_button


def every(scene: Scene, _address: Address) -> Reply:
    """Address ``settings/topics``: the topics, each with how it stands."""
    rows = tuple((door(scene, group),) for group in scene.library.shelves())
    about = Paragraph(line(scene.word("settings.topics.what")))
    back = Button(scene.word("settings.back"), to("settings"), icon="back")
    title = scene.word("settings.topics")
    return Reply.of(Screen(to("settings", "topics"), title, (about,), (*rows, (back,))))


def door(scene: Scene, group: Group) -> Button:
    """The way to a topic, with how it stands."""
    hint = scene.word(f"settings.topics.{standing(scene, group.key)}")
    return Button(group.name(scene.language), to("settings", "topics", group.key), hint=hint)


def standing(scene: Scene, topic: str) -> str:
    """``followed``, ``stopped``, or for neither ``on`` and, when others are followed, ``off``."""
    if topic in topics.stopped(scene.conn, scene.person.id):
        return "stopped"
    followed = topics.followed(scene.conn, scene.person.id)
    if topic in followed:
        return "followed"
    return "off" if followed else "on"


def one(scene: Scene, address: Address) -> Reply:
    """Address ``settings/topics/<topic>``, to which messages about a topic lead: how it stands,
    and what can be changed."""
    group = named(scene, address.segments[2])
    return Reply.of(screen(scene, group)) if group else every(scene, address)


def named(scene: Scene, topic: str) -> Group | None:
    """The topic of a key, if people are shown one."""
    return next((group for group in scene.library.shelves() if group.key == topic), None)


def screen(scene: Scene, group: Group) -> Screen:
    """How a topic stands for a person, and what they can change."""
    stands, topic = standing(scene, group.key), group.name(scene.language)
    stop = Button(scene.word("settings.topic.stop"), to("do", "topic", "stop", group.key))
    start = Button(scene.word("settings.topic.start"), to("do", "topic", "start", group.key))
    follow = Button(scene.word("settings.topic.follow"), to("do", "topic", group.key))
    leave = Button(scene.word("settings.topic.leave"), to("do", "topic", group.key))
    ways = {"stopped": (start,), "followed": (stop, leave)}.get(stands, (stop, follow))
    back = Button(scene.word("settings.topics"), to("settings", "topics"), icon="back")
    return Screen(
        to("settings", "topics", group.key),
        topic,
        (Paragraph(line(scene.word(f"settings.topic.{stands}.what", topic=topic))),),
        (*((way,) for way in ways), (back,)),
    )


def toggle(scene: Scene, address: Address) -> Reply:
    """``do/topic/<topic>``: follow it, or no longer."""
    group = named(scene, address.segments[2])
    if group is None:
        return every(scene, address)
    followed = topics.followed(scene.conn, scene.person.id)
    topics.follow(scene.conn, scene.person.id, followed ^ {group.key})
    return Reply.of(screen(scene, group))


def stop(scene: Scene, address: Address) -> Reply:
    """``do/topic/stop/<topic>``: nothing of it any more, not even of what waits in the queue."""
    group = named(scene, address.segments[3])
    if group is None:
        return every(scene, address)
    topics.stop(scene.conn, scene.person.id, group.key, scene.now)
    taps.stop(scene.conn, scene.person.id, scene.now)
    note(scene, "topic-stop", group.key)
    undo = Button(scene.word("settings.topic.undo"), to("do", "topic", "start", group.key))
    others = Button(scene.word("settings.topics"), to("settings", "topics"), icon="book")
    told = scene.word("settings.topic.done", topic=group.name(scene.language))
    title = scene.word("settings.topic.done.title")
    ways = ((undo,), (others,), (home_button(scene),))
    here = to("settings", "topics", group.key)
    return Reply.of(Screen(here, title, (Paragraph(line(told)),), ways))


def start(scene: Scene, address: Address) -> Reply:
    """``do/topic/start/<topic>``: news of it again; followed where others are, so that it comes."""
    group = named(scene, address.segments[3])
    if group is None:
        return every(scene, address)
    if topics.followed(scene.conn, scene.person.id) - {group.key}:
        kept = topics.followed(scene.conn, scene.person.id) | {group.key}
        topics.follow(scene.conn, scene.person.id, kept)
    else:
        topics.forget(scene.conn, scene.person.id, group.key)
    note(scene, "topic-start", group.key)
    return Reply.of(screen(scene, group))


def note(scene: Scene, action: str, topic: str) -> None:
    """Into the audit log, as ordered by the person themselves."""
    subject, by = f"person:{scene.person.id}", scene.person.id
    audit.record(scene.conn, action, subject, by=by, now=scene.now, detail={"topic": topic})
