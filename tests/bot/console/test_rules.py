"""The rules in the console: every programme as of any day, for whoever checks them."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
from playwright.async_api import Page, expect

from content.wording import NBSP
from tests.bot.console.conftest import NOW, library
from tests.bot.console.test_browser import must_be_fine, screen, see

__all__ = ["see"]


def pages_of(play: Any, *paths: str) -> list[tuple[int, str]]:
    """What a viewer sees at each path, the spaces that keep numbers together made plain."""

    async def story(stage: Any) -> list[tuple[int, str]]:
        reader = await stage.browser("viewer")
        answers = [await reader.get(path) for path in paths]
        return [(answer.status, answer.text.replace(NBSP, " ")) for answer in answers]

    found: list[tuple[int, str]] = play(story)
    return found


def test_the_list_names_every_programme_with_its_state_on_the_day(play: Any) -> None:
    (status, today), (_, closed), (_, later) = pages_of(
        play, "/console/rules", "/console/rules?day=2021-02-01", "/console/rules?day=2027-12-31"
    )

    assert status == 200
    for programme in library().programmes:
        assert f'href="/console/rules/{programme.slug}?day=2026-11-24"' in today
        assert programme.name in today
    assert today.count("Đang áp dụng") > closed.count("Đang áp dụng")
    assert "quá hạn" not in today
    assert "quá hạn" in later


def test_every_programme_has_a_page_on_a_day_before_all_rules_today_and_ahead(play: Any) -> None:
    paths = [
        f"/console/rules/{programme.slug}?day={day}"
        for programme in library().programmes
        for day in ("1995-01-01", "2026-11-24", "2027-01-01")
    ]

    assert [
        path for path, page in zip(paths, pages_of(play, *paths), strict=True) if page[0] != 200
    ] == []


def test_the_jobs_loan_of_the_last_day_of_2025_is_another_than_the_day_after(play: Any) -> None:
    (_, old), (_, new) = pages_of(
        play,
        "/console/rules/vay-viec-lam?day=2025-12-31",
        "/console/rules/vay-viec-lam?day=2026-01-01",
    )

    assert "100 triệu đồng" in old
    assert "7,488%" in old
    assert "Từ 01/01/2026 sẽ khác" in old
    assert "200 triệu đồng" in new
    assert "7,9248%" in new
    assert "Nghị định 338/2025/NĐ-CP" in new
    assert "Khác với thời kỳ trước" in new


def test_a_day_without_rules_says_so(play: Any) -> None:
    ((_, page),) = pages_of(play, "/console/rules/vay-ho-moi-thoat-ngheo?day=2021-02-01")

    assert "Ngày 01/02/2021 không có điều kiện nào" in page
    assert "Đã dừng" in page


def test_a_condition_has_its_tree_its_sentences_and_its_source(play: Any) -> None:
    rule = library().programmes["vay-hssv"].on(NOW.date()).rules[0]
    ((_, page),) = pages_of(play, "/console/rules/vay-hssv")

    assert "Có ít nhất một:" in page
    assert "Đủ tất cả:" in page
    assert escape(rule.met) in page
    assert escape(rule.not_met) in page
    assert escape(rule.source.document) in page
    assert "xem ngày 24/11/2026" in page
    assert "đã đối chiếu" in page
    assert "Ca 1<" in page


@pytest.mark.parametrize(
    "day", ["hom-nay", "2026-13-45", "9999-01-01", "0001-01-01", "2026-W01-1x"]
)
def test_a_day_that_is_none_is_said_beside_the_field(play: Any, day: str) -> None:
    ((status, page), (inner, _)) = pages_of(
        play, f"/console/rules?day={day}", f"/console/rules/vay-hssv?day={day}"
    )

    assert (status, inner) == (422, 422)
    assert "Ngày này không đọc được" in page
    assert 'aria-invalid="true"' in page


def test_a_programme_judged_person_by_person_says_for_whom(play: Any) -> None:
    (_, person), (_, home) = pages_of(
        play, "/console/rules/tro-cap-huu-tri-xa-hoi", "/console/rules/vay-ho-ngheo"
    )

    assert "Xét riêng từng người trong nhà: " in person
    assert "Xét riêng" not in home


def test_a_programme_that_is_not_there_is_a_kind_404(play: Any) -> None:
    found = pages_of(play, "/console/rules/vay-khong-co", "/console/rules/..%2Fconfig")

    assert [status for status, _ in found] == [404, 404]


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height", "ground"), [(360, 766, "light"), (1280, 860, "dark")])
def test_the_pages_are_accessible_fit_and_are_light(
    see: Any, width: int, height: int, ground: str
) -> None:
    async def story(stage: Any, page: Page) -> None:
        for path in ("?day=x", "/vay-hssv"):
            await page.goto(stage.url(f"/console/rules{path}"))
            await must_be_fine(page)

    see(story, role="viewer", name="Người xem", **screen(width, height, ground))


@pytest.mark.browser
def test_by_keyboard_alone_one_reads_a_loan_as_of_another_day(see: Any) -> None:
    async def story(stage: Any, page: Page) -> None:
        await page.goto(stage.url("/console/rules"))
        await page.get_by_role("link", name="Vay tạo việc làm").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Vay tạo việc làm")
        summary = page.locator("details > summary").first
        await summary.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("details").first).not_to_have_attribute("open", "")
        await page.get_by_role("link", name="08/11/2019 đến 31/12/2025").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".timeline [aria-current]")).to_contain_text("31/12/2025")

    see(story, role="viewer", name="Người xem", **screen(1280, 860))


def test_the_first_page_leads_to_what_a_phones_bottom_bar_has_no_room_for(play: Any) -> None:
    ((_, page),) = pages_of(play, "/console")

    more = page.partition('class="card more"')[2].partition("</nav>")[0]
    assert 'href="/console/rules"' in more
    assert 'href="/console/figures"' in more
    assert "/console/people" not in more
