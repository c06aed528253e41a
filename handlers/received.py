"""*Bà con đã nhận được chưa?*: a month after a check, by consent, programme by programme; and the
figures of it, the only true measure of effect."""

from __future__ import annotations

from collections.abc import Sequence

from content import checks as rules
from content.address import Address
from content.cards import received as card
from content.checks import Found
from content.library.library import Library
from content.received import ANSWERS, Effect, effect
from content.sheets import Row
from content.wording import word
from db import received
from db.checks import Check
from db.store import Connection
from handlers.campaign_orders import Order, units_of
from handlers.kept import every, load, own
from handlers.scene import Scene
from handlers.staff import province
from handlers.standing import form
from handlers.turn import Reply


def question(scene: Scene, address: Address) -> Reply:
    """Address ``checks/<number>/received``: the next programme that is not answered yet."""
    found = own(scene, address, at=1)
    return following(scene, found) if found else every(scene, address)


def answer(scene: Scene, address: Address) -> Reply:
    """``do/received/<number>/<place>/<answer>``: keep it, and ask of the next one."""
    _, _, _, place, said = address.segments
    found = own(scene, address, at=2)
    if found is None:
        return every(scene, address)
    asked = {str(at): one for at, one in good(scene, found)}
    if place in asked and said in ANSWERS:
        received.answer(scene.conn, found.id, asked[place].slug, said, scene.now)
    return following(scene, found)


def following(scene: Scene, check: Check) -> Reply:
    """The next question, or thanks."""
    said = received.of_check(scene.conn, check.id)
    for at, one in good(scene, check):
        if one.slug not in said:
            name = scene.library.programmes[one.slug].name
            return Reply.of(card.question(check.id, at, name, scene.language))
    return Reply.of(card.thanks(check.id, frozenset(said.values()), scene.language))


def good(scene: Scene, check: Check) -> list[tuple[int, Found]]:
    """What could be had by the result, each programme once, with its place in it."""
    seen = rules.seen_of(form(scene), check.seen, load(check), check.day)
    found: dict[str, tuple[int, Found]] = {}
    for at, one in enumerate(seen):
        if one.state == "eligible" and one.slug in scene.library.programmes:
            found.setdefault(one.slug, (at, one))
    return list(found.values())


def effects(conn: Connection, library: Library, order: Order) -> list[Effect]:
    """What came of checks by programme, of the people of a unit and below."""
    whole = order.unit == province(library.places)
    counted = received.counts(conn, None if whole else units_of(library, order))
    return [
        effect(one.slug, one.name, counted[one.slug])
        for one in library.programmes
        if one.slug in counted
    ]


def sheet(found: Sequence[Effect]) -> list[Row]:
    """The same as a table, its head first."""
    head = [word("received.programme"), *(word(f"received.{name}") for name in ANSWERS)]
    return [head, *([one.name, *cells(one)] for one in found)]


def cells(one: Effect) -> list[str | int]:
    """A programme's figures as they may be told."""
    shown = (one.counts[name] for name in ANSWERS)
    return [word("poll.few") if count is None else count for count in shown]
