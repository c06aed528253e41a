"""A web chat on a real port with a small conversation of its own, for the tests beside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from aiohttp import ClientResponse, ClientSession, CookieJar, web

from bot.channels.web.channel import WebChannel
from bot.channels.web.hub import Hub
from bot.channels.web.pace import Pace
from bot.channels.web.pages import Chat
from bot.channels.web.routes import routes
from bot.pages import front, media
from bot.pages.security import protect
from content.address import AddressError, unseal
from content.blocks import Bullets, Callout, Fields, Heading, Paragraph, Span, line, plain
from content.channel import Contact
from content.screen import Button, Progress, Screen, to_json
from content.sealing import seal_screen
from db import messages, people
from db.cipher import Keys
from db.opening import open_store
from db.store import Connection, Store
from db.values import ContactId
from handlers.scene import Operator
from handlers.turn import Opened, Reply, Tap, Turn, Words

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KEYS = Keys(b"w" * 32)

HOME = Screen(
    "home",
    "Chào bà con!",
    (
        Paragraph(plain("Tôi giúp bà con biết nhà mình có thể được hỗ trợ gì và làm thế nào.")),
        Callout("note", line("Tôi là máy, không phải cán bộ. [Tôi giữ những gì?](settings/data)")),
    ),
    (
        (Button("Nhà mình được gì?", "check", "Trả lời vài câu là biết", "home", "filled"),),
        (Button("Vay vốn", "topics/vay", "Hộ nghèo, cận nghèo, học sinh…", "coins"),),
        (Button("Tìm hiểu chính sách", "topics", "Thẻ BHYT, học phí, nhà ở…", "book"),),
        (Button("Gương vươn lên", "stories", "Người thật, việc thật quanh ta", "sprout"),),
        (Button("Hỏi cán bộ xã", "contact", "Xã Thọ Phú, giờ làm việc", "chat"),),
        (Button("Tin nhắn của tôi", "settings", "Bật, tắt, xem và xóa dữ liệu", "sliders"),),
    ),
    style="doors",
    placeholder="Gõ không dấu cũng được",
)
QUESTION = Screen(
    "check",
    "Theo giấy của xã, nhà mình thuộc hộ nào?",
    rows=(
        (Button("Hộ nghèo", "do/check/answer/loai-ho/ngheo"),),
        (Button("Hộ cận nghèo", "do/check/answer/loai-ho/can-ngheo"),),
        (Button("Mới thoát nghèo", "do/check/answer/loai-ho/moi", "Trong 3 năm gần đây"),),
        (Button("Không thuộc hộ nào ở trên", "do/check/answer/loai-ho/khong"),),
        (Button("Tôi không rõ", "do/check/answer/loai-ho/unknown", "Bỏ qua", "help", "dashed"),),
        (Button("Vì sao hỏi câu này?", "check/why/loai-ho", icon="help"),),
        (
            Button("Quay lại", "do/check/back", icon="back"),
            Button("Để sau", "do/check/later", icon="close"),
        ),
    ),
    style="options",
    trail=(("Đang ở", "xã Thọ Phú", Button("Sửa", "do/check/change/xa", icon="edit")),),
    progress=Progress(2, 3),
    placeholder="Bấm hoặc gõ 1, 2, 3, 4",
)
EXPLAINER = Screen(
    "explainer/vay-ho-ngheo",
    "Vay vốn hộ nghèo",
    (
        Callout("answer", line("**Có thể vay nhiều nhất 100 triệu đồng.** Lãi 6,24% một năm.")),
        Heading(plain("Ai được vay?"), "people"),
        Bullets((plain("Nhà có tên trong danh sách hộ nghèo của xã."), plain("Nhà ở ổn định."))),
        Heading(plain("Được bao nhiêu?"), "wallet"),
        Fields((("Nhiều nhất", plain("100 triệu đồng")), ("Lãi một năm", plain("6,24%")))),
        Heading(plain("Làm thế nào?"), "steps"),
        Bullets((plain("Gặp tổ trưởng."), plain("Điền giấy đề nghị vay vốn.")), ordered=True),
        Callout("warn", plain("Làm hồ sơ không mất tiền.")),
        Callout("source", (Span("Đúng đến ngày 24/11/2026.", bold=True), Span("\nNguồn: NĐ 78"))),
    ),
    (
        (Button("Nhà tôi có vay được không?", "check", icon="check", look="filled"),),
        (Button("Hỏi cán bộ xã", "contact", icon="talk"),),
        (Button("Đúng", "do/feedback/yes"), Button("Chưa đúng", "do/feedback/no")),
        (Button("Trang đầu", "home", icon="home"),),
    ),
)
RESULT = Screen(
    "check/result",
    "Kết quả của nhà mình",
    (
        Callout("note", plain("Xem theo 5 câu trả lời. Ngân hàng CSXH và UBND xã quyết định.")),
        Heading(plain("Có thể được vay: Vay vốn hộ nghèo"), "eligible"),
        Callout("answer", line("**Nhiều nhất 100 triệu đồng**, lãi 6,24% một năm.")),
        Paragraph((Span("Vì sao", bold=True),)),
        Bullets((plain("Có tên trong danh sách hộ nghèo"), plain("Ở ổn định tại xã Thọ Phú"))),
        Callout("source", plain("Nguồn: Nghị định 78/2002/NĐ-CP, Điều 2.")),
        Heading(plain("Cần hỏi thêm: Vay cho con đi học"), "unknown"),
        Paragraph(plain("Con đã có giấy báo nhập học chưa?")),
        Heading(plain("Chưa đủ điều kiện: Vay hộ mới thoát nghèo"), "ineligible"),
        Paragraph(plain("Nhà mình đang trong danh sách hộ nghèo.")),
        Callout("source", plain("Nguồn: Quyết định 28/2015/QĐ-TTg, Điều 2.")),
        Callout("warn", plain("Không ai được thu phí hay hỏi mã OTP.")),
    ),
    (
        (Button("Nhờ cán bộ xã giúp", "contact", icon="chat", look="filled"),),
        (Button("Sửa câu trả lời", "check/answers", icon="edit"),),
        (Button("Trang đầu", "home", icon="back"),),
    ),
)
PING = Screen(
    "duty/812",
    "Gửi đề nghị giao chỉ tiêu giảm nghèo năm 2027",
    (
        Callout("warn", line("**Còn 3 ngày** · Nhắc lần 4")),
        Fields((("Hạn", line("**Thứ Sáu, 27/11/2026**")), ("Mã việc", plain("NV-812")))),
    ),
    (
        (Button("Đã xong", "do/duty/done/812", icon="check", look="filled"),),
        (Button("Đã nhận", "do/duty/ack/812"), Button("Nhắc lại sau", "duty/812/snooze")),
    ),
)
TRAIL = tuple((f"Câu {n}", "có", Button("Sửa", "do/check/change/x")) for n in range(5))
SCREENS = {"check": QUESTION, "vay": EXPLAINER, "ket qua": RESULT, "home": HOME}


def lost(words: str) -> Screen:
    """Whatever else comes, repeated."""
    way = Button("Trang đầu", "home", icon="home")
    return Screen("lost", blocks=(Paragraph(plain(words)),), rows=((way,),))


@dataclass(slots=True)
class Talk:
    """A conversation of a few screens that keeps the transcript as the real one does."""

    store: Store
    turns: list[Turn] = field(default_factory=list)
    broken: bool = False

    async def converse(self, turn: Turn) -> Reply | None:
        self.turns.append(turn)
        if self.broken:
            raise RuntimeError("the database is away")
        return await self.store.write(take, turn)


def take(conn: Connection, turn: Turn) -> Reply:
    """One turn: the screen, sealed, and its bubbles."""
    person, contact, _ = people.meet(
        conn, turn.channel, turn.external, name="", origin="self", now=turn.at
    )
    match turn.said:
        case Tap(data=data) if data.startswith("do/check/answer/"):
            said, screen = "", replace(QUESTION, title="Nhà mình đã vào tổ chưa?", trail=TRAIL)
        case Tap(data="do/erase"):
            people.erase(conn, person.id)
            return Reply(screens=(lost("Đã xóa hết."),), erased=True)
        case Tap(data=data):
            said, screen = words_of_tap(data, contact)
        case Words(text=text):
            said, screen = text, SCREENS.get(text, lost(f"Bà con nói: {text}"))
        case Opened(payload=payload):
            said, screen = "", SCREENS.get(payload, HOME)
        case _:
            said, screen = "", HOME
    drawn = seal_screen(screen, contact.holder, KEYS.seal)
    if said:
        messages.say(conn, KEYS, ContactId(contact.id), said, turn.at)
    messages.show(conn, KEYS, ContactId(contact.id), to_json(drawn), turn.at)
    return Reply.of(drawn)


def words_of_tap(data: str, contact: Contact) -> tuple[str, Screen]:
    """The screen behind a button; a wrong seal is lost."""
    try:
        address = unseal(data, contact.holder, KEYS.seal)
    except AddressError:
        return "?", lost("Nút này không còn dùng được.")
    return str(address), SCREENS.get(str(address), lost(f"Đã bấm {address}"))


@dataclass(frozen=True, slots=True)
class World:
    """A running chat."""

    base: str
    store: Store
    talk: Talk
    hub: Hub
    channel: WebChannel

    async def contact(self) -> Contact:
        """The visitor who spoke last."""
        external = self.talk.turns[-1].external
        found = await self.store.read(people.find_by_external, "web", external)
        assert found
        return found


def ticking() -> Callable[[], datetime]:
    """A clock that goes on a second with each look."""
    seconds = count()
    return lambda: NOW + timedelta(seconds=next(seconds))


@asynccontextmanager
async def chat_world(
    url: str,
    *,
    pace: Pace | None = None,
    newcomers: Pace | None = None,
    operator: Operator | None = None,
    demo: Callable[[web.Request], bool] = lambda _: True,
) -> AsyncIterator[World]:
    """Serve the chat and the open pages on a free port."""
    store = await open_store(url)
    hub = Hub(store)
    talk = Talk(store)
    who = operator or Operator()
    chat = Chat(
        store,
        KEYS,
        talk,
        ticking(),
        hub,
        who,
        pace=pace or Pace(),
        newcomers=newcomers or Pace(20, 500),
        demo_open=demo,
    )
    app = web.Application()
    app.add_routes([*routes(chat), *media.routes(store), *front.routes(front.Front(who, demo))])
    app.on_response_prepare.append(protect)
    app.on_shutdown.append(hub.close)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield World(f"http://127.0.0.1:{port}", store, talk, hub, WebChannel(store, KEYS, hub))
    finally:
        await runner.cleanup()
        await store.close()


class Visitor:
    """A browser without script: it keeps cookies, follows redirects, reads what it gets."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session

    async def get(self, path: str, **how: Any) -> ClientResponse:
        answer = await self.session.get(path, **how)
        await answer.read()
        return answer

    async def post(self, path: str, **how: Any) -> ClientResponse:
        answer = await self.session.post(path, **how)
        await answer.read()
        return answer


@asynccontextmanager
async def visitor(world: World) -> AsyncIterator[Visitor]:
    """Somebody who comes for the first time."""
    async with ClientSession(world.base, cookie_jar=CookieJar(unsafe=True)) as session:
        yield Visitor(session)
