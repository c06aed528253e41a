"""Who lives in the home, told one tap each: added, taken out, and *nobody more*."""

from __future__ import annotations

from content import members
from content.address import Address
from content.facts import FactError
from content.household import MEMBERS
from handlers.eligibility import stand
from handlers.scene import Scene
from handlers.standing import form, given
from handlers.turn import Reply
from handlers.welcome import lost


def show(scene: Scene, _address: Address) -> Reply:
    """Address ``check/members``: who is told so far, and who else lives there."""
    if MEMBERS not in scene.library.facts:
        return lost(scene)
    return stand(scene, form(scene).change(given(scene), MEMBERS))


def add(scene: Scene, address: Address) -> Reply:
    """``do/check/member/<kind>``: one more person."""
    try:
        fact = scene.library.facts[MEMBERS]
        return stand(scene, members.add(given(scene), address.segments[3], fact))
    except (FactError, LookupError):
        return stand(scene, given(scene))  # a button of an older day: ask again


def drop(scene: Scene, address: Address) -> Reply:
    """``do/check/member/drop/<number>``: without that person; the others stay who they are."""
    number = address.segments[4]
    left = members.drop(given(scene), int(number)) if number.isdecimal() else given(scene)
    return stand(scene, left)


def done(scene: Scene, _address: Address) -> Reply:
    """``do/check/members/done``: nobody more, so the next question."""
    return stand(scene, members.done(given(scene)))
