"""``export …``: tables for a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import tables
from bot.cli.campaigns import Id, operator
from bot.cli.session import BadInput, ConfigFile, Session, run
from bot.tables import Kind, NextRows, Row
from db.values import CampaignId
from handlers import exports, roster
from handlers.campaigns import CampaignError

Csv = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="As CSV, UTF-8.")]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="As a workbook.")]


def campaign(campaign: Id, csv: Csv = None, xlsx: Xlsx = None, config: ConfigFile = None) -> int:
    """What became of each message of a campaign; codes, no names."""
    target = target_of(csv, xlsx)

    async def work(opened: Session) -> int:
        number, order, library = CampaignId(campaign), operator(), opened.library
        read = opened.store.read
        try:
            head = await read(exports.campaign_head, library, number, order)
        except CampaignError as error:
            raise BadInput(str(error)) from None
        await write(
            target, head, lambda after: read(exports.campaign_rows, library, number, order, after)
        )
        return 0

    return run(config, work)


def people(csv: Csv = None, xlsx: Xlsx = None, config: ConfigFile = None) -> int:
    """The people we may write to, as ``people import`` takes them back."""
    target = target_of(csv, xlsx)

    async def work(opened: Session) -> int:
        order, library, store = operator(), opened.library, opened.store
        head = await store.write(roster.head, order)
        await write(target, head, lambda after: store.read(roster.rows, library, order, after))
        return 0

    return run(config, work)


def target_of(csv: Path | None, xlsx: Path | None) -> tuple[Kind, Path]:
    """Where to write, and as what; raises BadInput unless exactly one is named."""
    if csv and not xlsx:
        return "csv", csv
    if xlsx and not csv:
        return "xlsx", xlsx
    raise BadInput("give one of --csv FILE and --xlsx FILE")


async def write(target: tuple[Kind, Path], head: Row, rows_after: NextRows) -> None:
    """Write a table, readable by who runs this alone; raises BadInput where it cannot be."""
    kind, path = target
    try:
        with path.open("wb") as file:
            path.chmod(0o600)
            async for part in tables.parts(kind, head, rows_after):
                file.write(part)
    except OSError as error:
        raise BadInput(f"--{kind} {path}: cannot be written: {error.strerror}") from None
