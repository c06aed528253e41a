"""Home, the first words to somebody new, and kind answers where nothing fits."""

from __future__ import annotations

from dataclasses import replace

from content.address import Address
from content.blocks import Callout, Paragraph, line, parse
from content.screen import Button, Screen, to
from handlers.scene import Scene
from handlers.turn import Reply

OFFICIAL_ROLES = frozenset({"official", "head", "programme", "village-head", "group-leader"})


def home(scene: Scene, _address: Address) -> Reply:
    """Address ``home``."""
    return Reply.of(home_screen(scene))


def home_screen(scene: Scene) -> Screen:
    """What we are, and at most six doors; an official's own work comes first."""
    doors = official_doors(scene) or resident_doors(scene)
    return Screen(
        address=to("home"),
        title=scene.word("welcome.title"),
        blocks=(
            Paragraph(line(scene.word("welcome.purpose"))),
            Callout("note", line(what_we_are(scene))),
        ),
        rows=tuple((door,) for door in doors),
        style="doors",
        placeholder=scene.word("welcome.placeholder"),
    )


def what_we_are(scene: Scene) -> str:
    """A machine; who runs it, or that it is a trial; what is kept is one tap away."""
    operator = scene.house.operator
    who = (
        scene.word("welcome.operator", name=operator.name)
        if operator.name
        else scene.word("welcome.trial")
    )
    return f"{scene.word('welcome.machine')} {who} {scene.word('welcome.kept')}"


def resident_doors(scene: Scene) -> tuple[Button, ...]:
    """The six doors of a resident."""
    return (
        door(scene, "check", "home", look_filled=True),
        door(scene, "topics/vay-von", "coins"),
        door(scene, "topics", "book"),
        door(scene, "stories", "sprout"),
        door(scene, "contact", "chat"),
        door(scene, "settings", "sliders"),
    )


def official_doors(scene: Scene) -> tuple[Button, ...]:
    """An official sees their work first, what they do for residents, and what residents see."""
    if not scene.role_names & OFFICIAL_ROLES:
        return ()
    return (
        door(scene, "tasks", "bell", look_filled=True),
        door(scene, "check", "home"),
        door(scene, "helping", "hands"),
        door(scene, "topics", "book"),
        door(scene, "contact", "chat"),
        door(scene, "settings", "sliders"),
    )


def door(scene: Scene, address: str, icon: str, *, look_filled: bool = False) -> Button:
    """A door: its words are kept under its address."""
    key = address.replace("/", "-")
    return Button(
        scene.word(f"welcome.door.{key}"),
        address,
        hint=scene.word(f"welcome.door.{key}.hint"),
        icon=icon,
        look="filled" if look_filled else "plain",
    )


def greeted(scene: Scene, reply: Reply) -> Reply:
    """The first reply to somebody: the greeting goes before the answer, never instead of it."""
    if any(screen.address == "home" for screen in reply.screens):
        return reply  # home says the same
    hello = Screen(address=to("about"), blocks=(Callout("note", line(what_we_are(scene))),))
    return replace(reply, screens=(hello, *reply.screens))


def about(scene: Scene, _address: Address) -> Reply:
    """Address ``about``: who runs this, what it is, what it never does."""
    operator = scene.house.operator
    blocks = parse(scene.word("welcome.about"))
    if operator.name:
        contact = ", ".join(filter(None, (operator.office, operator.phone, operator.site)))
        told = scene.word("welcome.about.operator", name=operator.name, contact=contact)
        blocks += (Callout("note", line(told)),)
    else:
        blocks += (Callout("warn", line(scene.word("welcome.trial"))),)
    return Reply.of(
        Screen(to("about"), scene.word("welcome.about.title"), blocks, ((home_button(scene),),))
    )


def contact(scene: Scene, _address: Address) -> Reply:
    """Address ``contact``: where a person answers; the commune's own counter when we know it."""
    unit = scene.library.places.units.get(scene.person.unit or "")
    where = (
        scene.word("welcome.contact.commune", commune=unit.name)
        if unit
        else scene.word("welcome.contact.anywhere")
    )
    blocks = (
        Paragraph(line(where)),
        *parse(scene.word("welcome.contact.more")),
        Callout("warn", line(scene.word("welcome.contact.free"))),
    )
    choose = Button(scene.word("welcome.contact.choose"), to("settings", "commune"), icon="pin")
    rows = ((choose,), (home_button(scene),))
    return Reply.of(Screen(to("contact"), scene.word("welcome.contact.title"), blocks, rows))


def unread(scene: Scene, kind: str) -> Reply:
    """A photo, a voice note …: we do not read it, and say what to do instead."""
    key = (
        f"welcome.unread.{kind}" if kind in ("photo", "voice", "unsupported") else "welcome.unread"
    )
    return Reply.of(nothing_fits(scene, scene.word(key)))


def lost(scene: Scene) -> Reply:
    """An address that names no screen of today: kindly to the first one."""
    return Reply.of(nothing_fits(scene, scene.word("welcome.lost")))


def not_yours(scene: Scene) -> Reply:
    """A screen or act for somebody else's role."""
    return Reply.of(nothing_fits(scene, scene.word("welcome.not_yours")))


def nothing_fits(scene: Scene, words: str) -> Screen:
    """A kind word, and the ways on."""
    ways = (
        home_button(scene),
        Button(scene.word("welcome.ask_person"), to("contact"), icon="chat"),
    )
    return Screen(to("lost"), blocks=(Paragraph(line(words)),), rows=tuple((way,) for way in ways))


def home_button(scene: Scene) -> Button:
    """Back to the first screen."""
    return Button(scene.word("welcome.home"), to("home"), icon="back")
