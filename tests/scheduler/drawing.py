"""A campaign's screen without the campaign's own feature, for tests of whoever sends it."""

from __future__ import annotations

from sqlalchemy import Connection

from content.blocks import Paragraph, plain
from content.screen import Screen
from db.values import CampaignId


def draw(_conn: Connection, campaign: CampaignId) -> Screen:
    """A few words that name the campaign."""
    return Screen("home", f"Chiến dịch {campaign}", (Paragraph(plain("Chào bà con")),))
