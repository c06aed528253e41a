"""``export …``: tables for a spreadsheet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Annotated

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
        with in_place_of(path) as file:
            async for part in tables.parts(kind, head, rows_after):
                file.write(part)
    except OSError as error:
        raise BadInput(f"--{kind} {path}: cannot be written: {error.strerror}") from None


@contextmanager
def in_place_of(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of another once it is whole: whatever ends it before leaves that
    one as it was. What is no file (a pipe, a terminal) is written as it comes."""
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    whole = path.resolve()
    with NamedTemporaryFile(dir=whole.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(whole)
        except BaseException:
            Path(file.name).unlink()
            raise
