"""*Làm giúp bà con*: a check or a question for somebody else, of which nothing is kept.

The answers have a column of their own, so that one's own stay untouched; it is emptied by *Xong,
xóa hết*, by leaving for anything else, and after an idle hour. Meanwhile every screen says so.
"""

from __future__ import annotations

from dataclasses import replace

from content.address import Address
from content.blocks import Callout, Paragraph, line
from content.screen import Button, Screen, to
from db.conversations import Standing
from handlers import doors
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import home_button

STAYS = frozenset(
    {
        "check",
        "contact",
        "explainer",
        "helping",
        "kind",
        "loan",
        "lost",
        "refuse",
        "suggest",
        "topics",
    }
)
"""First segments of the screens at which somebody is still helping; any other one ends it."""
NOT_OFFERED = frozenset({to("do", "check", "later"), to("check", "keep")})
"""Buttons that would keep something."""


def door(scene: Scene, _address: Address) -> Reply:
    """Address ``helping``: what it is, a check, a question. Whatever stood there before goes."""
    check = Button(
        scene.word("helping.check"), to("do", "helping", "check"), icon="home", look="filled"
    )
    ask = Button(scene.word("helping.ask"), to("helping", "ask"), icon="chat")
    screen = Screen(
        to("helping"),
        scene.word("helping.door"),
        (
            Paragraph(line(scene.word("helping.what"))),
            Callout("note", line(scene.word("helping.consent"))),
        ),
        ((check,), (ask,)),
    )
    return Reply.of(screen, standing=begun(scene))


def check(scene: Scene, _address: Address) -> Reply:
    """``do/helping/check``: the doors of the check, with nothing known of anybody."""
    return replace(doors.doors(scene, _address), standing=begun(scene))


def ask(scene: Scene, _address: Address) -> Reply:
    """Address ``helping/ask``: what is typed next is a question."""
    screen = Screen(
        to("helping", "ask"),
        scene.word("helping.ask"),
        (Paragraph(line(scene.word("helping.ask.what"))),),
        ((Button(scene.word("helping.check"), to("do", "helping", "check"), icon="home"),),),
        placeholder=scene.word("welcome.placeholder"),
    )
    return Reply.of(screen, standing=begun(scene))


def done(scene: Scene, _address: Address) -> Reply:
    """``do/helping/done``, and its screen ``helping/done``: all of it is gone."""
    again = Button(scene.word("helping.another"), to("helping"), icon="hands")
    screen = Screen(
        to("helping", "done"),
        scene.word("helping.done.title"),
        (Paragraph(line(scene.word("helping.done"))),),
        ((again,), (home_button(scene),)),
    )
    return Reply.of(screen, standing=ended(scene.standing))


def begun(scene: Scene) -> Standing:
    """The standing of who begins to help."""
    return replace(scene.standing, helped=(), helped_at=scene.now, misses=0)


def ended(standing: Standing) -> Standing:
    """The standing with nothing of anybody else in it."""
    return replace(standing, helped=None, helped_at=None)


def marked(scene: Scene, reply: Reply) -> Reply:
    """A reply as it goes out: while somebody helps, each screen is headed so and the last one ends
    with *Xong, xóa hết*; a screen that is no part of it ends the helping."""
    standing = reply.standing or scene.standing
    if not standing.is_helping or not reply.screens:
        return reply
    if Address.parse(reply.screens[-1].address).head not in STAYS:
        return replace(reply, standing=ended(standing))
    *above, last = (headed(scene, screen) for screen in reply.screens)
    finish = Button(scene.word("helping.finish"), to("do", "helping", "done"), icon="trash")
    return replace(reply, screens=(*above, last.with_rows((finish,))))


def headed(scene: Scene, screen: Screen) -> Screen:
    """A screen with its heading, without the buttons that would keep something."""
    heading = scene.word("helping.heading")
    offered = (tuple(b for b in row if b.to not in NOT_OFFERED) for row in screen.rows)
    return replace(
        screen,
        title=f"{heading}: {screen.title}" if screen.title else heading,
        rows=tuple(row for row in offered if row),
    )
