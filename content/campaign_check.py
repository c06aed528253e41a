"""What must be mended before a campaign may be approved: told to its writer, a sentence each.

Links go only to allowed hosts, buttons only to screens, and no text shames people or lists
households (the plan's III.4.4 asks for that, and we refuse).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from content.address import Address, AddressError
from content.blocks import Bullets, Callout, Fields, Heading, Paragraph, Span
from content.campaigns import ANSWER, Draft
from content.cards.campaign import campaign_screen
from content.channel import FIELD, Channel
from content.dignity import instead_of, named_households, shaming_words
from content.fold import fold
from content.polls import choices
from content.screen import Screen, plain_text
from content.wording import word

PERSONAL = ("name", "commune")
"""What a text may call a person by."""
BARE_LINK = re.compile(
    r"https?://[^\s<>()\"]+|\b(?:[a-z0-9-]+\.)+"
    r"(?:vn|com|net|org|info|xyz|top|site|online|shop|club|link|me|io|ly|cc)\b[^\s<>()\"]*",
    re.IGNORECASE,
)
"""Words that phones turn into links by themselves."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a deployment allows. ``opens`` tells whether an address leads to a screen that anyone
    may see; ``approval_over`` is the number of people above which a second person approves;
    ``per_week`` how many campaigns one person gets in seven days (0: no limit), urgent ones apart.
    """

    channels: Sequence[Channel] = ()
    link_hosts: Sequence[str] = ()
    opens: Callable[[Address], bool] = bool
    approval_over: int = 500
    per_week: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. ``said`` is a sentence already in Vietnamese (a channel's own);
    otherwise ``key`` of ``campaigns.problem.*``. A ``grave`` one forbids approval and start; the
    others only stop a writer from asking for approval."""

    key: str = ""
    fields: dict[str, object] = field(default_factory=dict)
    said: str = ""
    grave: bool = True

    def sentence(self, language: str = "vi") -> str:
        """As the writer reads it."""
        return self.said or word(f"campaigns.problem.{self.key}", language, **self.fields)


def problems(draft: Draft, rules: Rules, now: datetime) -> Iterator[Problem]:
    """Everything to mend that the draft itself shows; whom it reaches is looked at elsewhere."""
    screen = campaign_screen(draft, 0)
    if not draft.text.strip():
        yield Problem("empty_text")
    yield from problems_of_fields(draft)
    yield from problems_of_words(draft)
    yield from problems_of_answers(draft)
    for label, target in targets(draft, screen):
        yield from problems_of_target(label, target, rules)
    for channel in rules.channels:
        yield from (Problem(said=said) for said in channel.problems(screen))
    yield from problems_of_hours(draft, now)


def problems_of_fields(draft: Draft) -> Iterator[Problem]:
    """Fields nobody fills, and braces that are no field."""
    for text in (draft.text, *(button.label for button in draft.buttons)):
        for found in FIELD.finditer(text):
            if found[1] not in PERSONAL:
                right = ", ".join(f"{{{name}}}" for name in PERSONAL)
                yield Problem("field", {"field": found[0], "right": right})
        if set("{}") & set(FIELD.sub("", text)):
            yield Problem("brace")


def problems_of_words(draft: Draft) -> Iterator[Problem]:
    """Words that shame, and households listed by name."""
    text = "\n".join((draft.title, draft.text, *(button.label for button in draft.buttons)))
    for found in shaming_words(text):
        yield Problem("shaming", {"word": found, "instead": instead_of(found)})
    if named_households(text):
        yield Problem("households")


def problems_of_answers(draft: Draft) -> Iterator[Problem]:
    """A question with one answer, or with the same answer twice."""
    labels = [fold(one.label) for one in choices(draft)]
    if len(labels) == 1:
        yield Problem("lone_answer")
    if len(set(labels)) < len(labels):
        yield Problem("same_answer")


def targets(draft: Draft, screen: Screen) -> Iterator[tuple[str, str]]:
    """Where buttons, links and link-like words lead: (what is seen, target)."""
    for button in draft.buttons:
        if button.to != ANSWER:
            yield button.label, button.to
    for span in spans(screen):
        if span.link:
            yield span.text, span.link
    for found in BARE_LINK.finditer(plain_text(screen)):
        link = found[0].rstrip(".,;:!?")
        yield link, link if "://" in link else f"https://{link}"


def spans(screen: Screen) -> Iterator[Span]:
    """Every run of text of a screen."""
    for block in screen.blocks:
        match block:
            case Paragraph() | Heading() | Callout():
                yield from block.text
            case Bullets(items=items):
                yield from (span for item in items for span in item)
            case Fields(rows=rows):
                yield from (span for _, value in rows for span in value)


def problems_of_target(label: str, target: str, rules: Rules) -> Iterator[Problem]:
    """A link outside the allowed hosts, an act, an address that leads nowhere."""
    if "://" in target:
        if not is_allowed(target, rules.link_hosts):
            yield Problem("link", {"link": target, "right": ", ".join(rules.link_hosts)})
        return
    try:
        address = Address.parse(target)
    except AddressError:
        yield Problem("address", {"label": label, "to": target})
        return
    if address.is_act:
        yield Problem("act", {"label": label, "to": target})
    elif not rules.opens(address):
        yield Problem("address", {"label": label, "to": target})


def is_allowed(link: str, hosts: Sequence[str]) -> bool:
    """Whether a link goes over https to an allowed host or one below it."""
    try:
        parts = urlsplit(link)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username is not None or port is not None:
        return False
    return any(host == one or host.endswith(f".{one}") for one in hosts)


def problems_of_hours(draft: Draft, now: datetime) -> Iterator[Problem]:
    """Hours that have passed, or stand in the wrong order."""
    if draft.at and draft.at < now:
        yield Problem("hour_past", grave=False)
    if draft.not_later_than and draft.not_later_than <= (draft.at or now):
        yield Problem("too_late", grave=draft.not_later_than <= now)
