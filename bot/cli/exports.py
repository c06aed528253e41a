"""``export …``: tables for a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.campaigns import Id, operator
from bot.cli.session import BadInput, ConfigFile, Session, run
from db.values import CampaignId
from handlers import exports
from handlers.campaigns import CampaignError


def campaign(
    campaign: Id,
    csv: Annotated[Path, typer.Option("--csv", metavar="FILE", help="Where to write it.")],
    config: ConfigFile = None,
) -> int:
    """What became of each message of a campaign, as CSV for a spreadsheet."""

    async def work(opened: Session) -> int:
        number, order, after = CampaignId(campaign), operator(), exports.START
        read, library = opened.store.read, opened.library
        try:
            head = await read(exports.campaign_head, library, number, order)
        except CampaignError as error:
            raise BadInput(str(error)) from None
        try:
            with csv.open("w", encoding="utf-8", newline="") as file:
                file.write(head)
                while True:
                    part, after = await read(exports.campaign_part, library, number, order, after)
                    file.write(part)
                    if not after:
                        return 0
        except OSError as error:
            raise BadInput(f"--csv {csv}: cannot be written: {error.strerror}") from None

    return run(config, work)
