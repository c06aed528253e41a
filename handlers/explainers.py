"""The policy explainers: shelves, first screens, doors."""

from __future__ import annotations

from content import explainers
from content.address import Address
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import lost


def topics(scene: Scene, _address: Address) -> Reply:
    """Address ``topics``: the shelves."""
    return Reply.of(explainers.topics_screen(scene.library.shelves(), scene.reading))


def group(scene: Scene, address: Address) -> Reply:
    """Address ``topics/<group>``."""
    key = address.segments[1]
    for shelf in scene.library.shelves():
        if shelf.key == key:
            on_it = scene.library.on_shelf(key)
            return Reply.of(explainers.group_screen(shelf, on_it, scene.reading))
    return lost(scene)


def explainer(scene: Scene, address: Address) -> Reply:
    """Address ``explainer/<slug>``: the short answer and the doors."""
    found = scene.library.explainers.get(address.segments[1])
    if found is None:
        return lost(scene)
    return Reply.of(explainers.first_screen(found, scene.reading))


def door(scene: Scene, address: Address) -> Reply:
    """Address ``explainer/<slug>/<door>``."""
    _, slug, kind = address.segments
    found = scene.library.explainers.get(slug)
    for known in found.kinds if found else ():
        if found and known == kind:
            related = [scene.library.explainers[slug] for slug in found.related]
            return Reply.of(explainers.door_screen(found, known, scene.reading, related))
    return lost(scene)
