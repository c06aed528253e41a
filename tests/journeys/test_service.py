"""The service itself: it starts from nothing, guards its file, and ends when told."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

import pytest

from tests.journeys.deployments import Deploy
from tests.journeys.pages import Browser
from tests.journeys.program import executed
from tests.journeys.service import Deployment
from tests.standins.telegram import BotApi

pytestmark = pytest.mark.xdist_group("service")


@pytest.fixture
def fresh(deploy: Deploy) -> Deployment:
    """A deployment that has never run: no token, no account, an empty folder."""
    return deploy()


def one_line(text: str) -> str:
    """The single line that a refusal is."""
    lines = text.splitlines()
    assert len(lines) == 1, f"not one line:\n{text}"
    return lines[0]


def test_it_starts_from_nothing_and_ends_when_told(fresh: Deployment) -> None:
    fresh.begin = executed  # as an operator starts it
    fresh.start()
    with Browser(fresh.base) as visitor:
        assert visitor.opens("/").status == 200
        assert visitor.opens("/chat").status == 200

    began = time.monotonic()
    status = fresh.stop()

    assert status == 0
    assert time.monotonic() - began < 5
    assert "Traceback" not in fresh.told()


def test_it_ends_in_time_although_pages_are_being_watched(fresh: Deployment) -> None:
    fresh.start()
    with Browser(fresh.base) as visitor:
        visitor.opens("/chat")
        host, port = fresh.base.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as stream:
            cookie = f"chungtay_chat={visitor.cookies['chungtay_chat']}"
            ask = f"GET /chat/events HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n"
            stream.sendall(ask.encode())
            assert b"200 OK" in stream.recv(4096)

            began = time.monotonic()
            status = fresh.end(signal.SIGTERM)

    assert status == 0
    assert time.monotonic() - began < 5


def test_a_second_service_on_the_same_file_is_refused_in_one_sentence(fresh: Deployment) -> None:
    fresh.begin = executed
    fresh.start()
    began = time.monotonic()

    second = fresh.command("run", "--port", "0")

    assert second.returncode == 2
    assert time.monotonic() - began < 10
    assert "already serves" in one_line(second.stderr)
    assert str(fresh.file) in second.stderr
    assert second.stdout == ""
    assert fresh.healthy()


def test_a_killed_service_leaves_no_lock_behind(fresh: Deployment) -> None:
    fresh.start()
    with Browser(fresh.base) as visitor:
        visitor.opens("/chat").says("bao hiem y te cho ho ngheo")
        before = visitor.sees
        fresh.kill()

        fresh.start()
        visitor.base = fresh.base
        after = visitor.opens("/chat").sees

    assert "bao hiem y te cho ho ngheo" in after
    assert after == before


def test_a_port_in_use_is_told_in_one_line(fresh: Deployment) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = fresh.command("run", "--port", str(port))

    assert refused.returncode == 1
    assert str(port) in one_line(refused.stderr)


WRONG = (
    ("[server]\nprot = 8080", ("server.prot", "server.port")),
    ('[server]\nport = "many"', ("server.port", "many")),
    ('[delivery]\nquiet_hours = "late"', ("delivery.quiet_hours", "21:00-06:00")),
    ('[database]\nurl = "mysql://x/y"', ("mysql", "sqlite")),
    ("[server\n", ("TOML",)),
)


def test_a_wrong_setting_is_told_in_one_line(tmp_path: Path) -> None:
    here = Deployment(tmp_path)
    for text, words in WRONG:
        path = here.write("wrong.toml", text)

        done = here.says(["run", "--port", "0", "--config", path])

        assert (done.returncode, done.stdout) == (2, ""), f"{text}: {done}"
        assert all(word in one_line(done.stderr) for word in words), done.stderr


def test_a_mistyped_variable_is_told_in_one_line(tmp_path: Path) -> None:
    here = Deployment(tmp_path, {"CHUNGTAY_TELEGRAM__TOKN": "x"})

    refused = here.command("run", "--port", "0")

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "CHUNGTAY_TELEGRAM__TOKEN" in one_line(refused.stderr)


def test_an_unknown_role_is_told_in_one_line(tmp_path: Path) -> None:
    refused = Deployment(tmp_path).command("run", "--port", "0", "--role", "cook")

    assert refused.returncode == 2
    assert "cook" in one_line(refused.stderr)
    assert "sender" in refused.stderr


def test_a_token_that_telegram_refuses_is_told_in_one_line(
    deploy: Deploy, telegram: BotApi
) -> None:
    here = deploy(telegram=telegram)
    here.settings = {**here.settings, "CHUNGTAY_TELEGRAM__TOKEN": "1:not-a-token"}

    refused = here.command("run", "--port", "0")

    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert "CHUNGTAY_TELEGRAM__TOKEN" in refused.stderr.splitlines()[-1]
    assert "not-a-token" not in refused.stderr
