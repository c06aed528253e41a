"""Paste kits in chat: the text again, and the one tap that says it is in the group."""

from __future__ import annotations

from dataclasses import dataclass

from content.address import Address
from content.campaigns import Campaign
from content.cards.campaign import campaign_screen
from content.cards.kit import instruction_screen, thanks_screen
from content.kits import FOLLOWED_FOR, POSTED, is_posted
from content.variants import fitting
from db import answers, campaigns, kits
from db.values import CampaignId
from handlers.polls import LONGEST_NUMBER, TESTERS
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import home_button, lost


@dataclass(frozen=True, slots=True)
class Held:
    """A kit that somebody has, in the text they got. ``is_trial``: it has not gone out."""

    campaign: Campaign
    variant: str
    is_trial: bool = False

    @property
    def number(self) -> CampaignId:
        """The campaign's number."""
        return CampaignId(self.campaign.id)


def kit(scene: Scene, address: Address) -> Reply:
    """Address ``kit/<campaign>``: the text once more, alone, and below it what to do."""
    held = held_by(scene, address.segments[1])
    if held is None:
        return lost(scene)
    text = campaign_screen(held.campaign.draft, held.number, held.variant)
    done = answers.given(scene.conn, held.number, scene.person.id) == POSTED
    note = scene.word("kit.trial") if held.is_trial else scene.word("kit.done") if done else ""
    below = instruction_screen(held.campaign, 0, scene.language, note=note)
    return Reply.of(text, below.with_rows((home_button(scene),)))


def posted(scene: Scene, address: Address) -> Reply:
    """``do/kit/<campaign>``: it is in the group; nobody reminds them any more."""
    held = held_by(scene, address.segments[2])
    return note_posted(scene, held) if held else lost(scene)


def hear(scene: Scene, text: str) -> Reply | None:
    """*Đã đăng*, typed: of the kit that came last."""
    if not is_posted(text):
        return None
    last = kits.last_got(scene.conn, scene.person.id, scene.now - FOLLOWED_FOR)
    held = held_by(scene, str(last)) if last is not None else None
    return note_posted(scene, held) if held else None


def thanked(scene: Scene, address: Address) -> Reply:
    """Address ``kit/<campaign>/posted``: that it is noted, for who has said so."""
    held = held_by(scene, address.segments[1])
    if held is None or answers.given(scene.conn, held.number, scene.person.id) != POSTED:
        return lost(scene)
    return thanks(scene, held)


def note_posted(scene: Scene, held: Held) -> Reply:
    """Keep that it is pasted, the first moment of it, and let no reminder go out."""
    person = scene.person.id
    if not held.is_trial and answers.given(scene.conn, held.number, person) != POSTED:
        answers.give(scene.conn, held.number, person, POSTED, scene.now)
        kits.hush(scene.conn, held.number, person, scene.now)
    return thanks(scene, held)


def thanks(scene: Scene, held: Held) -> Reply:
    """A word of thanks."""
    note = scene.word("kit.trial" if held.is_trial else "kit.thanks")
    screen = thanks_screen(held.number, note, scene.language)
    return Reply.of(screen.with_rows((home_button(scene),)))


def held_by(scene: Scene, number: str) -> Held | None:
    """The kit of a number that went to who speaks; None for anybody else's."""
    if not number.isdigit() or len(number) > LONGEST_NUMBER:
        return None
    found = campaigns.get(scene.conn, CampaignId(int(number)))
    if found is None or not found.draft.kit:
        return None
    variant = answers.variant_got(scene.conn, CampaignId(found.id), scene.person.id)
    if variant is not None:
        return Held(found, variant)
    may_try = found.started_at is None and bool(scene.role_names & TESTERS)
    theirs = fitting(found.draft, scene.language, scene.contact.channel)
    return Held(found, theirs, is_trial=True) if may_try else None
