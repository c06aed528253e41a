"""What every channel's sender shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from content.quiet import QuietHours
from db.cipher import Keys
from db.store import Store
from scheduler.artwork import Draw
from scheduler.courtesy import Courtesy


@dataclass(frozen=True, slots=True)
class Post:
    """Where rows live, who we are, how time and chance come, and whom to let pass."""

    store: Store
    keys: Keys
    draw: Draw
    clock: Callable[[], datetime]
    process: str
    quiet: QuietHours | None = None
    rng: Random = field(default_factory=Random)
    courtesy: Courtesy = field(default_factory=Courtesy)
