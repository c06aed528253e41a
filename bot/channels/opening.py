"""Which channels a deployment has: web always, the others where there is a token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.channels.desk import Conversation
from bot.channels.email.channel import EmailChannel
from bot.channels.email.client import Account, MailClient
from bot.channels.email.mail import Stationery
from bot.channels.receiving import Receiver
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.client import API_BASE, TelegramBot, make_bot
from bot.channels.telegram.files import Files
from bot.channels.telegram.receiver import Habits, TelegramReceiver
from bot.channels.web.channel import WebChannel
from bot.channels.web.hub import Hub
from bot.channels.zalo.channel import ZaloChannel
from bot.channels.zalo.client import API_BASE as ZALO_BASE
from bot.channels.zalo.client import ZaloBot
from bot.channels.zalo.receiver import Habits as ZaloHabits
from bot.channels.zalo.receiver import ZaloReceiver
from bot.config import Settings
from content.channel import Channel
from content.wording import word
from db.cipher import Keys
from db.store import Store


@dataclass(frozen=True, slots=True)
class Clients:
    """The vendors' APIs that there is a token for; each connects when first used."""

    telegram: TelegramBot | None
    zalo: ZaloBot | None
    email: MailClient | None

    @property
    def any(self) -> bool:
        """Whether this deployment speaks to the world beyond its own pages."""
        return bool(self.telegram or self.zalo or self.email)

    async def close(self) -> None:
        """Close every connection."""
        if self.telegram:
            await self.telegram.shutdown()
        if self.zalo:
            await self.zalo.close()
        if self.email:
            await self.email.close()


@dataclass(frozen=True, slots=True)
class Reception:
    """A channel's incoming side: posts come to ``path`` with ``secret``, or, without a secret, it
    asks for what is new."""

    receiver: Receiver
    path: str
    secret: str


def clients_of(settings: Settings) -> Clients:
    """The clients of a deployment."""
    return Clients(telegram_of(settings), zalo_of(settings), email_of(settings))


def telegram_of(settings: Settings) -> TelegramBot | None:
    """The Bot API client, where there is a token."""
    token = settings.telegram.token.get_secret_value()
    return make_bot(token, settings.telegram.api_base or API_BASE) if token else None


def zalo_of(settings: Settings) -> ZaloBot | None:
    """The Zalo Bot API client, where there is a token."""
    token = settings.zalo.token.get_secret_value()
    return ZaloBot(token, settings.zalo.api_base or ZALO_BASE) if token else None


def email_of(settings: Settings) -> MailClient | None:
    """The way into a mail server, where one is named."""
    told = settings.email
    if not told.host:
        return None
    password = told.password.get_secret_value()
    return MailClient(Account(told.host, told.port, told.security, told.user, password))


def stationery_of(settings: Settings, keys: Keys) -> Stationery:
    """What every mail carries."""
    told, operator = settings.email, settings.operator
    foot = " · ".join(part for part in (operator.name, operator.office, operator.phone) if part)
    site = settings.server.public_url.rstrip("/")
    return Stationery(
        told.sender, operator.name or "Chung Tay", site, keys, foot or word("email.trial")
    )


def channels_of(
    settings: Settings, store: Store, keys: Keys, hub: Hub, clients: Clients
) -> dict[str, Channel]:
    """Every channel by which we push, by name."""
    channels: dict[str, Channel] = {"web": WebChannel(store, keys, hub)}
    if clients.telegram:
        told, files = settings.telegram, Files(clients.telegram, store)
        pace, paid = told.messages_per_second, told.paid_broadcast
        channels["telegram"] = TelegramChannel(
            clients.telegram, files, messages_per_second=pace, paid=paid
        )
    if clients.zalo:
        site, plan = settings.server.public_url.rstrip("/"), settings.zalo
        channels["zalo"] = ZaloChannel(
            clients.zalo,
            store,
            site,
            messages_per_second=plan.messages_per_second,
            messages_a_month=plan.messages_a_month,
        )
    if clients.email:
        paper, pace = stationery_of(settings, keys), settings.email.messages_per_second
        channels["email"] = EmailChannel(clients.email, paper, store, messages_per_second=pace)
    return channels


def receptions_of(
    settings: Settings,
    clients: Clients,
    store: Store,
    conversation: Conversation,
    clock: Callable[[], datetime],
    heard: Callable[[], None],
) -> list[Reception]:
    """Every channel on which people write to us, the web apart, which is our own pages. ``heard``
    is told at once when somebody speaks."""
    chat, found = settings.chat, list[Reception]()
    if clients.telegram:
        habits = Habits(per_second=chat.updates_per_second, burst=chat.burst, heard=heard)
        telegram = TelegramReceiver(clients.telegram, store, conversation, clock, habits)
        secret = settings.telegram.webhook_secret.get_secret_value()
        found.append(Reception(telegram, "/telegram/webhook", secret))
    if clients.zalo:
        site, most = settings.server.public_url.rstrip("/"), settings.zalo.messages_a_month
        ways = ZaloHabits(chat.updates_per_second, chat.burst, site, most, heard)
        zalo = ZaloReceiver(clients.zalo, store, conversation, clock, ways)
        secret = settings.zalo.webhook_secret.get_secret_value()
        found.append(Reception(zalo, "/zalo/webhook", secret))
    return found
