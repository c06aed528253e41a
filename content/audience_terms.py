"""What may stand in an audience: every key with its values, from the library as it is now."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from content.audience import Known
from content.channel import CHANNELS
from content.library.library import Library
from content.wording import LANGUAGES

ROLES = (
    "resident",
    "village-head",
    "group-leader",
    "official",
    "head",
    "programme",
    "viewer",
    "writer",
    "approver",
    "admin",
)


ANSWERED = re.compile(r"[1-9][0-9]{0,14}(=[a-z0-9-]{1,60})?\Z")


class Answered(Collection[str]):
    """Every answer that a campaign may have got: ``42`` (any), ``42=yes``. Whether there is such
    a campaign is known to the database alone."""

    examples = ("42", "42=yes", "42=no")

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and ANSWERED.match(value) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.examples)

    def __len__(self) -> int:
        return len(self.examples)


def known(library: Library) -> Known:
    """Keys and values, for ``content.audience.parse`` and for pages that offer a choice."""
    return {
        "role": ROLES,
        "unit": library.places.units.keys(),
        "topic": [group.key for group in library.groups],
        "office": library.places.offices.keys(),
        "channel": CHANNELS,
        "language": LANGUAGES,
        "answered": Answered(),
    }
