"""The doors of the check: what one may come to ask about."""

from __future__ import annotations

from content.address import Address
from content.blocks import Callout, line
from content.screen import Button, Screen, to
from db import checks
from handlers.eligibility import stand
from handlers.scene import Scene
from handlers.standing import ASKING, SHOWN, given
from handlers.turn import Reply
from handlers.welcome import home_button

Rows = tuple[tuple[Button, ...], ...]
DOORS = (("supports", "hands"), ("loans", "coins"), ("causes", "people"), ("find", "search"))
"""The doors of the check, the first one filled, each with its icon."""


def check(scene: Scene, address: Address) -> Reply:
    """Address ``check``: go on where they were, or the doors."""
    is_open = scene.standing.is_helping or scene.standing.form in (ASKING, SHOWN)
    return stand(scene, given(scene)) if is_open and given(scene) else doors(scene, address)


def doors(scene: Scene, _address: Address) -> Reply:
    """Address ``check/doors``: loans, supports, circumstances, or one programme by its name."""
    rows = tuple((door(scene, name, icon),) for name, icon in DOORS) + kept(scene)
    screen = Screen(
        to("check", "doors"),
        scene.word("check.doors.title"),
        (Callout("note", line(scene.word("check.doors.what"))),),
        (*rows, (home_button(scene),)),
        style="doors",
        placeholder=scene.word("welcome.placeholder"),
    )
    return Reply.of(screen)


def kept(scene: Scene) -> Rows:
    """The way to the answers that they had us keep, if they did."""
    if scene.standing.is_helping or not checks.count(scene.conn, scene.person.id, scene.now):
        return ()
    return ((Button(scene.word("check.again"), to("checks"), icon="back"),),)


def door(scene: Scene, name: str, icon: str) -> Button:
    """One of the doors."""
    return Button(
        scene.word(f"check.door.{name}"),
        to("check", name),
        hint=scene.word(f"check.door.{name}.hint"),
        icon=icon,
        look="filled" if name == DOORS[0][0] else "plain",
    )
