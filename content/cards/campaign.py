"""The message of a campaign as a person gets it: text and buttons, its fields open or filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from content.address import seen_in
from content.blocks import Block, Callout, Paragraph, Span, Text, line, parse, plain, with_text
from content.campaigns import ANSWER, WRITE, Campaign, Draft
from content.channel import fill
from content.kits import pasteable
from content.polls import choices, own_words
from content.screen import Button, Screen, to
from content.variants import BASE, language_of, text_of
from content.wording import word


def campaign_screen(draft: Draft, campaign: int, variant: str = BASE) -> Screen:
    """The message with its fields open, for ``Channel.prepare``; ``variant`` is the key of one of
    its texts. Its title is the writers' own name for it and is not shown. Answers stand behind one
    button: a message that goes to many carries screens only; so does the way out of its topic.
    A paste kit is its text and nothing else: what to do with it comes in a message of its own
    (content.cards.kit)."""
    if draft.kit:
        text = pasteable(parse(text_of(draft, variant)))
        return Screen(to("campaign", campaign), blocks=text, media=draft.media)
    others = (one for one in draft.buttons if one.to not in (ANSWER, WRITE))
    ways = [*answering(draft, campaign, variant), *(Button(one.label, one.to) for one in others)]
    if draft.topic:
        stop = word("campaigns.topic_stop", language_of(variant))
        ways.append(Button(stop, to("settings", "topics", draft.topic)))
    return Screen(
        address=to("campaign", campaign),
        blocks=tuple(marked(block, campaign) for block in parse(text_of(draft, variant))),
        rows=tuple((way,) for way in ways),
        media=draft.media,
    )


def answering(draft: Draft, campaign: int, variant: str) -> tuple[Button, ...]:
    """The one button of a message that asks: to its answers, or straight to the writing of one."""
    if choices(draft):
        label = word("poll.answer", language_of(variant))
        return (Button(label, to("poll", campaign), look="filled"),)
    if label := own_words(draft):
        return (Button(label, to("poll", campaign, "write"), look="filled"),)
    return ()


def held_screen(campaign: Campaign, reason: str, language: str) -> Screen:
    """What its writer is told when a campaign under way is held; ``reason`` is a key of
    ``campaigns.held.*``."""
    told = word("campaigns.held.told", language, title=campaign.draft.title, id=campaign.id)
    why = word(f"campaigns.held.{reason}", language)
    return Screen(
        address=to("campaign", campaign.id, "held"),
        title=word("campaigns.held.title", language),
        blocks=(Paragraph(plain(told)), Callout("warn", line(why))),
        rows=(
            (Button(word("campaigns.held.open", language), to("console"), icon="shield"),),
            (Button(word("console.nav.figures", language), to("figures", campaign.id)),),
        ),
    )


def personal(screen: Screen, fields: Mapping[str, str]) -> Screen:
    """The message as one person reads it: for the preview and for a test to oneself."""
    return replace(
        screen,
        blocks=tuple(filled(block, fields) for block in screen.blocks),
        rows=tuple(
            tuple(replace(button, label=fill(button.label, fields)) for button in row)
            for row in screen.rows
        ),
    )


def marked(block: Block, campaign: int) -> Block:
    """A block whose links into the bot say that they stood in this campaign, so that who follows
    one is counted. Links elsewhere stay as they were written."""

    def own(span: Span) -> Span:
        is_away = not span.link or "://" in span.link
        return span if is_away else replace(span, link=seen_in(span.link, campaign))

    return with_text(block, lambda text: tuple(own(span) for span in text))


def filled(block: Block, fields: Mapping[str, str]) -> Block:
    """A block with its fields put in."""
    return with_text(block, lambda text: filled_text(text, fields))


def filled_text(text: Text, fields: Mapping[str, str]) -> Text:
    """Spans with their fields put in; links stay."""
    return tuple(replace(span, text=fill(span.text, fields)) for span in text)
