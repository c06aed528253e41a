"""What db hands out: frozen values, never rows. Ids are types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

PersonId = NewType("PersonId", int)
ContactId = NewType("ContactId", int)
DeliveryId = NewType("DeliveryId", int)
CampaignId = NewType("CampaignId", int)
AssignmentId = NewType("AssignmentId", int)
ReplyId = NewType("ReplyId", int)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody we know. ``unit`` is the commune they told us; origin ``demo`` is in no audience.
    ``channel`` is where they want to be told, "" for where they were last."""

    id: PersonId
    name: str
    language: str
    unit: str | None
    origin: str
    opted_out_at: datetime | None
    joined_at: datetime
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """What a person may do, and for which office or unit, from when until when."""

    id: int
    role: str
    office: str | None
    unit: str | None
    since: datetime
    until: datetime | None
