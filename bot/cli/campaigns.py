"""``campaign …``: broadcasts from the command line. The operator counts as the second person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from bot import clock
from bot.channels.opening import channels_of, clients_of
from bot.channels.web.hub import Hub
from bot.cli.enlisting import complete
from bot.cli.session import AsJson, BadInput, ConfigFile, Failed, Session, put, run, say
from bot.home import changes_of, rules_of, tempo_of
from content.channel import Channel
from content.wording import local, word
from db.values import CampaignId
from handlers import campaigns
from handlers.campaign_inbox import Note, notes_after
from handlers.campaigns import CampaignError, Order

Id = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1)]


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
        "hours_far",
        "media",
        "none",
        "unit",
        "urgent_end",
        "variant",
        "variants",
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
        tempo = tempo_of(opened.settings, channels_in_use(opened))
        shown = await opened.store.read(
            campaigns.show, opened.library, CampaignId(campaign), operator(), tempo
        )
    except CampaignError as error:
        raise BadInput(str(error)) from None
    if json_:
        put(shown)
        return
    say(line_of(shown), *(f"  {line}" for line in details(shown)))


def line_of(shown: dict[str, Any]) -> str:
    """Number, state and counts."""
    counts = shown.get("counts", {}).items()
    told = ", ".join(f"{state} {count}" for state, count in counts if count)
    return f"{shown['id']}: {shown['state']}" + (f" ({told})" if told else "")


def details(shown: dict[str, Any]) -> Iterator[str]:
    """What else there is to say of it, a line each."""
    number = shown["id"]
    if "amends" in shown:
        yield f"{shown['act']} of {shown['amends']}"
    if "held" in shown:
        resume = "" if "repeat" in shown else f"campaign resume {number} · "
        yield word(f"campaigns.held.{shown['held']}")
        yield f"next: {resume}campaign cancel {number}"
    for one in shown.get("missed", ()):
        yield f"{one['state']} {one['count']}: {one['reason']}"
    for key, count in shown.get("answers", {}).items():
        yield f"{key}: {'fewer than 5' if count is None else count}"
    if "quiet_until" in shown:
        yield f"quiet hours until {shown['quiet_until']}"
    if shown.get("ends_at") or ("ends_at" in shown and "quiet_until" not in shown):
        yield f"done by: {shown['ends_at'] or 'not known, nothing moved just now'}"
    if "repeat" in shown:
        yield f"repeats {shown['repeat']}, next {shown['next_at'] or 'never'}"
    if "occurrence_of" in shown:
        yield f"occurrence of {shown['occurrence_of']}"
    yield from (f"{one['at']} {line_of(one)}" for one in shown.get("occurrences", ()))
    yield from (f"{one['act']} {line_of(one)}" for one in shown.get("amendments", ()))


def replies(campaign: Id, json_: AsJson = False, config: ConfigFile = None) -> int:
    """What people wrote to it in their own words, oldest first."""

    async def work(opened: Session) -> int:
        number, order, after = CampaignId(campaign), operator(), 0
        found: list[Note] = []
        while True:
            try:
                part = await opened.store.read(
                    notes_after, opened.library, opened.keys, number, order, after
                )
            except CampaignError as error:
                raise BadInput(str(error)) from None
            if not part:
                break
            found, after = [*found, *part], part[-1].id
        told = [note_as_json(one) for one in found]
        put(told) if json_ else say(*(f"{one['at']} {one['text']}" for one in told))
        return 0

    return run(config, work)


def note_as_json(note: Note) -> dict[str, Any]:
    """A reply as the contract shows it."""
    return {
        "code": note.code,
        "commune": note.commune,
        "channel": note.channel,
        "at": local(note.at).isoformat(timespec="seconds"),
        "read": note.is_read,
        "text": note.text,
    }


def channels_in_use(opened: Session) -> list[Channel]:
    """The deployment's channels, for what they say of a text; a command sends nothing by them."""
    clients, hub = clients_of(opened.settings), Hub(opened.store)
    found = channels_of(opened.settings, opened.store, opened.keys, hub, clients)
    return list(found.values())


def by_rules(order: Callable[..., Any], about: str) -> Callable[..., int]:
    """A command for an order that is checked by the deployment's rules first."""

    def command(campaign: Id, json_: AsJson = False, config: ConfigFile = None) -> int:
        async def work(opened: Session) -> int:
            rules = rules_of(opened.settings, channels_in_use(opened), lambda: opened.library)
            await ordered(opened, order, CampaignId(campaign), rules)
            await complete(opened, CampaignId(campaign), changes_of(rules.channels))
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
