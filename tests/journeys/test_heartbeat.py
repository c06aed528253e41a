"""The outside heartbeat of the real program: it comes while all is well, and stops with us."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.journeys.deployments import Deploy
from tests.journeys.service import Deployment, wait

pytestmark = pytest.mark.xdist_group("service")

SECRET = "/ping/5f0c-secret"
EVERYTHING_BUT_THE_SCHEDULER = ("--role", "web", "--role", "receiver", "--role", "sender")


class Outside(ThreadingHTTPServer):
    """Who watches from outside. ``answer``: the status it gives."""

    rings = 0
    answer = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{SECRET}"

    def rings_in(self, seconds: float) -> int:
        """How often it is called in so many seconds from now."""
        before = self.rings
        threading.Event().wait(seconds)
        return self.rings - before


class Ear(BaseHTTPRequestHandler):
    server: Outside

    def do_GET(self) -> None:
        assert self.path == SECRET
        self.server.rings += 1
        self.send_response(self.server.answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        """Tests need no log."""


@contextmanager
def listening() -> Iterator[Outside]:
    server = Outside(("127.0.0.1", 0), Ear)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def watched(deploy: Deploy, url: str) -> Deployment:
    """A deployment whose auditor looks every second and rings there."""
    return deploy(CHUNGTAY_SERVICE__HEARTBEAT_URL=url, CHUNGTAY_SERVICE__AUDIT_SECONDS="1")


def health(here: Deployment) -> tuple[bool, list[str]]:
    """What /healthz tells, which answers 200."""
    with urllib.request.urlopen(f"{here.base}/healthz", timeout=5) as answer:
        told = json.load(answer)
    assert (answer.status, told["status"]) == (200, "ok")
    return told["clean"], told["findings"]


def journal(here: Deployment) -> list[dict[str, int]]:
    """What the auditor's looks have found; kept after the heartbeat has rung."""
    kept = here.rows("SELECT counts FROM journal WHERE tick = 'auditor' ORDER BY id")
    return [json.loads(counts) for (counts,) in kept]


def plant(here: Deployment) -> None:
    """A letter that nobody takes up: its channel has no receiver."""
    long_ago = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=6)  # noqa: TID251
    sql = "INSERT INTO inbox (channel, update_id, body, state, received_at) VALUES (?, ?, ?, ?, ?)"
    assert here.change(sql, "zalo", 1, "{}", "new", f"{long_ago}") == 1


def test_it_comes_while_all_is_well_and_stops_with_a_fault_or_the_scheduler(deploy: Deploy) -> None:
    with listening() as outside:
        here = watched(deploy, outside.url).start()
        wait(lambda: outside.rings >= 2, "two heartbeats", here.told)
        assert health(here) == (True, [])

        plant(here)
        wait(lambda: health(here) == (False, ["inbox"]), "the fault to be found", here.told)
        assert outside.rings_in(1.5) == 0
        doctor = here.command("doctor", "--json")
        (finding,) = (one for one in json.loads(doctor.stdout) if one["about"] == "auditor")
        assert (doctor.returncode, finding["grade"]) == (1, "wrong")
        assert finding["what"].startswith("inbox: amiss since")

        here.change("UPDATE inbox SET state = 'replied'")
        rings = outside.rings
        wait(lambda: outside.rings > rings, "the heartbeat to come back", here.told)
        assert health(here) == (True, [])
        found = [{"inbox": 1}, {"inbox over": 1}]
        wait(lambda: journal(here) == found, "what was found in the journal", here.told)

        here.stop()
        assert "auditor.found" in here.told()
        here.start(*EVERYTHING_BUT_THE_SCHEDULER)
        wait(lambda: health(here) == (False, ["auditor"]), "its silence to be seen", here.told)
        assert outside.rings_in(1.5) == 0


def test_a_heartbeat_that_nobody_takes_is_logged_without_its_address(deploy: Deploy) -> None:
    with listening() as outside:
        outside.answer = 500
        here = watched(deploy, outside.url).start()
        wait(lambda: "heartbeat.refused" in here.told(), "the refusal in the log", here.told)
    wait(lambda: "heartbeat.failed" in here.told(), "the failure in the log", here.told)

    assert health(here) == (True, [])
    assert "secret" not in here.told()
    assert here.stop() == 0
