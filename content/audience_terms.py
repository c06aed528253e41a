"""What may stand in an audience: every key with its values, from the library as it is now."""

from __future__ import annotations

from content.audience import Known
from content.library.library import Library
from content.wording import LANGUAGES

CHANNELS = ("telegram", "web", "terminal", "zalo", "email")
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


def known(library: Library) -> Known:
    """Keys and values, for ``content.audience.parse`` and for pages that offer a choice."""
    return {
        "role": ROLES,
        "unit": library.places.units.keys(),
        "topic": [group.key for group in library.groups],
        "office": library.places.offices.keys(),
        "channel": CHANNELS,
        "language": LANGUAGES,
    }
