"""What a message asks, as boxes of a form: nothing, yes or no, one of several, own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self, get_args

from multidict import MultiMapping

from content.campaigns import ANSWER, WRITE, Draft
from content.polls import own_words
from content.screen import Button
from content.wording import word

Kind = Literal["none", "yesno", "choices"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ROWS = 4
"""Lines for answers to choose from, at least."""
LONGEST = 60


def yes_and_no() -> tuple[str, str]:
    """The labels of a question of yes or no; the message is Vietnamese, whoever writes it."""
    return word("poll.yes"), word("poll.no")


@dataclass(frozen=True, slots=True)
class Question:
    """``choices`` are the labels of *one of several*; ``writes`` says that own words are asked for
    too, by a button that says ``label``."""

    kind: Kind = "none"
    choices: tuple[str, ...] = ()
    writes: bool = False
    label: str = ""

    @classmethod
    def of_draft(cls, draft: Draft) -> Self:
        """The boxes of what is kept."""
        labels = tuple(button.label for button in draft.buttons if button.to == ANSWER)
        kind: Kind = "yesno" if labels == yes_and_no() else "choices" if labels else "none"
        written = own_words(draft)
        return cls(kind, labels if kind == "choices" else (), bool(written), written)

    @property
    def rows(self) -> tuple[str, ...]:
        """The lines to show: what is typed, and room for more."""
        return (*self.choices, *[""] * max(1, ROWS - len(self.choices)))

    @property
    def buttons(self) -> tuple[Button, ...]:
        """As a draft keeps it."""
        several = self.choices if self.kind == "choices" else ()
        labels = yes_and_no() if self.kind == "yesno" else several
        label = self.label or word("poll.write.label")
        written = (Button(label, WRITE),) if self.writes else ()
        return (*(Button(one, ANSWER) for one in labels), *written)


def read(form: MultiMapping[str]) -> Question:
    """The boxes as they were posted."""
    typed = (one.strip()[:LONGEST] for one in form.getall("choice", []))
    return Question(
        next((kind for kind in KINDS if kind == form.get("ask", "")), "none"),
        tuple(one for one in typed if one),
        bool(form.get("writes")),
        form.get("write_label", "").strip()[:LONGEST],
    )
