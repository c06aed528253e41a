"""The mail server's door: STARTTLS, a login, a line that was closed, two mails at once."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.email.channel import EmailChannel
from bot.channels.email.client import Account, MailClient
from bot.channels.email.mail import Attachment, compose
from bot.config import Settings
from bot.doctor import Finding, Patient
from bot.doctor import email as asked_by_doctor
from content.blocks import Paragraph, plain
from content.channel import Contact, Delivered, Postponed, Receipt
from content.screen import Button, Screen
from db.opening import open_store
from db.store import Store
from tests.bot.channels.email.test_channel import CONTACT, NOW, OFFICIAL, PAPER, SCREEN
from tests.standins.mail import Door, Postbox, mail_server
from tests.talk import library

PASSWORD = "mat-khau-that-dai"


@dataclass(frozen=True)
class Certificate:
    """One the server shows, and a client that trusts it."""

    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Signed by itself, for this machine alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=3650))
        .not_valid_after(NOW + timedelta(days=36500))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(secret + built.public_bytes(serialization.Encoding.PEM))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    return Certificate(server, ssl.create_default_context(cafile=str(file)))


Send = Callable[[Contact], Awaitable[Receipt]]
OTHER = Contact(8, "email", "binh@xa.example.vn")


def story(
    folder: Path,
    door: Door,
    told: Callable[[Postbox, Send], Awaitable[None]],
    *,
    tls: ssl.SSLContext | None = None,
    password: str = "",
) -> None:
    """A story between a client and a server with such a door."""

    async def go() -> None:
        store = await open_store(f"sqlite:///{folder / 'mail.db'}")
        async with mail_server(door) as box:
            security = "starttls" if door.tls else "none"
            user = "nhac-viec" if password else ""
            account = Account("127.0.0.1", box.port, security, user, password)  # type: ignore[arg-type]  # one of the literals
            client = MailClient(account, timeout=5, tls=tls)
            channel = EmailChannel(client, PAPER, store)

            async def send(to: Contact) -> Receipt:
                return await channel.send(channel.prepare(SCREEN), to, {}, NOW)

            await told(box, send)
            await client.close()
        await store.close()

    asyncio.run(go())


def test_over_starttls_with_a_login_mails_arrive(tmp_path: Path, certificate: Certificate) -> None:
    async def told(box: Postbox, send: Send) -> None:
        assert isinstance(await send(CONTACT), Delivered)
        assert isinstance(await send(OTHER), Delivered)
        assert [mail["To"] for mail in box.mails] == [OFFICIAL, OTHER.external]
        assert box.connections == 1, "one connection carries both"

    door = Door(certificate.server, PASSWORD)
    story(tmp_path, door, told, tls=certificate.client, password=PASSWORD)


@pytest.mark.parametrize("password", ["sai-mat-khau", ""])
def test_a_wrong_login_holds_everyone_and_is_one_line_without_the_password(
    tmp_path: Path, certificate: Certificate, password: str
) -> None:
    async def told(box: Postbox, send: Send) -> None:
        with capture_logs() as logs:
            receipts = [await send(CONTACT), await send(OTHER)]
        for receipt in receipts:
            assert isinstance(receipt, Postponed)
            assert receipt.everyone
            assert "login refused" in receipt.reason
        (line,) = logs
        assert line["event"] == "email.login_refused"
        assert "CHUNGTAY_EMAIL__PASSWORD" in line["mend"]
        assert not password or password not in str(logs) + str(receipts)
        assert box.mails == []

    door = Door(certificate.server, PASSWORD)
    story(tmp_path, door, told, tls=certificate.client, password=password)


def test_a_certificate_that_nobody_vouches_for_gets_no_mail_and_no_password(
    tmp_path: Path, certificate: Certificate
) -> None:
    async def told(box: Postbox, send: Send) -> None:
        receipt = await send(CONTACT)
        assert isinstance(receipt, Postponed)
        assert receipt.everyone
        assert box.mails == []

    story(tmp_path, Door(certificate.server, PASSWORD), told, password=PASSWORD)


def test_a_line_that_the_server_closed_is_opened_again(tmp_path: Path) -> None:
    async def told(box: Postbox, send: Send) -> None:
        assert isinstance(await send(CONTACT), Delivered)
        await asyncio.sleep(0.5)
        assert isinstance(await send(OTHER), Delivered)
        assert box.connections == 2

    story(tmp_path, Door(idle=0.2), told)


def test_two_mails_at_once_take_turns_on_one_line(tmp_path: Path) -> None:
    async def told(box: Postbox, send: Send) -> None:
        receipts = await asyncio.gather(*(send(to) for to in (CONTACT, OTHER) * 3))
        assert {type(one) for one in receipts} == {Delivered}
        assert (len(box.mails), box.connections) == (6, 1)

    story(tmp_path, Door(), told)


def asked(folder: Path, port: int, store: Store) -> Awaitable[Finding]:
    """What doctor says of a mail server."""
    table = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "a@example.vn"}
    settings = Settings(email=table)  # type: ignore[arg-type]  # pydantic reads a dict
    return asked_by_doctor(Patient(settings, store, library(), NOW))


def test_doctor_asks_the_server(tmp_path: Path) -> None:
    async def go() -> None:
        store = await open_store(f"sqlite:///{tmp_path / 'mail.db'}")
        async with mail_server() as box:
            assert (await asked(tmp_path, box.port, store)).grade == "ok"
        away = await asked(tmp_path, 1, store)
        assert (away.grade, "CHUNGTAY_EMAIL__PASSWORD" in away.mend) == ("wrong", True)
        await store.close()

    asyncio.run(go())


HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
]
EVIL = st.text(
    st.sampled_from('\r\n\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029 :,;<>@"=?aBcế')
    | st.characters(codec="utf-8")
)


@given(title=EVIL, words=EVIL, label=EVIL, file=EVIL)
def test_no_words_of_ours_add_a_header(title: str, words: str, label: str, file: str) -> None:
    screen = Screen("home", title, (Paragraph(plain(words)),), ((Button(label, "tasks"),),))
    hung = (Attachment(file or "x", "text/calendar", b"x"),)

    mail = compose(screen, OFFICIAL, "k", PAPER, NOW, hung)

    head = mail.as_bytes().split(b"\r\n\r\n")[0].split(b"\r\n")
    names = [line.split(b":")[0].decode() for line in head if not line.startswith((b" ", b"\t"))]
    assert sorted(names) == sorted(HEADERS)
