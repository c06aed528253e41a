"""Success stories from the newspapers."""

from __future__ import annotations

from content import stories
from content.address import Address
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import lost


def every(scene: Scene, _address: Address) -> Reply:
    """Address ``stories``."""
    return Reply.of(stories.stories_screen(tuple(scene.library.stories.values()), scene.reading))


def story(scene: Scene, address: Address) -> Reply:
    """Address ``story/<slug>``; one taken down is not here."""
    found = scene.library.stories.get(address.segments[1])
    if found is None or found.takedown:
        return lost(scene)
    return Reply.of(stories.story_screen(found, scene.reading))
