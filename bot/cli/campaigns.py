"""``campaign …``: broadcasts from the command line. The operator counts as the second person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import clock
from bot.channels.opening import channels_of, telegram_of
from bot.channels.web.hub import Hub
from bot.cli.enlisting import complete
from bot.cli.session import AsJson, BadInput, ConfigFile, Failed, Session, put, run, say
from bot.home import rules_of
from content.campaigns import ANSWER, Draft, Variant
from content.channel import CHANNELS, Channel
from content.screen import Button
from content.variants import VariantError, read_key
from content.wording import LANGUAGES
from db.values import CampaignId
from handlers import campaigns
from handlers.campaigns import CampaignError, Order

Id = Annotated[int, typer.Argument(metavar="ID", min=1)]
Title = Annotated[str, typer.Option(metavar="T")]
TextFile = Annotated[Path, typer.Option("--text-file", metavar="F.md", help="Light Markdown.")]
Audience = Annotated[str, typer.Option(metavar="EXPR", help="For example unit:tho-phu.")]
Answers = Annotated[
    list[str] | None, typer.Option(metavar="LABEL", help="A quick answer; once for each.")
]
Variants = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=F.md",
        help="A text of its own: for a language (en), a channel (@web) or both (en@web).",
    ),
]
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


def new(
    title: Title,
    text_file: TextFile,
    audience: Audience = "all",
    answer: Answers = None,
    variant: Variants = None,
    at: Moment = "",
    not_later_than: LastMoment = "",
    urgent: Urgent = False,
    topic: Topic = "",
    repeat: Repeat = "",
    json_: AsJson = False,
    config: ConfigFile = None,
) -> int:
    """A new draft."""
    draft = Draft(
        title=title,
        text=text_in("--text-file", text_file),
        buttons=tuple(Button(label, ANSWER) for label in answer or ()),
        audience=audience,
        at=moment_of(at, "--at"),
        not_later_than=moment_of(not_later_than, "--not-later-than"),
        urgent=urgent,
        repeat=repeat,
        topic=topic,
        variants=tuple(map(variant_of, variant or ())),
    )
    return run(config, lambda opened: composed(opened, draft, json_=json_))


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


def operator() -> Order:
    """The command line orders for the whole province."""
    return Order(None, "thanh-hoa", clock.now())


async def ordered(opened: Session, order: Callable[..., Any], *args: Any) -> Any:
    """Carry out an order; a refusal is one line."""
    try:
        return await opened.store.write(order, opened.library, *args, operator())
    except CampaignError as error:
        kind = BadInput if error.key in BAD_INPUT else Failed
        raise kind(str(error)) from None


BAD_INPUT = frozenset(
    {
        "answer",
        "repeat",
        "repeat_at",
        "repeat_never",
        "asked",
        "audience",
        "title",
        "text",
        "topic",
        "buttons",
        "hours",
        "none",
        "unit",
        "urgent_end",
        "variant",
    }
)
"""Refusals that are the caller's mistake; the others depend on where the campaign stands."""


def show(campaign: Id, json_: AsJson = False, config: ConfigFile = None) -> int:
    """State, and how many deliveries stand where."""

    async def work(opened: Session) -> int:
        await tell(opened, campaign, json_=json_)
        return 0

    return run(config, work)


async def tell(opened: Session, campaign: int, *, json_: bool) -> None:
    """A campaign as the contract shows it."""
    try:
        shown = await opened.store.read(
            campaigns.show, opened.library, CampaignId(campaign), operator()
        )
    except CampaignError as error:
        raise BadInput(str(error)) from None
    if json_:
        put(shown)
        return
    counts = ", ".join(f"{state} {count}" for state, count in shown["counts"].items() if count)
    say(f"{campaign}: {shown['state']}" + (f" ({counts})" if counts else ""))
    for key, count in shown.get("answers", {}).items():
        say(f"  {key}: {'fewer than 5' if count is None else count}")


def channels_in_use(opened: Session) -> list[Channel]:
    """The deployment's channels, for what they say of a text; a command sends nothing by them."""
    telegram, hub = telegram_of(opened.settings), Hub(opened.store)
    found = channels_of(opened.settings, opened.store, opened.keys, hub, telegram)
    return list(found.values())


def by_rules(order: Callable[..., Any], about: str) -> Callable[..., int]:
    """A command for an order that is checked by the deployment's rules first."""

    def command(campaign: Id, json_: AsJson = False, config: ConfigFile = None) -> int:
        async def work(opened: Session) -> int:
            rules = rules_of(opened.settings, channels_in_use(opened), lambda: opened.library)
            await ordered(opened, order, CampaignId(campaign), rules)
            await complete(opened, CampaignId(campaign))
            await tell(opened, campaign, json_=json_)
            return 0

        return run(config, work)

    command.__doc__ = about
    return command


def plain(order: Callable[..., Any], about: str) -> Callable[..., int]:
    """A command for an order that needs no check."""

    def command(campaign: Id, json_: AsJson = False, config: ConfigFile = None) -> int:
        async def work(opened: Session) -> int:
            await ordered(opened, order, CampaignId(campaign))
            await tell(opened, campaign, json_=json_)
            return 0

        return run(config, work)

    command.__doc__ = about
    return command


approve = by_rules(campaigns.approve, "Approve exactly what stands there now.")
start = by_rules(campaigns.start, "Start now.")
resume = by_rules(campaigns.resume, "Go on after a pause or a hold.")
pause = plain(campaigns.pause, "Stop for now.")
cancel = plain(campaigns.cancel, "Stop for good; what waits is cancelled.")
recall = plain(campaigns.recall, "Stop for good; what was sent stays, so far.")
