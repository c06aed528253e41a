"""Who waits for an answer goes before a broadcast: the senders are told when somebody speaks."""

from __future__ import annotations

import time

FOR = 0.15
"""Seconds for which somebody who spoke is taken to wait: about what an answer takes."""


class Courtesy:
    """Shared by the channels' incoming sides and the senders of one process."""

    def __init__(self) -> None:
        self._until = 0.0

    def heard(self) -> None:
        """Somebody spoke."""
        self._until = time.monotonic() + FOR

    def is_due(self) -> bool:
        """Whether somebody may be waiting now."""
        return time.monotonic() < self._until
