"""Which channels a deployment has: web always, Telegram where there is a token."""

from __future__ import annotations

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.client import API_BASE, TelegramBot, make_bot
from bot.channels.telegram.files import Files
from bot.channels.web.channel import WebChannel
from bot.channels.web.hub import Hub
from bot.config import Settings
from content.channel import Channel
from db.cipher import Keys
from db.store import Store


def telegram_of(settings: Settings) -> TelegramBot | None:
    """The Bot API client, where there is a token; it connects when first used."""
    token = settings.telegram.token.get_secret_value()
    return make_bot(token, settings.telegram.api_base or API_BASE) if token else None


def channels_of(
    settings: Settings, store: Store, keys: Keys, hub: Hub, telegram: TelegramBot | None
) -> dict[str, Channel]:
    """Every channel by which we push, by name."""
    channels: dict[str, Channel] = {"web": WebChannel(store, keys, hub)}
    if telegram:
        pace = settings.telegram.messages_per_second
        files = Files(telegram, store)
        channels["telegram"] = TelegramChannel(telegram, files, messages_per_second=pace)
    return channels
