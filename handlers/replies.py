"""Own words for a campaign: asked for by its button, or typed soon after it came and understood by
nobody. They go to whoever wrote the campaign; a cry for help has been answered before."""

from __future__ import annotations

from dataclasses import replace

from content.address import Address
from content.cards.poll import passed_screen, write_screen
from content.commands import Command
from content.polls import choices, own_words
from content.replies import LISTENS_FOR, LONGEST, MOST, Kept, Written
from content.screen import Button, Screen, to
from content.wording import number
from db import answers, replies
from db.values import CampaignId
from handlers.polls import LONGEST_NUMBER, Asked, ask, asked_by, is_open
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import home_button, lost


def write(scene: Scene, address: Address) -> Reply:
    """Address ``poll/<campaign>/write``: what is typed next is the answer."""
    asked = asked_by(scene, address.segments[1])
    if asked is None or not own_words(asked.campaign.draft):
        return lost(scene)
    if not is_open(scene, asked):
        return ask(scene, asked)
    note = scene.word("poll.trial") if asked.is_trial else ""
    label = own_words(asked.campaign.draft)
    screen = write_screen(asked.number, label, note, scene.language)
    return Reply.of(with_ways(scene, asked, screen))


def passed(scene: Scene, address: Address) -> Reply:
    """Address ``poll/<campaign>/passed``: that their words have gone on, for who wrote any."""
    of = address.segments[1]
    campaign = CampaignId(int(of)) if of.isdigit() and len(of) <= LONGEST_NUMBER else None
    if campaign is None or not replies.wrote(scene.conn, campaign, scene.person.id):
        return lost(scene)
    return Reply.of(told(scene, campaign, ()).with_rows((home_button(scene),)))


def hear(scene: Scene, text: str, command: Command | None) -> Reply | None:
    """The answer, whatever it says, while the screen that asks for it is the present one."""
    asked = awaited(scene)
    if asked is None or (command and leaves(command)) or not text.strip():
        return None
    if asked.is_trial:
        return Reply.of(with_ways(scene, asked, told(scene, asked.number, ("poll.trial",))))
    kept = keep(scene, asked.number, text)
    return Reply.of(with_ways(scene, asked, told(scene, asked.number, notes(kept, text))))


def told(scene: Scene, campaign: CampaignId, keys: tuple[str, ...]) -> Screen:
    """What became of somebody's words; ``keys`` are the sentences below."""
    said = tuple(scene.word(key, most=number(LONGEST), count=MOST) for key in keys)
    return passed_screen(campaign, said, scene.language)


def notes(kept: Kept, text: str) -> tuple[str, ...]:
    """What else there is to say of a reply."""
    if kept == "full":
        return ("poll.passed.full",)
    return ("poll.passed.cut",) if Written.of(text).is_cut else ()


def with_ways(scene: Scene, asked: Asked, screen: Screen) -> Screen:
    """The ways on: to write (again), to the answers to choose from, to the first screen."""
    here = to("poll", asked.number, "write")
    again = Button(scene.word("poll.write.again"), here, icon="pencil")
    choose = Button(scene.word("poll.write.choose"), to("poll", asked.number), icon="back")
    ways = (
        *((again,) if screen.address != here else ()),
        *((choose,) if choices(asked.campaign.draft) else ()),
        home_button(scene),
    )
    return screen.with_rows(*((way,) for way in ways))


def awaited(scene: Scene) -> Asked | None:
    """The question whose answer in own words is to be typed now."""
    match scene.standing.screen.split("/"):
        case ["poll", campaign, "write"]:
            asked = asked_by(scene, campaign)
            return asked if asked and is_open(scene, asked) else None
    return None


def leaves(command: Command) -> bool:
    """Whether typed words lead away from the question: a clear STOP, back, the first screen, to be
    forgotten. Everything else, numbers too, is an answer."""
    return (
        (command.kind == "stop" and command.sure)
        or command.kind in ("back", "delete")
        or command.address == "home"
    )


def pass_on(scene: Scene, text: str, refused: Reply) -> Reply | None:
    """Words that nobody understood, typed within 48 hours after a campaign came: to its inbox. The
    ways of the refusal stay; None where no campaign takes them."""
    last = answers.last_got(scene.conn, scene.person.id, scene.now - LISTENS_FOR)
    if last is None:
        return None
    kept = keep(scene, last, text)
    if kept == "full":
        return None
    shown = replace(told(scene, last, notes(kept, text)), rows=refused.screens[-1].rows)
    return replace(refused, screens=(*refused.screens[:-1], shown))


def keep(scene: Scene, campaign: CampaignId, text: str) -> Kept:
    """Keep a reply of who speaks."""
    written = Written.of(text).text
    return replies.keep(scene.conn, scene.house.keys, campaign, scene.person.id, written, scene.now)
