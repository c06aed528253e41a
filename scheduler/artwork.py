"""Screens made ready for the wire: each text of a campaign once, a ping's for its row."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from content.channel import Channel, Prepared
from content.delivery import Kind
from content.screen import Screen, from_json, to_json
from content.sealing import seal_screen
from db.claims import Claimed
from db.store import Connection, Store
from db.values import CampaignId

Draw = Callable[[Connection, CampaignId, str], Screen]
"""Draws a campaign from what is stored of it, in the text of a key."""
Text = tuple[CampaignId, str, Kind]
"""A campaign, the key of one of its texts, and whether it is sent or corrects: what is prepared
once."""
FRESH = 1.0
"""Seconds for which a drawing is not looked at again."""
AHEAD = 0.5
"""Seconds before that at which it is looked at, so that no row has to wait for it."""
KEPT = 600.0
"""Seconds after which a drawing nobody asked for is let go."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text as it was at a moment of the loop's clock; ``source`` tells whether it changed."""

    source: str
    prepared: Prepared
    at: float


def text_of(row: Claimed) -> Text | None:
    """The text of a campaign that a row sends; None for one with a screen of its own."""
    return (row.campaign, row.variant, row.kind) if row.screen is None and row.campaign else None


class Artwork:
    """What one channel has prepared."""

    def __init__(self, store: Store, draw: Draw, channel: Channel, seal: bytes) -> None:
        self._store = store
        self._draw = draw
        self._channel = channel
        self._seal = seal
        self._drawn: dict[Text, Drawn] = {}
        self._drawing = asyncio.Lock()

    async def freshen(self, rows: Iterable[Claimed]) -> None:
        """Draw the campaigns of some rows again where that is due; what cannot be drawn is told
        when its row is sent."""
        for text in {text_of(row) for row in rows}:
            if text is not None:
                async with self._drawing:
                    with suppress(Exception):
                        await self._of_campaign(text, AHEAD)

    def known(self, row: Claimed, now: float) -> Prepared | None:
        """The row's screen if it was drawn a moment ago: no waiting, for there are thousands."""
        text = text_of(row)
        drawn = self._drawn.get(text) if text else None
        return drawn.prepared if drawn and now < drawn.at + FRESH else None

    async def prepared(self, row: Claimed) -> Prepared:
        """The row's screen, ready to send; raises what drawing raises."""
        if row.screen is not None:
            # Sealed only now: a push may have come to another contact of the same person.
            own = seal_screen(from_json(row.screen), row.contact.holder, self._seal)
            return self._channel.prepare(own)
        text = text_of(row)
        if text is None:
            raise ValueError("a push needs a screen or a campaign")
        async with self._drawing:
            return await self._of_campaign(text)

    async def _of_campaign(self, text: Text, ahead: float = 0.0) -> Prepared:
        now = asyncio.get_running_loop().time()
        known = self._drawn.get(text)
        if known and now + ahead < known.at + FRESH:
            return known.prepared
        campaign, variant, kind = text
        screen = await self._store.read(self._draw, campaign, variant)
        source = to_json(screen)
        same = known is not None and known.source == source
        prepared = known.prepared if known and same else None
        prepared = prepared or self._channel.prepare(screen, broadcast=kind == "campaign")
        self._drawn = {t: d for t, d in self._drawn.items() if now < d.at + KEPT}
        self._drawn[text] = Drawn(source, prepared, now)
        return prepared
