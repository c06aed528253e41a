"""A campaign's draft as a form: read with care, every problem at its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from multidict import MultiMapping

from bot.console import question_form, variants_form
from bot.console.audience_form import KEYS, Picked, from_boxes
from bot.console.question_form import Question
from bot.console.variants_form import Line
from content.campaigns import ANSWER, WRITE, Draft
from content.screen import Button, Media
from content.wording import HANOI, local

BUTTONS = 4
FIELDS = (
    "title",
    "text",
    "buttons",
    "audience",
    "hours",
    "urgent_end",
    "topic",
    "media",
    "variant",
)
"""Fields that a problem of ``handlers.campaigns`` may belong to, by its key."""


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody typed. ``at`` and ``until`` are as the browser writes moments, local time;
    ``media`` is a file that is kept already."""

    title: str = ""
    text: str = ""
    buttons: tuple[tuple[str, str], ...] = (("", ""),) * BUTTONS
    picked: Picked = Picked(dict.fromkeys(KEYS, ()))
    is_timed: bool = False
    at: str = ""
    until: str = ""
    is_urgent: bool = False
    repeat: str = ""
    topic: str = ""
    media: Media | None = None
    question: Question = Question()
    variants: tuple[Line, ...] = ()
    is_kit: bool = False

    @classmethod
    def of_draft(cls, draft: Draft, picked: Picked) -> Form:
        """The form of what is kept."""
        others = [one for one in draft.buttons if one.to not in (ANSWER, WRITE)]
        buttons = tuple((button.label, button.to) for button in others)
        empty = (("", ""),) * max(0, BUTTONS - len(buttons))
        return cls(
            draft.title,
            draft.text,
            buttons + empty,
            picked,
            draft.at is not None,
            typed(draft.at),
            typed(draft.not_later_than),
            draft.urgent,
            draft.repeat,
            draft.topic,
            draft.media,
            question=Question.of_draft(draft),
            variants=variants_form.of_draft(draft),
            is_kit=draft.kit,
        )

    @property
    def draft(self) -> Draft:
        """What it says; an hour that is none is as if none were set (see ``faults``)."""
        return Draft(
            self.title,
            self.text,
            (*self.question.buttons, *(Button(one, to) for one, to in self.buttons if one and to)),
            self.picked.text,
            moment_of(self.at) if self.is_timed else None,
            moment_of(self.until),
            self.is_urgent,
            self.repeat if self.is_timed else "",
            self.topic,
            media=self.media,
            variants=variants_form.variants_of(self.variants),
            kit=self.is_kit,
        )

    @property
    def faults(self) -> Mapping[str, str]:
        """What cannot be read at all, by field: keys of ``console.fault.*``."""
        found: dict[str, str] = {}
        if self.is_timed and moment_of(self.at) is None:
            found["at"] = "at"
        if self.until and moment_of(self.until) is None:
            found["until"] = "until"
        if any(bool(label) != bool(to) for label, to in self.buttons):
            found["buttons"] = "half_button"
        if self.question.kind == "choices" and not self.question.choices:
            found["choice"] = "no_choice"
        if any(line.is_half for line in self.variants):
            found["variant"] = "half_variant"
        return found


def read(form: MultiMapping[str]) -> Form:
    """The form as it was posted."""
    ticked = {key: form.getall(key, []) for key in KEYS}
    numbers = range(max(BUTTONS, len(form.getall("label", []))))
    labels, targets = form.getall("label", []), form.getall("to", [])
    return Form(
        title=form.get("title", "").strip(),
        text=form.get("text", "").replace("\r\n", "\n").strip(),
        buttons=tuple((nth(labels, n), nth(targets, n)) for n in numbers),
        picked=from_boxes(ticked, form.get("expression", "")),
        is_timed=form.get("when") == "timed",
        at=form.get("at", "").strip(),
        until=form.get("until", "").strip(),
        is_urgent=bool(form.get("urgent")),
        repeat=form.get("repeat", "").strip()[:200],
        topic=form.get("about", "").strip()[:40],
        question=question_form.read(form),
        variants=variants_form.read(form),
        is_kit=bool(form.get("kit")),
    )


def nth(values: list[str], n: int) -> str:
    """A value by its place, or ""."""
    return values[n].strip() if n < len(values) else ""


def moment_of(text: str) -> datetime | None:
    """A local moment as browsers write it, ``2026-11-25T19:30``; None when it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=HANOI)


def typed(moment: datetime | None) -> str:
    """A moment as browsers write it."""
    return f"{local(moment):%Y-%m-%dT%H:%M}" if moment else ""
