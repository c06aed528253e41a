"""A person's own settings: messages on and off, language, commune, topics, and their data."""

from __future__ import annotations

from dataclasses import replace

from content.address import Address
from content.blocks import Callout, Fields, Paragraph, line, plain
from content.commands import names
from content.screen import Button, Screen, to
from content.wording import LANGUAGES
from db import audit, people, taps
from db.values import ContactId, Person
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import home_button, home_screen

STOP_QUESTION = to("settings", "stop")
CONSOLE_ROLES = frozenset({"viewer", "writer", "approver", "admin", "head", "programme"})


def settings(scene: Scene, _address: Address) -> Reply:
    """Address ``settings``: what is set, a row each to change it."""
    person = scene.person
    rows = (
        (scene.word("settings.messages"), scene.word(on_or_off(person))),
        (scene.word("settings.commune"), commune_name(scene) or scene.word("settings.unknown")),
        (scene.word("settings.language"), scene.word(f"settings.language.{person.language}")),
    )
    switch = ("do", "start") if person.opted_out_at else ("settings", "stop")
    buttons = (
        Button(scene.word(f"settings.{switch[1]}"), to(*switch), icon="bell"),
        Button(scene.word("settings.topics"), to("settings", "topics"), icon="book"),
        Button(scene.word("settings.change_commune"), to("settings", "commune"), icon="pin"),
        Button(scene.word("settings.change_language"), to("settings", "language"), icon="globe"),
        Button(scene.word("settings.channels"), to("settings", "channels"), icon="chat"),
        Button(scene.word("settings.data"), to("settings", "data"), icon="lock"),
        *console_door(scene),
        home_button(scene),
    )
    block = Fields(tuple((label, plain(value)) for label, value in rows))
    return Reply.of(
        Screen(to("settings"), scene.word("settings.title"), (block,), tuple((b,) for b in buttons))
    )


def console_door(scene: Scene) -> tuple[Button, ...]:
    """The way to the console, for who may enter it."""
    if not scene.role_names & CONSOLE_ROLES:
        return ()
    return (Button(scene.word("settings.console"), to("console"), icon="shield"),)


def on_or_off(person: Person) -> str:
    """The key of the word for whether we may push to them."""
    return "settings.off" if person.opted_out_at else "settings.on"


def commune_name(scene: Scene) -> str:
    """The name of the commune they told us, or nothing."""
    unit = scene.library.places.units.get(scene.person.unit or "")
    return unit.name if unit else ""


def stop_question(scene: Scene) -> Screen:
    """Two buttons: stop, or go on."""
    return Screen(
        STOP_QUESTION,
        scene.word("settings.stop.title"),
        (Paragraph(line(scene.word("settings.stop.what"))),),
        (
            (Button(scene.word("settings.stop.yes"), to("do", "stop")),),
            (Button(scene.word("settings.stop.no"), to(*back_to(scene)), look="filled"),),
        ),
    )


def back_to(scene: Scene) -> tuple[str, ...]:
    """Where *no* leads: to the open question, or home."""
    return ("check",) if scene.standing.form else ("home",)


def ask_to_stop(scene: Scene, _address: Address) -> Reply:
    """Address ``settings/stop``."""
    return Reply.of(stop_question(scene))


def stop(scene: Scene, _address: Address | None = None) -> Reply:
    """``do/stop``: no more pushes of any kind; asking goes on working."""
    people.change(scene.conn, scene.person.id, opted_out_at=scene.now)
    taps.stop(scene.conn, scene.person.id, scene.now)
    note(scene, "opt-out")
    again = Button(scene.word("settings.start"), to("do", "start"), icon="bell")
    only = Button(scene.word("settings.only_here"), to("do", "channel", "only", scene.contact.id))
    several = len(people.reachability(scene.conn, scene.person.id)) > 1
    rows = ((again,), *([(only,)] if several else []), (home_button(scene),))
    return Reply.of(
        Screen(
            to("settings", "stopped"),
            scene.word("settings.stopped.title"),
            (Paragraph(line(scene.word("settings.stopped"))),),
            rows,
        )
    )


def start(scene: Scene, _address: Address | None = None) -> Reply:
    """``do/start``: pushes on again."""
    people.change(scene.conn, scene.person.id, opted_out_at=None)
    people.refuse(scene.conn, ContactId(scene.contact.id), None)
    note(scene, "opt-in")
    screen = home_screen(scene)
    if scene.person.opted_out_at is None:
        return Reply.of(screen)
    hello = Callout("answer", line(scene.word("settings.started")))
    return Reply.of(replace(screen, blocks=(hello, *screen.blocks)))


def note(scene: Scene, action: str) -> None:
    """Into the audit log, as ordered by the person themselves."""
    subject = f"person:{scene.person.id}"
    audit.record(scene.conn, action, subject, by=scene.person.id, now=scene.now)


def languages(scene: Scene, _address: Address) -> Reply:
    """Address ``settings/language``: each language called by its own name."""
    rows = tuple(
        (Button(scene.word(f"settings.language.{code}"), to("do", "language", code)),)
        for code in LANGUAGES
    )
    about = Paragraph(line(scene.word("settings.language.what")))
    title = scene.word("settings.change_language")
    return Reply.of(Screen(to("settings", "language"), title, (about,), rows, style="options"))


def set_language(scene: Scene, address: Address) -> Reply:
    """``do/language/<code>``."""
    code = address.segments[2]
    if code not in LANGUAGES:
        return languages(scene, address)
    people.change(scene.conn, scene.person.id, language=code)
    return settings(replace(scene, person=replace(scene.person, language=code)), address)


def spoken(scene: Scene, text: str) -> Reply | None:
    """A language called by its name is spoken at once: who cannot read us finds no button."""
    for code in LANGUAGES:
        if names(text, scene.word(f"settings.language.{code}"), f"do/language/{code}"):
            return set_language(scene, Address.of("do", "language", code))
    return None


def communes(scene: Scene, _address: Address) -> Reply:
    """Address ``settings/commune``: the communes of today; an old name may be typed."""
    rows = tuple(
        (Button(unit.name, to("do", "commune", unit.slug)),)
        for unit in scene.library.places.communes(scene.today)
    )
    elsewhere = Button(scene.word("settings.commune.other"), to("do", "commune", "other"))
    about = Paragraph(line(scene.word("settings.commune.what")))
    title = scene.word("settings.change_commune")
    return Reply.of(
        Screen(
            to("settings", "commune"),
            title,
            (about,),
            (*rows, (elsewhere,)),
            style="options",
        )
    )


def set_commune(scene: Scene, address: Address) -> Reply:
    """``do/commune/<slug>``; ``other`` forgets it."""
    slug = address.segments[2]
    known = {unit.slug for unit in scene.library.places.communes(scene.today)}
    if slug not in known | {"other"}:
        return communes(scene, address)
    unit = slug if slug in known else None
    people.change(scene.conn, scene.person.id, unit=unit)
    return settings(replace(scene, person=replace(scene.person, unit=unit)), address)


def hear(scene: Scene, text: str) -> Reply | None:
    """A commune's name typed while we ask for it; several places may be meant."""
    if scene.standing.screen != to("settings", "commune"):
        return None
    found = scene.library.places.find(text)
    if len(found) == 1:
        return set_commune(scene, Address.of("do", "commune", found[0].slug))
    if not found:
        return None
    rows = tuple((Button(unit.name, to("do", "commune", unit.slug)),) for unit in found)
    about = Paragraph(line(scene.word("settings.commune.which")))
    title = scene.word("settings.change_commune")
    return Reply.of(Screen(to("settings", "commune"), title, (about,), rows, style="options"))
