"""``db upgrade``, ``db backup``, ``db restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.session import ConfigFile, Session, run, say

File = Annotated[Path, typer.Argument(metavar="FILE")]


def upgrade(config: ConfigFile = None) -> int:
    """Bring the schema up to date (every command does)."""

    async def work(opened: Session) -> int:
        say(f"schema up to date ({opened.store.dialect})")
        return 0

    return run(config, work)
