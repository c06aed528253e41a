"""What is kept of a person, for themselves: to see, to take along, to erase at once."""

from __future__ import annotations

import json
from typing import Any

from content.address import Address
from content.blocks import Fields, Paragraph, line, parse, plain
from content.screen import Button, Screen, to
from content.wording import day
from db import audit, people, suppressed, topics
from db import personal_data as kept_data
from handlers.scene import Scene
from handlers.settings import commune_name, on_or_off
from handlers.turn import Reply
from handlers.welcome import home_button

ERASE_QUESTION = to("settings", "erase")
"""A screen of two buttons, the first of which is yes."""


def data(scene: Scene, _address: Address) -> Reply:
    """Address ``settings/data``: all that is kept of them, in words; export and erase below."""
    kept = kept_data.export(scene.conn, scene.person.id, scene.now)
    rows = (
        (scene.word("data.name"), scene.person.name or scene.word("data.none")),
        (scene.word("settings.commune"), commune_name(scene) or scene.word("data.none")),
        (scene.word("settings.language"), scene.word(f"settings.language.{scene.language}")),
        (scene.word("data.contacts"), ", ".join(channels(scene, kept["contacts"]))),
        (scene.word("data.topics"), ", ".join(followed(scene)) or scene.word("data.topics.all")),
        *stopped_row(scene),
        (scene.word("settings.messages"), scene.word(on_or_off(scene.person))),
        (scene.word("data.since"), day(scene.person.joined_at.date())),
    )
    fields = Fields(tuple((label, plain(value)) for label, value in rows))
    blocks = (fields, *parse(scene.word("data.what")))
    buttons = (
        Button(scene.word("data.checks"), to("checks"), icon="lock"),
        Button(scene.word("data.export"), to("settings", "export"), icon="document"),
        Button(scene.word("data.erase"), ERASE_QUESTION, icon="trash", look="danger"),
        home_button(scene),
    )
    rows_of_buttons = tuple((button,) for button in buttons)
    return Reply.of(
        Screen(to("settings", "data"), scene.word("data.title"), blocks, rows_of_buttons)
    )


def channels(scene: Scene, contacts: list[dict[str, Any]]) -> list[str]:
    """The channels somebody is known on, as people call them."""
    return [scene.word(f"data.channel.{one['channel']}") for one in contacts]


def followed(scene: Scene) -> list[str]:
    """The names of the groups of news they follow."""
    keys = topics.followed(scene.conn, scene.person.id)
    return [shelf.name(scene.language) for shelf in scene.library.shelves() if shelf.key in keys]


def stopped_row(scene: Scene) -> tuple[tuple[str, str], ...]:
    """The topics of which they want nothing, if any."""
    keys = topics.stopped(scene.conn, scene.person.id)
    names = [one.name(scene.language) for one in scene.library.shelves() if one.key in keys]
    return ((scene.word("data.topics.stopped"), ", ".join(names)),) if names else ()


def export(scene: Scene, _address: Address) -> Reply:
    """Address ``settings/export``: the same, as JSON to copy."""
    kept = kept_data.export(scene.conn, scene.person.id, scene.now)
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    back = Button(scene.word("settings.back"), to("settings", "data"), icon="back")
    blocks = (Paragraph(plain(text)),)
    return Reply.of(Screen(to("settings", "export"), scene.word("data.export"), blocks, ((back,),)))


def ask_to_erase(scene: Scene, _address: Address) -> Reply:
    """Address ``settings/erase``: what goes, what stays, the safe choice filled."""
    return Reply.of(
        Screen(
            ERASE_QUESTION,
            scene.word("data.erase.title"),
            parse(scene.word("data.erase.what")),
            (
                (Button(scene.word("data.erase.yes"), to("do", "erase"), look="danger"),),
                (Button(scene.word("data.erase.no"), to("settings"), look="filled"),),
            ),
        )
    )


def erase(scene: Scene, _address: Address) -> Reply:
    """``do/erase``: everything goes at once; a keyed hash of each contact stays.

    Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 14.
    """
    for contact in people.contacts_of(scene.conn, scene.person.id):
        suppressed.suppress(
            scene.conn, scene.house.keys, contact.channel, contact.external, scene.now
        )
    people.erase(scene.conn, scene.person.id)
    audit.record(scene.conn, "erase", "person", by=None, now=scene.now)
    blocks = (Paragraph(line(scene.word("data.erased"))),)
    gone = Screen(to("home"), scene.word("data.erased.title"), blocks, ((home_button(scene),),))
    return Reply(screens=(gone,), erased=True)
