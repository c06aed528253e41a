"""``campaign correct``, ``recall``, ``resend``: what is ordered of a campaign that was sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.campaigns import Id, by_rules, channels_in_use, ordered, tell
from bot.cli.composing import Variants, text_in, variant_of
from bot.cli.session import AsJson, BadInput, ConfigFile, Session, put, run, say
from bot.home import rules_of
from content.campaign_check import Rules
from content.delivery import Again
from db.values import CampaignId
from handlers import amendments, resends

ORDERS: dict[str, Again] = {"rest": "rest", "unconfirmed": "unconfirmed"}


def correct(
    campaign: Id,
    text_file: Annotated[Path, typer.Option("--text-file", metavar="F.md", help="Light Markdown.")],
    variant: Variants = None,
    json_: AsJson = False,
    config: ConfigFile = None,
) -> int:
    """Draft other words for what was sent; approve and start it as any campaign."""
    text = text_in("--text-file", text_file)
    variants = tuple(map(variant_of, variant or ()))

    async def work(opened: Session) -> int:
        number = CampaignId(campaign)
        made = await ordered(opened, amendments.correct, number, text, variants)
        rules = rules_here(opened)
        reach = await opened.store.read(amendments.extent, number, rules, "correct")
        shown = {"id": made, "state": "draft", "amends": campaign, "changeable": reach.able}
        shown |= {"fixed": reach.fixed, "unknown": reach.unknown}
        put(shown) if json_ else say(*(f"{key}: {value}" for key, value in shown.items()))
        return 0

    return run(config, work)


def resend(
    campaign: Id,
    to: Annotated[str, typer.Option("--to", metavar="rest|unconfirmed")],
    json_: AsJson = False,
    config: ConfigFile = None,
) -> int:
    """Send an ended campaign to those it missed, or to those of whom nobody knows."""
    if to not in ORDERS:
        raise BadInput(f"--to {to}: use rest or unconfirmed")

    async def work(opened: Session) -> int:
        rules = rules_here(opened)
        await ordered(opened, resends.resend, CampaignId(campaign), rules, ORDERS[to])
        await tell(opened, campaign, json_=json_)
        return 0

    return run(config, work)


def rules_here(opened: Session) -> Rules:
    """What this deployment allows."""
    return rules_of(opened.settings, channels_in_use(opened), lambda: opened.library)


recall = by_rules(amendments.recall, "Stop for good, and take back what was sent.")
