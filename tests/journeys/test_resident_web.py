"""A resident on the web, on a phone where no script runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from content.fold import fold
from tests.journeys.deployments import Deploy
from tests.journeys.pages import Browser
from tests.journeys.service import Deployment

pytestmark = pytest.mark.xdist_group("resident-web")


@pytest.fixture(scope="module")
def service(deploy: Deploy) -> Iterator[Deployment]:
    here = deploy().start()
    yield here
    here.stop()


@pytest.fixture
def lan(service: Deployment) -> Iterator[Browser]:
    """A visitor of this test alone."""
    with Browser(service.base) as browser:
        yield browser


def test_a_first_visit_greets_and_says_what_it_is(lan: Browser) -> None:
    page = fold(lan.opens("/chat").sees)

    assert lan.status == 200
    assert "may tra loi tu dong" in page
    assert "ubnd xa tho phu" in page
    assert lan.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert list(lan.cookies) == ["chungtay_chat"]


def test_a_typed_question_is_answered(lan: Browser) -> None:
    lan.opens("/chat").says("the bao hiem y te ho ngheo")

    assert lan.path == "/chat"
    assert "bao hiem y te" in fold(lan.latest)


def test_a_button_leads_on_and_a_number_typed_is_the_same(lan: Browser) -> None:
    lan.opens("/chat").presses("Tìm hiểu chính sách")
    tapped = lan.latest.splitlines()[1:]
    lan.presses("Trang đầu").says("3")

    assert lan.latest.splitlines()[1:] == tapped


def test_a_check_to_its_verdict_without_script(lan: Browser) -> None:
    lan.opens("/chat").presses("Nhà mình được gì?").presses("Vay vốn")
    for _ in range(20):
        if "ngan hang csxh" in fold(lan.latest):
            break
        lan.says("1")

    assert "co the duoc" in fold(lan.latest)
    assert "ngan hang csxh va ubnd xa quyet dinh" in fold(lan.latest)


def test_a_reload_and_a_restart_keep_the_conversation(lan: Browser, service: Deployment) -> None:
    lan.opens("/chat").says("hoc phi duoc giam gi")
    before = lan.sees
    assert lan.opens("/chat").sees == before

    assert service.stop() == 0
    service.start()
    lan.base = service.base

    assert lan.opens("/chat").sees == before
    assert "hoc phi duoc giam gi" in before


def test_two_visitors_do_not_see_each_other(lan: Browser, service: Deployment) -> None:
    lan.opens("/chat").says("ma rieng cua lan")
    with Browser(service.base) as hung:
        assert "ma rieng cua lan" not in hung.opens("/chat").sees


def test_all_their_data_is_erased_at_once(lan: Browser, service: Deployment) -> None:
    lan.opens("/chat").says("mot cau hoi rat rieng")
    contacts = "SELECT count(*) FROM contacts WHERE channel = 'web'"
    ((before,),) = service.rows(contacts)
    lan.says("xoa du lieu cua toi").presses("Xóa hết")

    assert "da duoc xoa" in fold(lan.sees)
    assert service.rows(contacts) == [(before - 1,)]
    assert lan.cookies.get("chungtay_chat", "") == ""
    assert "mot cau hoi rat rieng" not in lan.opens("/chat").sees


@pytest.mark.parametrize("text", ["", "   ", "\x00", "đ" * 2001, "<script>alert(1)</script>"])
def test_odd_words_are_answered_kindly(lan: Browser, text: str) -> None:
    lan.opens("/chat").says(text)

    assert lan.status in (200, 400)
    assert "<script>alert" not in lan.html
    assert lan.opens("/chat").status == 200


@pytest.mark.parametrize("data", ["do/stop", "do/erase!AAAAAAAA", "no/such", "\x00", "a" * 500])
def test_button_data_nobody_made_does_nothing(lan: Browser, service: Deployment, data: str) -> None:
    lan.opens("/chat").posts("/chat/tap", {"data": data, "shown": "x"})

    assert lan.status in (200, 400)
    stopped = "SELECT count(*) FROM people WHERE opted_out_at IS NOT NULL"
    assert service.rows(stopped) == [(0,)]


def test_another_sites_form_is_refused(lan: Browser, service: Deployment) -> None:
    lan.opens("/chat")
    lan.base, here = "https://evil.example", lan.base
    lan.path = "/"

    lan._runner.run(lan._ask("POST", f"{here}/chat/say", [("text", "stop")]))

    assert lan.status in (400, 403)


def test_a_link_opens_its_screen(lan: Browser) -> None:
    lan.opens("/chat?s=explainer--vay-ho-ngheo")

    assert "vay von ho ngheo" in fold(lan.sees)


@pytest.mark.parametrize(
    "path", ["/about", "/privacy", "/", "/chat?s=do--stop", "/chat?s=%00&more=x"]
)
def test_open_pages_open(lan: Browser, path: str) -> None:
    assert lan.opens(path).status == 200


@pytest.mark.parametrize("path", ["/nothing", "/static/../config.toml", "/chat/nothing"])
def test_what_is_not_there_is_not_found(lan: Browser, path: str) -> None:
    assert lan.opens(path).status == 404


@pytest.mark.parametrize("path", ["/console", "/console/campaigns", "/console/campaigns/1"])
def test_the_console_sends_a_stranger_to_the_sign_in(lan: Browser, path: str) -> None:
    assert lan.opens(path).path == "/sign-in"
