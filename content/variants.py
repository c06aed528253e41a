"""Which text of a campaign a person gets, and what its variants may not be.

The most specific text wins: one for the reader's language on their channel (``en@telegram``), then
one for the language (``en``), then one for the channel (``@telegram``), then the campaign's own.
Language goes before channel: a text that is too long for a channel can be mended by its writer, one
in a language that the reader does not know is no message.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from content.campaigns import Draft, Variant
from content.channel import CHANNELS
from content.wording import LANGUAGES

BASE = ""
"""The key of the campaign's own text, which is Vietnamese."""
MOST = 12
"""Variants of one campaign."""


class VariantError(ValueError):
    """A key that names no variant."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why variants cannot stand as they are: a key of ``campaigns.problem.variant_*``."""

    key: str
    fields: dict[str, object] = field(default_factory=dict)


def read_key(key: str) -> tuple[str, str]:
    """Language and channel of ``en``, ``@telegram`` or ``en@telegram``; raises VariantError.

    >>> read_key("en"), read_key("@web"), read_key("EN@web")
    (('en', ''), ('', 'web'), ('en', 'web'))
    """
    language, at, channel = key.strip().lower().partition("@")
    is_named = bool(language or channel) and bool(channel) == bool(at)
    if not is_named or language not in ("", *LANGUAGES) or channel not in ("", *CHANNELS):
        raise VariantError(key)
    return language, channel


def is_key(key: str) -> bool:
    """Whether a key names a variant."""
    try:
        read_key(key)
    except VariantError:
        return False
    return True


def by_rank(variants: Sequence[Variant]) -> list[Variant]:
    """The most specific first: of those that fit a reader, the first one is theirs."""
    return sorted(variants, key=lambda one: (not one.language, not one.channel))


def fitting(draft: Draft, language: str, channel: str) -> str:
    """The key of the text for who reads a language on a channel."""
    return next(
        (
            one.key
            for one in by_rank(draft.variants)
            if one.language in ("", language) and one.channel in ("", channel)
        ),
        BASE,
    )


def text_of(draft: Draft, key: str) -> str:
    """The text of a key; the campaign's own where there is none of that key."""
    return next((one.text for one in draft.variants if one.key == key), draft.text)


def language_of(key: str) -> str:
    """The language of a text's own buttons."""
    return key.partition("@")[0] or LANGUAGES[0]


def keys(draft: Draft) -> tuple[str, ...]:
    """The keys of the texts that somebody may get, the campaign's own first."""
    return tuple(dict.fromkeys((BASE, *(one.key for one in draft.variants if is_key(one.key)))))


def keys_on(draft: Draft, channel: str) -> tuple[str, ...]:
    """The keys of the texts that a channel may have to carry."""
    return tuple(dict.fromkeys(fitting(draft, language, channel) for language in LANGUAGES))


def flaws(variants: Sequence[Variant]) -> Iterator[Flaw]:
    """What no draft may keep: too many, an unknown or repeated key, an empty text."""
    if len(variants) > MOST:
        yield Flaw("variant_many", {"most": MOST})
    seen: set[str] = set()
    for one in variants:
        if not is_key(one.key):
            right = ", ".join((*LANGUAGES[1:], *(f"@{name}" for name in CHANNELS[:2])))
            yield Flaw("variant_key", {"found": one.key, "right": right})
        if one.key in seen:
            yield Flaw("variant_twice", {"found": one.key})
        if not one.text.strip():
            yield Flaw("variant_empty", {"found": one.key})
        seen.add(one.key)
