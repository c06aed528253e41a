"""The console in a real browser, on a narrow phone and on a desk, light and dark."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect
from sqlalchemy import update

from bot.console.cookie import COOKIE
from content.campaign_check import Rules
from db import people
from db.tables import campaigns, deliveries
from tests.bot.console.conftest import NOW
from tests.conftest import OpenBrowser
from tests.files import png

pytestmark = pytest.mark.browser

SIZES = [(360, 766), (1280, 860)]
HEAVIEST = 100_000
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# What comes with the page: on a slow machine a live one has already asked for its progress again.
WEIGH = """() => ["navigation", "resource"]
    .flatMap((kind) => performance.getEntriesByType(kind))
    .filter((part) => part.initiatorType !== "fetch")
    .reduce((sum, part) => sum + part.decodedBodySize, 0)"""
TEXT = """Chào {name|bà con}! Xã đang rà soát hộ nghèo, hộ cận nghèo, đến hết ngày **14 tháng 12**.

Nhà mình khó khăn mà chưa có tên thì gửi Giấy đề nghị rà soát tới UBND xã. Không mất tiền."""
FATES = (
    ("sent", 180, ""),
    ("sending", 4, ""),
    ("undeliverable", 9, "no ground to write"),
    ("failed", 3, "HTTP 503"),
    ("unconfirmed", 2, "interrupted"),
    ("cancelled", 5, "opted out"),
)
Story = Callable[[Any, Page], Awaitable[None]]


def settings() -> dict[str, Any]:
    """A console where every screen opens and 100 people need a second person."""
    return {"rules": Rules(opens=lambda _: True, approval_over=100)}


async def signed_in(stage: Any, page: Page, role: str, name: str = "") -> None:
    """Put a session into the real browser."""
    browser = await stage.browser(role, name=name)
    cookie: Any = {"name": COOKIE, "value": browser.cookies[COOKIE], "url": stage.url("/")}
    await page.context.add_cookies([cookie])


async def fill(stage: Any) -> None:
    """A morning's work: one campaign running, one to approve, one scheduled, two drafts."""

    def crowd(conn: Any) -> None:
        for n in range(240):
            unit = ("tho-phu", "tan-ninh", "an-nong", "hop-tien")[n % 4]
            person, _, _ = people.meet(conn, "web", f"x{n}", name="", origin="self", now=NOW)
            people.change(conn, person.id, unit=unit)

    await stage.store.write(crowd)
    writer = await stage.browser("writer", name="Người soạn tin")
    approver = await stage.browser("approver", name="Người duyệt tin")
    new = "/console/campaigns/new"
    await writer.post(new, title="Lấy thẻ BHYT năm 2027", text=TEXT, then="submit")
    shown = (await approver.get("/console/campaigns/1/approve")).text
    seen = shown.partition('name="seen" value="')[2][:64]
    await approver.post("/console/campaigns/1/approve", seen=seen)
    await writer.post("/console/campaigns/1/start")
    await stage.store.write(deliver)
    await writer.post(
        new,
        ("role", "resident"),
        ("unit", "tho-phu"),
        ("unit", "tan-ninh"),
        ("label", "Xem cách làm"),
        ("to", "explainer/ra-soat-ho-ngheo"),
        ("label", "Hỏi cán bộ xã"),
        ("to", "contact"),
        title="Rà soát hộ nghèo, nhắc lần 1",
        text=TEXT,
        when="timed",
        at="2026-11-25T19:30",
        until="2026-11-25T21:00",
        then="submit",
    )
    await writer.post(new, title="Vay vốn học sinh, sinh viên", text=TEXT, then="submit")
    await writer.post(new, title="Tiền điện hộ nghèo", text=TEXT, then="save")
    await writer.post(new, title="Chuyện thoát nghèo ở Thọ Bình", text=TEXT, then="save")


def deliver(conn: Any) -> None:
    """What a sender would have written."""
    row = 1
    for state, count, reason in FATES:
        some = deliveries.c.id.between(row, row + count - 1)
        values = dict(state=state, reason=reason, finished_at=NOW)
        conn.execute(update(deliveries).where(some).values(**values))
        row += count


@pytest.fixture
def see(play: Any, browser: OpenBrowser) -> Callable[..., None]:
    """Live a story in a real browser; an error in its console fails the test."""

    def run(story: Story, *, role: str = "", name: str = "", **how: Any) -> None:
        async def live(stage: Any) -> None:
            async with browser() as running:
                context = await running.new_context(**how)
                page = await context.new_page()
                faults: list[str] = []
                page.on("pageerror", lambda error: faults.append(str(error)))
                page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
                page.set_default_timeout(8_000)
                if role:
                    await signed_in(stage, page, role, name)
                await story(stage, page)
                assert [fault for fault in faults if "422" not in fault] == []
                await context.close()

        play(live, **(settings() if role else {"has_token": False, **settings()}))

    return run


def screen(width: int, height: int, ground: str = "light") -> dict[str, Any]:
    """How a device looks at us."""
    return {"viewport": {"width": width, "height": height}, "color_scheme": ground}


async def must_be_fine(page: Page) -> None:
    """axe-core finds nothing of WCAG 2.0-2.2 A and AA; nothing scrolls sideways; it is light."""
    results = await Axe().run(page, options=RULES)
    found = [
        (v["id"], [n["html"][:160] for n in v["nodes"]]) for v in results.response["violations"]
    ]
    assert found == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert await page.evaluate(WEIGH) < HEAVIEST


PAGES = {
    "home": "/console",
    "list": "/console/campaigns",
    "compose": "/console/campaigns/2/edit",
    "live": "/console/campaigns/1",
    "submitted": "/console/campaigns/3",
    "approve": "/console/campaigns/3/approve",
    "cancel": "/console/campaigns/1/cancel",
    "invitations": "/console/invitations",
    "account": "/console/sessions",
}


@pytest.mark.parametrize(
    ("width", "height", "ground"),
    [
        (360, 766, "light"),
        (1280, 860, "dark"),
        pytest.param(360, 766, "dark", marks=pytest.mark.long),
        pytest.param(1280, 860, "light", marks=pytest.mark.long),
    ],
)
def test_every_page_is_accessible_fits_and_is_light(
    see: Any, tmp_path: Path, width: int, height: int, ground: str
) -> None:
    async def story(stage: Any, page: Page) -> None:
        await fill(stage)
        for name, path in PAGES.items():
            answer = await page.goto(stage.url(path))
            assert answer
            assert answer.status == 200
            await page.screenshot(path=tmp_path / f"{name}-{width}-{ground}.png", full_page=True)
            await must_be_fine(page)

    see(story, role="admin", name="Người quản trị", **screen(width, height, ground))


@pytest.mark.parametrize(
    ("width", "height"), [(360, 766), pytest.param(1280, 860, marks=pytest.mark.long)]
)
def test_writing_shows_the_phone_the_counts_and_the_checks_at_once(
    see: Any, tmp_path: Path, width: int, height: int
) -> None:
    async def story(stage: Any, page: Page) -> None:
        await stage.resident("Lan", unit="tho-phu")
        await stage.resident("Minh", unit="an-nong")
        await page.goto(stage.url("/console/campaigns/new"))
        await expect(page.locator("#reach .figure")).to_have_text("2")
        await page.get_by_label("Tên chiến dịch").fill("Rà soát")
        await page.get_by_label("Nội dung").fill("Chào ")
        await page.get_by_role("button", name="Tên người nhận").click()
        await expect(page.get_by_label("Nội dung")).to_have_value("Chào {name|bà con}")
        await expect(page.locator(".bubble-preview")).to_have_text("Chào bà con")
        await expect(page.get_by_text("Không có gì phải sửa")).to_be_visible()
        await page.get_by_label("Thọ Phú").check()
        await expect(page.locator("#reach .figure")).to_have_text("1")
        await page.get_by_label("Nội dung").fill("Xem https://lua-dao.example")
        await expect(page.locator("#beside")).to_contain_text("không nằm trong các trang cho phép")
        await page.get_by_role("button", name="Xin duyệt").click()
        await expect(page.get_by_role("alert")).to_contain_text("lua-dao.example")
        await page.screenshot(path=tmp_path / f"refused-{width}.png", full_page=True)
        await must_be_fine(page)
        await page.get_by_label("Nội dung").fill("Chào {name|bà con}")
        await page.get_by_role("button", name="Xin duyệt").click()
        await expect(page.get_by_role("status").first).to_contain_text("Đã xin duyệt.")

    see(story, role="writer", name="Người soạn tin", **screen(width, height))


def test_a_chosen_picture_is_on_the_phone_at_once_and_can_be_taken_off(
    see: Any, tmp_path: Path
) -> None:
    picture, program = tmp_path / "anh.png", tmp_path / "virus.exe"
    picture.write_bytes(png(60, 40))
    program.write_bytes(b"MZ")

    async def story(stage: Any, page: Page) -> None:
        await stage.resident("Lan")
        await page.goto(stage.url("/console/campaigns/new"))
        await page.get_by_label("Tên chiến dịch").fill("Chợ")
        await page.get_by_label("Nội dung").fill("Mời bà con")
        await page.get_by_label("Chọn một tệp").set_input_files(picture)
        await expect(page.locator("#beside img")).to_be_visible()
        assert await page.locator("#beside img").evaluate("image => image.naturalWidth") == 60
        await expect(page.locator("#beside")).to_contain_text("Ảnh chưa có lời mô tả")
        await must_be_fine(page)
        await page.get_by_label("Chọn một tệp").set_input_files(program)
        await expect(page.locator("#attached")).to_contain_text("Không gửi được loại tệp này")
        await page.get_by_label("Ảnh cho thấy gì?").fill("Bà con ở chợ")
        await expect(page.get_by_text("Không có gì phải sửa")).to_be_visible()
        await page.get_by_label("Bỏ tệp này").check()
        await expect(page.locator("#beside img")).to_have_count(0)
        await page.get_by_role("button", name="Lưu nháp").click()
        await expect(page.get_by_role("status").first).to_be_visible()
        await expect(page.get_by_label("Bỏ tệp này")).to_have_count(0)

    see(story, role="writer", name="Người soạn tin", **screen(360, 766))


def test_progress_moves_without_a_reload_and_ends_with_one(see: Any) -> None:
    async def story(stage: Any, page: Page) -> None:
        await fill(stage)
        await page.goto(stage.url("/console/campaigns/1?done=started"))
        await expect(page.get_by_text("Đã bắt đầu gửi.")).to_be_visible()
        await expect(page.locator(".figure.huge")).to_have_text("82,9%")

        def all_sent(conn: Any) -> None:
            conn.execute(update(deliveries).values(state="sent"))

        await stage.store.write(all_sent)
        await expect(page.locator(".figure.huge")).to_have_text("100%")
        await expect(page.locator("#live + .sr")).to_contain_text("240 / 240 người")

        def held(conn: Any) -> None:
            conn.execute(update(campaigns).values(state="held", held_reason="errors"))

        await stage.store.write(held)
        await expect(page.get_by_text("Nhiều tin gần đây gửi không được")).to_be_visible()
        await expect(page.get_by_text("Đã bắt đầu gửi.")).to_have_count(0)

    see(story, role="viewer", **screen(1280, 860))


def test_the_whole_journey_by_keyboard_alone_as_two_demo_people(see: Any) -> None:
    async def story(stage: Any, page: Page) -> None:
        await page.goto(stage.url("/"))
        await page.get_by_role("button", name="Mở bàn làm việc").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Hôm nay")
        await page.goto(stage.url("/console/campaigns/new"))
        await page.get_by_label("Tên chiến dịch").focus()
        await page.keyboard.type("Thử một tin")
        await page.get_by_label("Nội dung").focus()
        await page.keyboard.type("Chào {name|bà con}!")
        await page.get_by_role("button", name="Lưu nháp").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status").first).to_contain_text("Đã lưu bản nháp.")
        await page.keyboard.press("Tab")
        await expect(page.get_by_text("Tới nội dung")).to_be_focused()
        await page.get_by_role("button", name="Đổi sang người duyệt").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Hôm nay")
        await must_be_fine(page)

    see(story, **screen(1280, 860))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_signing_in_by_a_link_takes_one_press(
    see: Any, tmp_path: Path, width: int, height: int
) -> None:
    async def story(stage: Any, page: Page) -> None:
        path = await stage.staff_path("writer", name="Người soạn tin")
        await page.goto(stage.url(path))
        await page.screenshot(path=tmp_path / f"sign-in-{width}.png", full_page=True)
        await must_be_fine(page)
        await page.get_by_role("button", name="Vào bàn làm việc").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Hôm nay")
        await page.screenshot(path=tmp_path / f"empty-home-{width}.png", full_page=True)
        await page.goto(stage.url("/sign-in"))
        await must_be_fine(page)

    see(story, **screen(width, height))
