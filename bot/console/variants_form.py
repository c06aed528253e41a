"""Texts of their own as lines of a form: a language, a channel, and the words."""

from __future__ import annotations

from dataclasses import dataclass

from multidict import MultiMapping

from content.campaigns import Draft, Variant


@dataclass(frozen=True, slots=True)
class Line:
    """One text; a line where nothing is chosen and nothing typed says nothing."""

    language: str = ""
    channel: str = ""
    text: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing."""
        return not (self.language or self.channel or self.text)

    @property
    def is_half(self) -> bool:
        """Whether it is for nobody, or has no words."""
        return not (self.language or self.channel) or not self.text


def of_draft(draft: Draft) -> tuple[Line, ...]:
    """The lines of what is kept."""
    return tuple(Line(one.language, one.channel, one.text) for one in draft.variants)


def variants_of(lines: tuple[Line, ...]) -> tuple[Variant, ...]:
    """As a draft keeps them."""
    return tuple(Variant(one.language, one.channel, one.text) for one in lines if not one.is_half)


def read(form: MultiMapping[str]) -> tuple[Line, ...]:
    """The lines as they were posted, without the blank ones."""
    names = ("variant_language", "variant_channel", "variant_text")
    columns = (form.getall(name, []) for name in names)
    lines = (
        Line(language.strip(), channel.strip(), text.replace("\r\n", "\n").strip())
        for language, channel, text in zip(*columns, strict=False)
    )
    return tuple(one for one in lines if not one.is_blank)
