"""A campaign's screen without the campaign's own feature, for tests of whoever sends it."""

from __future__ import annotations

from sqlalchemy import Connection

from content.blocks import Paragraph, plain
from content.screen import Screen
from db.values import CampaignId


def draw(_conn: Connection, campaign: CampaignId, variant: str) -> Screen:
    """A few words that name the campaign and the text."""
    return Screen("home", f"Chiến dịch {campaign}", (Paragraph(plain(f"Chào bà con{variant}")),))
