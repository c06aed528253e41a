"""Quick answers to a campaign: its question as a screen, an answer as an act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content.address import Address
from content.campaigns import Campaign, Draft
from content.cards.poll import closed_screen, question_screen, thanks_screen
from content.commands import names, understand
from content.polls import Choice, asks, choices, takes_answers
from content.replies import LISTENS_FOR
from content.variants import fitting
from db import amendments, answers, audience, campaigns
from db.values import CampaignId
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import home_button, lost

TESTERS = frozenset({"writer", "approver", "head", "programme", "admin"})
"""Who may look at a question before it goes out: a test to oneself shows it, and keeps nothing."""
LONGEST_NUMBER = 15


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that somebody may see, in the text they got. ``is_trial``: it has not gone out,
    nothing is kept."""

    campaign: Campaign
    variant: str
    is_trial: bool

    @property
    def number(self) -> CampaignId:
        """The campaign's number."""
        return CampaignId(self.campaign.id)


def question(scene: Scene, address: Address) -> Reply:
    """Address ``poll/<campaign>``: the question with its answers, to whom it was sent."""
    asked = asked_by(scene, address.segments[1])
    return ask(scene, asked) if asked else lost(scene)


def answer(scene: Scene, address: Address) -> Reply:
    """``do/answer/<campaign>/<n>``: keep an answer, and say thanks."""
    _, _, number, n = address.segments
    asked = asked_by(scene, number)
    at = int(n) if n.isdigit() and len(n) < LONGEST_NUMBER else 0
    return give(scene, asked, at) if asked else lost(scene)


def give(scene: Scene, asked: Asked, n: int) -> Reply:
    """Keep the answer of a number, and say thanks."""
    chosen = chosen_from(asked.campaign, n)
    if chosen is None or not is_open(scene, asked):
        return ask(scene, asked)
    if not asked.is_trial:
        answers.give(scene.conn, asked.number, scene.person.id, chosen.key, scene.now)
    note = scene.word("poll.trial" if asked.is_trial else "poll.kept")
    screen = thanks_screen(asked.number, chosen, note, scene.language)
    return Reply.of(screen.with_rows((home_button(scene),)))


def hear(scene: Scene, text: str) -> Reply | None:
    """Typed words that are an answer to the campaign that reached them last: its label, or a yes or
    no in any of their words. Taken within 48 hours, and only when nothing on the screen has them:
    we do not see whether the message is still before their eyes."""
    last = answers.last_got(scene.conn, scene.person.id, scene.now - LISTENS_FOR)
    asked = asked_by(scene, str(last)) if last is not None else None
    n = number_of(asked.campaign.draft, text) if asked else 0
    return give(scene, asked, n) if asked and n else None


def number_of(draft: Draft, text: str) -> int:
    """The number of the answer that words name; 0 for none, or more than one."""
    command = understand(text, question_open=False)
    meant = command.kind if command else ""
    named = [
        n
        for n, one in enumerate(choices(draft), 1)
        if names(text, one.label, "") or one.key == meant
    ]
    return named[0] if len(named) == 1 else 0


def ask(scene: Scene, asked: Asked) -> Reply:
    """The question as it stands for who looks."""
    if not is_open(scene, asked):
        closed = closed_screen(asked.number, scene.language)
        return Reply.of(closed.with_rows((home_button(scene),)))
    given = answers.given(scene.conn, asked.number, scene.person.id)
    note = scene.word("poll.trial") if asked.is_trial else ""
    screen = question_screen(
        asked.campaign, asked.variant, fields_of(scene), given=given, note=note
    )
    return Reply.of(screen.with_rows((home_button(scene),)))


def is_open(scene: Scene, asked: Asked) -> bool:
    """Whether an answer may be given now. What was recalled is shown to nobody any more."""
    if asked.is_trial:
        return True
    is_open_still = takes_answers(asked.campaign, scene.now)
    return is_open_still and not amendments.is_recalled(scene.conn, asked.number)


def asked_by(scene: Scene, number: str) -> Asked | None:
    """The question of a campaign that went to who speaks; None for anybody else's."""
    if not number.isdigit() or len(number) > LONGEST_NUMBER:
        return None
    found = campaigns.get(scene.conn, CampaignId(int(number)))
    if found is None or not asks(found.draft):
        return None
    got = answers.variant_got(scene.conn, CampaignId(found.id), scene.person.id)
    if got is not None:
        return Asked(found, got, is_trial=False)
    may_try = found.started_at is None and bool(scene.role_names & TESTERS)
    theirs = fitting(found.draft, scene.language, scene.contact.channel)
    return Asked(found, theirs, is_trial=True) if may_try else None


def chosen_from(campaign: Campaign, n: int) -> Choice | None:
    """The answer of a number, counted from 1."""
    every = choices(campaign.draft)
    return every[n - 1] if 1 <= n <= len(every) else None


def fields_of(scene: Scene) -> Mapping[str, str]:
    """What the text calls them by."""
    commune = audience.commune_name(scene.library.places, scene.person.unit or "")
    return {"name": scene.person.name, "commune": commune}
