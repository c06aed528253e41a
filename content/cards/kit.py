"""What goes with a paste kit: how to paste its text, and the one button that says it is done."""

from __future__ import annotations

from content.blocks import Callout, Paragraph, line, parse, plain
from content.campaigns import Campaign
from content.screen import Button, Screen, to
from content.wording import word

TOLD = ("kit.told", "kit.reminded", "kit.reminded.again")
"""What is said at each rung."""


def instruction_screen(
    campaign: Campaign, rung: int, language: str = "vi", *, note: str = ""
) -> Screen:
    """The message below the text, and each reminder of it. *Đã đăng* is an act, which the sender
    seals for its reader; ``note`` is a sentence above, or ""."""
    above = (Callout("note", line(note)),) if note else ()
    told = word(TOLD[rung], language, title=campaign.draft.title)
    posted = Button(
        word("kit.posted", language), to("do", "kit", campaign.id), icon="check", look="filled"
    )
    rows = [(posted,)]
    if rung:
        rows.append((Button(word("kit.again", language), to("kit", campaign.id), icon="document"),))
    if topic := campaign.draft.topic:
        stop = word("campaigns.topic_stop", language)
        rows.append((Button(stop, to("settings", "topics", topic)),))
    return Screen(
        to("kit", campaign.id),
        word("kit.title" if rung == 0 else "kit.title.again", language),
        (*above, Paragraph(plain(told)), *(parse(word("kit.how", language)))),
        tuple(rows),
    )


def thanks_screen(campaign: int, note: str, language: str = "vi") -> Screen:
    """That it is noted, and that no reminder comes."""
    return Screen(
        to("kit", campaign, "posted"),
        word("kit.thanks.title", language),
        (Paragraph(line(note)),),
    )
