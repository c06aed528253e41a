"""How the question of a campaign is drawn: its text, the answers, and thanks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from content.blocks import Callout, Paragraph, line
from content.campaigns import Campaign
from content.cards.campaign import campaign_screen, personal
from content.polls import Choice, choices, own_words
from content.replies import LONGEST
from content.screen import Button, Look, Screen, to
from content.wording import number, word


def question_screen(
    campaign: Campaign,
    variant: str,
    fields: Mapping[str, str],
    *,
    given: str = "",
    note: str = "",
) -> Screen:
    """The message once more, with each answer as an act; ``variant`` is the text they got,
    ``given`` the key of the answer that stands, ``note`` a sentence above it all."""
    message = personal(campaign_screen(campaign.draft, campaign.id, variant), fields)
    buttons = [
        answer_button(campaign.id, n, one, is_given=one.key == given)
        for n, one in enumerate(choices(campaign.draft), 1)
    ]
    if label := own_words(campaign.draft):
        buttons.append(Button(label, to("poll", campaign.id, "write"), icon="pencil"))
    above = (Callout("note", line(note)),) if note else ()
    return replace(
        message,
        address=to("poll", campaign.id),
        blocks=(*above, *message.blocks),
        rows=tuple((button,) for button in buttons),
        style="options",
    )


def answer_button(campaign: int, n: int, choice: Choice, *, is_given: bool) -> Button:
    """The act of one answer."""
    look: Look = "filled" if is_given else "plain"
    return Button(choice.label, to("do", "answer", campaign, n), look=look)


def thanks_screen(campaign: int, choice: Choice, note: str, language: str) -> Screen:
    """What was answered; it can still be changed."""
    told = word("poll.thanks", language, answer=choice.label)
    change = Button(word("poll.change", language), to("poll", campaign), icon="pencil")
    return Screen(
        to("poll", campaign),
        word("poll.thanks.title", language),
        (Paragraph(line(told)), Callout("note", line(note))),
        ((change,),),
    )


def write_screen(campaign: int, label: str, note: str, language: str) -> Screen:
    """Asks for an answer in own words; ``label`` is what the button said, ``note`` a sentence
    above, or ""."""
    above = (Callout("note", line(note)),) if note else ()
    told = Paragraph(line(word("poll.write", language, most=number(LONGEST))))
    safe = Callout("warn", line(word("poll.write.safe", language)))
    return Screen(
        to("poll", campaign, "write"),
        label,
        (*above, told, safe),
        placeholder=word("poll.write.placeholder", language),
    )


def passed_screen(campaign: int, notes: tuple[str, ...], language: str) -> Screen:
    """Own words have gone to whoever wrote the campaign; ``notes`` say what else is to be known."""
    told = Paragraph(line(word("poll.passed", language)))
    return Screen(
        to("poll", campaign, "passed"),
        word("poll.passed.title", language),
        (told, *(Callout("note", line(note)) for note in notes)),
    )


def closed_screen(campaign: int, language: str) -> Screen:
    """No answer is taken any more."""
    told = Paragraph(line(word("poll.closed", language)))
    return Screen(to("poll", campaign), word("poll.closed.title", language), (told,))
