"""What a campaign came to, with the real program: staff ask in a chat, and a chart arrives."""

from __future__ import annotations

from tests.journeys.chats import Chatting
from tests.journeys.deployments import *  # noqa: F403
from tests.journeys.deployments import Deploy
from tests.journeys.service import wait
from tests.standins.telegram import BotApi


def test_staff_get_the_chart_of_a_campaign_as_a_picture(deploy: Deploy, telegram: BotApi) -> None:
    service = deploy(telegram=telegram).start()
    invited = service.order("invite", "new", "--office", "tinh", "--role", "programme")
    tam = Chatting(telegram.person("Tâm")).comes()
    tam.says(str(invited["code"]))
    words = ("--title", "Họp thôn", "--text-file", service.write("m.md", "Chào bà con!"))
    number = str(service.order("campaign", "new", *words)["id"])
    service.order("campaign", "start", number)
    over = "SELECT 1 FROM campaigns WHERE state = 'finished'"
    wait(lambda: service.rows(over), "the campaign to end", service.told)

    tam.comes(f"figures--{number}")

    (sent,) = telegram.made("sendPhoto")
    assert "da gui: 1" in tam.sees
    assert "Họp thôn" in tam.person.last.text
    size, name = service.rows("SELECT length(body), name FROM media")[0]
    assert 5_000 < size < 200_000
    assert name.startswith("Họp thôn. Đã gửi 1")
    before = len(telegram.made("sendPhoto"))
    tam.taps("Từng tin gần đây")
    assert len(telegram.made("sendPhoto")) == before + 1
    tam.taps("Trang đầu")
    assert "may tra loi tu dong" in tam.sees
    assert sent.params["chat_id"]
    service.stop()
