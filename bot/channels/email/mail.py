"""A screen as a mail: plain and HTML parts of the same words, and headers that are expected.

Each button is a link that carries whose mail it is: who follows it is known without signing in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.channels.email.tickets import GOOD_FOR, Ticket, written
from content.address import Address, sealed
from content.blocks import Text
from content.screen import Screen, block_text
from content.wording import word
from db.cipher import Keys

STOP = Address.of("do", "stop", "here")
"""Mails and no more: who joined another channel goes on hearing there."""
LONGEST_SUBJECT = 120
PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Stationery:
    """What every mail of a deployment carries: whose it is, where our pages are."""

    sender: str
    name: str
    site: str
    keys: Keys
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a mail."""

    name: str
    kind: str
    body: bytes = field(repr=False)


def compose(
    screen: Screen,
    address: str,
    key: str,
    stationery: Stationery,
    now: datetime,
    attachments: tuple[Attachment, ...] = (),
) -> EmailMessage:
    """The mail of a screen whose acts are sealed for its reader. ``key`` makes its Message-ID: a
    mail that goes out twice is one mail to whoever knows that header."""
    links = tuple(ways(screen, address, stationery, now))
    stop = stop_link(address, stationery, now)
    made = EmailMessage(SMTP)
    made["From"] = formataddr((stationery.name, stationery.sender))
    made["To"] = address
    made["Subject"] = subject_of(screen)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{key}@{stationery.sender.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["List-Unsubscribe"] = f"<{stop}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(plain_of(screen, links, stop, stationery))
    made.add_alternative(html_of(screen, links, stop, stationery), subtype="html")
    for one in attachments:
        kind, _, sub = one.kind.partition("/")
        # Text of ours is UTF-8; unsaid, a mail program may take it for ASCII (RFC 2046, 4.1.2).
        told = {"charset": "utf-8"} if kind == "text" else {}
        name = on_one_line(one.name)
        made.add_attachment(one.body, maintype=kind, subtype=sub, filename=name, params=told)
    return made


def on_one_line(words: str) -> str:
    """Words for a header, which a line break would end."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def subject_of(screen: Screen) -> str:
    """The title, or the first words; on one line, since a line break would end the header."""
    words = screen.title or next(map(block_text, screen.blocks), "") or word("email.subject")
    line = on_one_line(words)
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def ways(
    screen: Screen, address: str, stationery: Stationery, now: datetime
) -> Iterator[tuple[str, str]]:
    """Label and link of every button."""
    for button in screen.buttons:
        ticket = Ticket(address, button.to, button.label, now + GOOD_FOR, subject_of(screen))
        away = button.to.startswith("https://")
        yield button.label, button.to if away else link_of(ticket, stationery)


def link_of(ticket: Ticket, stationery: Stationery) -> str:
    """A page of ours that asks, and then does what the button would."""
    return f"{stationery.site}/mail/{written(ticket, stationery.keys)}"


def stop_link(address: str, stationery: Stationery, now: datetime) -> str:
    """The link by which nothing more comes."""
    data = sealed(STOP, f"email:{address}", stationery.keys.seal)
    return link_of(Ticket(address, data, word("email.stop"), now + GOOD_FOR), stationery)


def plain_of(
    screen: Screen, links: tuple[tuple[str, str], ...], stop: str, stationery: Stationery
) -> str:
    """The words alone, each link written out."""
    parts = [screen.title, *map(block_text, screen.blocks)]
    parts += [f"{label}:\n{href}" for label, href in links]
    parts.append(f"-- \n{stationery.foot}\n{word('email.stop')}: {stop}")
    return "\n\n".join(part for part in parts if part) + "\n"


def html_of(
    screen: Screen, links: tuple[tuple[str, str], ...], stop: str, stationery: Stationery
) -> str:
    """The same words with some form: styles stand on the elements, as mail programs want them."""
    return PAGES.get_template("mail.html").render(
        screen=screen,
        ways=links,
        stop=stop,
        stop_label=word("email.stop"),
        foot=stationery.foot,
        language="vi",
        spans=spans,
    )


def spans(text: Text) -> Markup:
    """Bold words and line breaks; a link in a text is a link only where it leads away."""
    made = Markup()
    for span in text:
        inner = Markup("<br>").join(escape(line) for line in span.text.split("\n"))
        if span.bold:
            inner = Markup("<b>{}</b>").format(inner)
        if span.link.startswith("https://"):
            inner = Markup('<a href="{}">{}</a>').format(span.link, inner)
        made += inner
    return made
