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

from content import kits
from content.address import Address, AddressError
from content.blocks import Bullets, Callout, Fields, Heading, Paragraph, Span
from content.campaigns import ANSWER, WRITE, Draft
from content.cards.campaign import campaign_screen
from content.channel import FIELD, Channel
from content.dignity import instead_of, named_households, shaming_words
from content.fold import fold
from content.polls import choices, own_words
from content.screen import Screen, plain_text
from content.variants import flaws, keys, keys_on
from content.wording import number, word

PERSONAL = {"name": "bà con", "commune": "mình"}
"""What a text may call a person by, and a word for where it is not known."""
BARE_LINK = re.compile(
    r"https?://[^\s<>()\"]+|\b(?:[a-z0-9-]+\.)+"
    r"(?:vn|com|net|org|info|xyz|top|site|online|shop|club|link|me|io|ly|cc"
    r"|app|dev|page|tk|ml|ga|cf|gq|ru|cn|us|biz|asia|vip|win|live|store|tech|click|icu|tv"
    r"|(?-i:[a-z]{2,})(?=/))\b[^\s<>()\"]*",
    re.IGNORECASE,
)
"""Words that phones turn into links by themselves: with an ending that is sold to anybody, or with
a path behind any ending."""


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
    otherwise ``key`` of ``campaigns.problem.*``. A ``grave`` one forbids approval and start, an
    ``advice`` nothing; the others only stop a writer from asking for approval."""

    key: str = ""
    fields: dict[str, object] = field(default_factory=dict)
    said: str = ""
    grave: bool = True
    advice: bool = False

    def sentence(self, language: str = "vi") -> str:
        """As the writer reads it."""
        return self.said or word(f"campaigns.problem.{self.key}", language, **self.fields)


def problems(draft: Draft, rules: Rules, now: datetime) -> Iterator[Problem]:
    """Everything to mend that the draft itself shows, each once; whom it reaches is looked at
    elsewhere."""
    yield from {one.sentence(): one for one in looks(draft, rules, now)}.values()


def looks(draft: Draft, rules: Rules, now: datetime) -> Iterator[Problem]:
    """Every look at a draft, in the order in which a writer is told."""
    if not draft.text.strip():
        yield Problem("empty_text")
    yield from problems_of_variants(draft)
    yield from problems_of_fields(draft)
    yield from problems_of_words(draft)
    yield from problems_of_answers(draft)
    yield from problems_of_media(draft)
    if draft.kit:
        yield from problems_of_kit(draft)
    for label, target in targets(draft):
        yield from problems_of_target(label, target, rules)
    for channel in rules.channels:
        yield from problems_of_channel(draft, channel)
    yield from problems_of_hours(draft, now)


def problems_of_variants(draft: Draft) -> Iterator[Problem]:
    """Variants that nobody could get, or that say nothing."""
    for flaw in flaws(draft.variants):
        yield Problem(flaw.key, flaw.fields)


def texts(draft: Draft) -> tuple[str, ...]:
    """Everything that people may read: the text, its variants, the words of the buttons."""
    variants = (one.text for one in draft.variants)
    return (draft.text, *variants, *(button.label for button in draft.buttons))


def problems_of_fields(draft: Draft) -> Iterator[Problem]:
    """Fields nobody fills, fields that leave a hole where nothing is known of somebody, and braces
    that are no field."""
    for text in fillable(draft):
        for found in FIELD.finditer(text):
            if found[1] not in PERSONAL:
                right = ", ".join(f"{{{name}}}" for name in PERSONAL)
                yield Problem("field", {"field": found[0], "right": right})
            elif found[2] is None:
                right = f"{{{found[1]}|{PERSONAL[found[1]]}}}"
                yield Problem("no_fallback", {"field": found[0], "right": right}, grave=False)
        if set("{}") & set(FIELD.sub("", text)):
            yield Problem("brace")


def fillable(draft: Draft) -> Iterator[str]:
    """Each run of text in which a channel puts fields, as its marks cut it: ``{name|bà **con**}``
    is no field any more."""
    for key in keys(draft):
        yield from (span.text for span in spans(campaign_screen(draft, 0, key)))
    yield from (button.label for button in draft.buttons)


def problems_of_words(draft: Draft) -> Iterator[Problem]:
    """Words that shame, and households listed by name."""
    shown = draft.media.name if draft.media else ""
    read = (plain_text(campaign_screen(draft, 0, key)) for key in keys(draft))
    text = "\n".join((draft.title, *texts(draft), *read, shown))
    for found in shaming_words(text):
        yield Problem("shaming", {"word": found, "instead": instead_of(found)})
    if named_households(text):
        yield Problem("households")


def problems_of_answers(draft: Draft) -> Iterator[Problem]:
    """A question with one answer, or with the same answer twice."""
    labels = [fold(one.label) for one in choices(draft)]
    if len(labels) == 1 and not own_words(draft):
        yield Problem("lone_answer")
    if sum(button.to == WRITE for button in draft.buttons) > 1:
        yield Problem("two_writes")
    if len(set(labels)) < len(labels):
        yield Problem("same_answer")


def problems_of_media(draft: Draft) -> Iterator[Problem]:
    """A picture that says nothing to who cannot see it (WCAG 1.1.1)."""
    if draft.media and draft.media.kind == "photo" and not draft.media.name:
        yield Problem("photo_words")


def problems_of_kit(draft: Draft) -> Iterator[Problem]:
    """What makes no sense, or has no place, in the group of a village."""
    if any(FIELD.search(one) for one in (draft.text, *(v.text for v in draft.variants))):
        yield Problem("kit_field")
    if draft.buttons:
        yield Problem("kit_buttons")
    if draft.media and draft.media.kind != "photo":
        yield Problem("kit_media")
    for key in keys(draft):
        size = len(plain_text(campaign_screen(draft, 0, key)))
        if size > kits.MOST:
            yield Problem("kit_long", {"size": number(size), "most": number(kits.MOST)})
    if draft.at and not kits.is_evening(draft.at):
        yield Problem("kit_evening", grave=False, advice=True)


def targets(draft: Draft) -> Iterator[tuple[str, str]]:
    """Where buttons, links and link-like words lead: (what is seen, target)."""
    for button in draft.buttons:
        if button.to not in (ANSWER, WRITE):
            yield button.label, button.to
    for key in keys(draft):
        yield from links(campaign_screen(draft, 0, key))


def links(screen: Screen) -> Iterator[tuple[str, str]]:
    """Where a text leads: (what is seen, target)."""
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


def problems_of_channel(draft: Draft, channel: Channel) -> Iterator[Problem]:
    """What a channel cannot show of the texts that it may have to carry; one that has a text of its
    own is not judged by the others."""
    for key in keys_on(draft, channel.name):
        screen = campaign_screen(draft, 0, key)
        found = channel.problems(screen)
        for said in found:
            yield (
                Problem("variant_said", {"variant": key, "said": said})
                if key
                else Problem(said=said)
            )
        own = f"{key}@{channel.name}"
        if found and "@" not in key and len(plain_text(screen)) > channel.limits.text:
            yield Problem("own_text", {"variant": own}, grave=False, advice=True)


def problems_of_hours(draft: Draft, now: datetime) -> Iterator[Problem]:
    """Hours that have passed, or stand in the wrong order."""
    if draft.at and draft.at < now:
        yield Problem("hour_past", grave=False)
    if draft.not_later_than and draft.not_later_than <= (draft.at or now):
        yield Problem("too_late", grave=draft.not_later_than <= now)
