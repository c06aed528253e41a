"""``campaign new``: a draft from files and options."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.attached import Attached
from bot.cli.campaigns import operator, ordered
from bot.cli.session import AsJson, BadInput, ConfigFile, Session, put, run, say
from content.campaigns import ANSWER, WRITE, Draft, Variant
from content.channel import CHANNELS
from content.screen import Button
from content.variants import VariantError, read_key
from content.wording import LANGUAGES
from handlers import campaigns, media

Title = Annotated[str, typer.Option(metavar="T")]
TextFile = Annotated[Path, typer.Option("--text-file", metavar="F.md", help="Light Markdown.")]
Audience = Annotated[str, typer.Option(metavar="EXPR", help="For example unit:tho-phu.")]
Answers = Annotated[
    list[str] | None, typer.Option(metavar="LABEL", help="A quick answer; once for each.")
]
OwnWords = Annotated[
    str, typer.Option(metavar="LABEL", help="A button that asks for an answer in own words.")
]
Variants = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=F.md",
        help="A text of its own: for a language (en), a channel (@web) or both (en@web).",
    ),
]
Photo = Annotated[
    Path | None, typer.Option(metavar="FILE", help="JPEG, PNG or WebP; needs --photo-words.")
]
PhotoWords = Annotated[
    str, typer.Option(metavar="TEXT", help="What is to be seen, for who cannot see it.")
]
Voice = Annotated[Path | None, typer.Option(metavar="FILE", help="OGG Opus, MP3 or M4A.")]
Document = Annotated[Path | None, typer.Option(metavar="FILE", help="PDF, DOCX, XLSX …")]
Moment = Annotated[str, typer.Option(metavar="ISO", help="For example 2026-11-25T19:30+07:00.")]
LastMoment = Annotated[str, typer.Option("--not-later-than", metavar="ISO")]
Urgent = Annotated[
    bool, typer.Option("--urgent", help="For storms and floods; needs --not-later-than.")
]
Topic = Annotated[
    str, typer.Option(metavar="SLUG", help="What it is about; who stopped that gets nothing.")
]
Repeat = Annotated[
    str, typer.Option(metavar="RRULE", help="For example FREQ=WEEKLY;BYDAY=MO; needs --at.")
]

Kit = Annotated[
    bool,
    typer.Option("--kit", help="For village heads and group leaders to paste into their groups."),
]


def new(
    title: Title,
    text_file: TextFile,
    audience: Audience = "all",
    answer: Answers = None,
    own_words: OwnWords = "",
    variant: Variants = None,
    photo: Photo = None,
    photo_words: PhotoWords = "",
    voice: Voice = None,
    document: Document = None,
    at: Moment = "",
    not_later_than: LastMoment = "",
    urgent: Urgent = False,
    topic: Topic = "",
    repeat: Repeat = "",
    kit: Kit = False,
    json_: AsJson = False,
    config: ConfigFile = None,
) -> int:
    """A new draft."""
    draft = Draft(
        title=title,
        text=text_in("--text-file", text_file),
        buttons=asking(answer or [], own_words),
        audience=audience,
        at=moment_of(at, "--at"),
        not_later_than=moment_of(not_later_than, "--not-later-than"),
        urgent=urgent,
        repeat=repeat,
        topic=topic,
        variants=tuple(map(variant_of, variant or ())),
        kit=kit,
    )
    files = Attached(photo, photo_words, voice, document)

    async def work(opened: Session) -> int:
        return await composed(opened, await with_file(opened, draft, files), json_=json_)

    return run(config, work)


def asking(answers: list[str], own_words: str) -> tuple[Button, ...]:
    """The buttons of a question."""
    written = [Button(own_words, WRITE)] if own_words else []
    return (*(Button(label, ANSWER) for label in answers), *written)


async def with_file(opened: Session, draft: Draft, files: Attached) -> Draft:
    """A draft with a file, which is kept before."""
    file = files.read(opened.settings.media.most_megabytes)
    if file is None:
        return draft
    return replace(draft, media=await opened.store.write(media.keep, file, operator()))


async def composed(opened: Session, draft: Draft, *, json_: bool) -> int:
    """Keep a draft and tell whom it would reach."""
    number = await ordered(opened, campaigns.compose, draft)
    shown = await opened.store.read(campaigns.show, opened.library, number, operator())
    most = 0 if draft.urgent else opened.settings.campaigns.per_week
    reached = await opened.store.read(
        campaigns.reach, opened.library, draft, operator(), per_week=most
    )
    answer = {
        "id": number,
        "state": shown["state"],
        "matched": reached.matched,
        "reachable": reached.reachable,
    }
    put(answer) if json_ else say(*(f"{key}: {value}" for key, value in answer.items()))
    return 0


def text_in(option: str, path: Path) -> str:
    """The text of a file."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{option} {path}: cannot be read: {error}") from None


def variant_of(given: str) -> Variant:
    """A variant as it is named on the command line, ``en@web=F.md``."""
    key, _, path = given.partition("=")
    try:
        language, channel = read_key(key)
    except VariantError:
        languages, channels = ", ".join(LANGUAGES), ", ".join(CHANNELS)
        raise BadInput(
            f"--variant {given}: use LANGUAGE=FILE, @CHANNEL=FILE or LANGUAGE@CHANNEL=FILE; "
            f"languages: {languages}; channels: {channels}"
        ) from None
    if not path:
        raise BadInput(f"--variant {given}: name the file of the text, {key}=FILE.md")
    return Variant(language, channel, text_in("--variant", Path(path)))


def moment_of(text: str, option: str) -> datetime | None:
    """A moment with its offset."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadInput(f"{option} {text}: use ISO 8601 with an offset, 2026-11-25T19:30+07:00")
    return moment
