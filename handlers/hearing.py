"""Reading what somebody did: typed words in their order of meaning, buttons, links.

A cry for help comes before everything. Else typed words are tried as: own words that a campaign
asked for, an answer to the open question of a form, a command (a number, menu, stop, back …), the
words of a button, an answer to the campaign that came last, an invitation code, a duty's code, a
commune's name, small talk, a question; and what nobody knows goes to whoever wrote that campaign.
Everything reachable by tapping is reachable by typing.
"""

from __future__ import annotations

from dataclasses import replace

from content.address import Address, AddressError, parted, unseal
from content.commands import Command, names, understand
from content.given import facts_only
from db import taps
from db.values import CampaignId
from handlers import (
    channels,
    duties,
    eligibility,
    finding,
    invitations,
    kindness,
    kits,
    personal_data,
    polls,
    questions,
    reminders,
    repayments,
    replies,
    results,
    settings,
    welcome,
)
from handlers.routes import follow
from handlers.scene import Scene
from handlers.standing import given, is_told
from handlers.turn import Reply, Said, Tap, Words

YES_OR_NO = frozenset({settings.STOP_QUESTION, personal_data.ERASE_QUESTION})
"""Screens of two buttons, the first of which is yes."""
LONGEST = 2_000
"""Characters of a typed text that we read; the rest is left out."""
JOURNEYS = (
    repayments.hear,
    reminders.hear,
    channels.hear,
    kits.hear,
    polls.hear,
    invitations.hear,
    duties.hear,
    settings.hear,
)
"""Who else may know typed words, before they are taken for a question."""
WHILE_HELPING = (repayments.hear,)
"""Of these, who keeps nothing."""


def hear(scene: Scene, text: str) -> Reply:
    """Typed words, answered."""
    text = text[:LONGEST]
    if helped := kindness.cry(scene, text):
        return questions.heard(scene, helped)
    in_form = eligibility.is_asking(scene)
    command = understand(text, question_open=in_form)
    if answered := replies.hear(scene, text, command) or (
        in_form and eligibility.hear(scene, text)
    ):
        return also_asked_to_stop(scene, answered, command)
    if reply := asked_for(scene, text):
        return reply
    if command and (reply := obey(scene, command)):
        return reply
    if (number := named(scene, text)) and (reply := choose(scene, number)):
        return reply
    for journey in WHILE_HELPING if scene.standing.is_helping else JOURNEYS:
        if reply := journey(scene, text):
            return reply
    if in_form and command and command.kind == "number":
        return eligibility.unclear(scene)  # a number that no option has
    return asked(scene, text, in_form=in_form)


def asked_for(scene: Scene, text: str) -> Reply | None:
    """A language, a result or a programme, called by name where one may."""
    return settings.spoken(scene, text) or results.hear(scene, text) or finding.hear(scene, text)


def asked(scene: Scene, text: str, *, in_form: bool) -> Reply:
    """A question; within a form, words that no explainer answers surely ask the form's again."""
    if not any(char.isalnum() for char in text):
        return welcome.unread(scene, "sign")
    if talked := kindness.small_talk(scene, text):
        return questions.heard(scene, talked)
    reply = questions.ask(scene, text)
    if in_form and not questions.is_answered(reply):
        return eligibility.unclear(scene)
    if questions.is_refused(reply) and is_told(scene):
        return results.unclear(scene, follow(scene, Address.parse(scene.standing.screen)))
    if questions.is_refused(reply) and not scene.standing.is_helping:
        return replies.pass_on(scene, text, reply) or reply
    return reply


def also_asked_to_stop(scene: Scene, answered: Reply, command: Command | None) -> Reply:
    """A bare *dừng* or *đúng* while a question is open: answer it, then ask with two buttons."""
    if command is None or command.kind != "stop":
        return answered
    return replace(answered, screens=(*answered.screens, settings.stop_question(scene)))


def obey(scene: Scene, command: Command) -> Reply | None:
    """A typed command; None when it means nothing here (a number without a button)."""
    match command.kind:
        case "go":
            return follow(scene, Address.parse(command.address))
        case "number" if command.number:
            return choose(scene, command.number)
        case "back" | "number":
            return step_back(scene)
        case "yes" | "no" if is_yes_or_no(scene):
            return choose(scene, 1 if command.kind == "yes" else 2)
        case "stop" | "start":
            return switch(scene, command)
        case "delete":
            return follow(scene, Address.of("settings", "erase"))
        case "join":
            return invitations.typed(scene, command.code)
    return None


def switch(scene: Scene, command: Command) -> Reply:
    """Messages on or off; off only at a clear word, else after asking."""
    if command.kind == "start":
        return settings.start(scene)
    return settings.stop(scene) if command.sure else Reply.of(settings.stop_question(scene))


def is_yes_or_no(scene: Scene) -> bool:
    """The present screen is a question of two buttons, the first of which is yes."""
    return scene.standing.screen in YES_OR_NO


def choose(scene: Scene, number: int) -> Reply | None:
    """The button behind a number on the present screen. Numbers are ours, so acts need no seal."""
    choices = scene.standing.choices
    if not 1 <= number <= len(choices):
        return None
    target = choices[number - 1][1]
    if target.startswith("https:"):
        return None
    return follow(scene, Address.parse(target))


def named(scene: Scene, text: str) -> int:
    """The number of the button of the present screen that they call by its words; 0 for none."""
    choices = enumerate(scene.standing.choices, start=1)
    found = [n for n, (label, target) in choices if names(text, label, target)]
    return found[0] if len(found) == 1 else 0


def step_back(scene: Scene) -> Reply:
    """The answer before, in a form; else the screen above the present one."""
    if eligibility.is_asking(scene):
        begun = facts_only(given(scene))
        return follow(scene, Address.parse("do/check/back" if begun else "check/doors"))
    address = above(Address.parse(scene.standing.screen or "home"))
    shown = follow(scene, address)
    return shown if shown.screens[-1].address == str(address) else follow(scene, Address.of("home"))


def above(screen: Address) -> Address:
    """The screen above one: what a programme's verdict stands in is the result, else what its
    address begins with."""
    if (
        screen.segments[0] == "check"
        and len(screen.segments) > 2
        and screen.segments[1] in ("verdict", "guide", "ahead")
    ):
        return Address.of("check", "result")
    return Address.of(*screen.segments[:-1]) if screen.segments[1:] else Address.of("home")


def pressed(scene: Scene, data: str) -> Reply:
    """A button: an act only with the seal we drew it with."""
    try:
        address = unseal(data, scene.contact.holder, scene.house.keys.seal)
    except AddressError:
        return welcome.lost(scene)
    return follow(scene, address)


def opened(scene: Scene, payload: str) -> Reply:
    """A link or QR: a screen, never an act; garbage leads kindly to the first screen. One that
    stood in a campaign counts as a press on its message."""
    payload, campaign = parted(payload)
    if campaign:
        taps.follow(scene.conn, scene.person.id, CampaignId(campaign), scene.now)
    if not payload:
        return Reply.of(welcome.home_screen(scene))
    try:
        return follow(scene, Address.from_payload(payload))
    except AddressError:
        return welcome.lost(scene)


def words_of(scene: Scene, said: Said) -> str:
    """What stands in the transcript for what they did: words, or the label of the button.

    Answers of a form are left out: they are kept in one place only, and not for long. Of what is
    done for somebody else nothing is kept.
    """
    if scene.standing.is_helping:
        return ""
    match said:
        case Words(text=text):
            return "" if eligibility.is_asking(scene) else text[:LONGEST]
        case Tap(data=data):
            address = data.partition("!")[0]
            if address.startswith(("do/check/answer", "do/check/member")):
                return ""
            labels = [label for label, to in scene.standing.choices if to == address]
            return labels[0] if labels else ""
    return ""
