"""The command line as other programs meet it: one JSON value, statuses, one line of complaint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import COMMANDS
from tests.files import png
from tests.journeys.deployments import Deploy
from tests.journeys.service import Deployment

pytestmark = pytest.mark.xdist_group("commands")


@pytest.fixture(scope="module")
def here(deploy: Deploy) -> Iterator[Deployment]:
    """A deployment without a service: each command brings its own database up to date."""
    yield deploy()


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_questions_in_a_file_are_answered_in_order_and_bad_lines_told(here: Deployment) -> None:
    lines = [
        '{"id": 7, "text": "the bao hiem y te ho ngheo"}',
        '{"id": "7", "text": "hoc phi"}',
        "",
        "not json",
        '{"id": null, "text": 5}',
        "[1, 2]",
        '{"text": "gia vang hom nay"}',
        '{"id": 1.5, "text": ""}',
    ]
    done = here.command("ask", "--file", here.write("q.jsonl", "\n".join(lines)), "--json")
    rows = json_lines(done.stdout)

    assert done.returncode == 1
    assert [row["id"] for row in rows] == [7, "7", None, None, None, None, 1.5]
    assert ["error" in row for row in rows] == [False, False, True, True, True, False, False]
    assert set(rows[0]) == {"id", "decision", "answered", "results"}
    assert rows[0]["results"][0]["slug"].startswith("bhyt-")
    assert [len(row["results"]) for row in rows if "results" in row] == [3, 3, 3, 3]
    assert rows[5]["decision"] == "refuse"
    assert "4" in rows[2]["error"]  # the line's number
    assert done.stderr == ""


def test_households_in_a_file_are_judged_in_order_and_bad_lines_told(here: Deployment) -> None:
    poor = {"household_status": "poor"}
    lines = [
        json.dumps({"id": 1, "facts": poor, "date": "2026-11-24"}),
        json.dumps({"id": "hai", "facts": {"no_such_fact": 1}, "date": "2026-11-24"}),
        json.dumps({"id": 3, "facts": poor, "date": "2026-02-30"}),
        json.dumps({"id": 4, "facts": [], "date": "2026-11-24"}),
        json.dumps({"id": 5, "facts": {}, "date": "2026-11-24"}),
    ]
    done = here.command("check", "--file", here.write("c.jsonl", "\n".join(lines)), "--json")
    rows = json_lines(done.stdout)

    assert done.returncode == 1
    assert [row["id"] for row in rows] == [1, "hai", 3, 4, 5]
    assert len(rows[0]["verdicts"]) >= 5
    assert [set(row) for row in rows[1:4]] == [{"id", "error"}] * 3
    assert rows[4]["date"] == "2026-11-24"
    verdict = rows[4]["verdicts"]["vay-ho-ngheo"]
    assert verdict["verdict"] == "unknown"
    assert set(verdict) == {
        "verdict", "reasons", "missing", "would_change",
        "amount_max", "amount_max_per_month", "annual_rate", "term_max_months",
    }  # fmt: skip


def test_facts_and_a_rehearsal_are_one_json_array_each(here: Deployment) -> None:
    days = ("--from", "2026-11-01", "--to", "2026-12-31")
    facts = here.order("facts")
    pings = here.order("rehearse", *days)

    assert {"key", "scope", "type", "choices", "question", "sensitivity"} <= set(facts[0])
    assert {"at", "due", "duty", "office", "kind"} == set(pings[0])
    assert pings == sorted(pings, key=lambda ping: ping["at"])
    assert all(ping["at"].endswith("+07:00") for ping in pings)


def test_a_campaigns_life_on_the_command_line(here: Deployment) -> None:
    """No service runs, so that nothing is sent: the orders and their answers alone."""
    rows = ["channel,contact,unit,name"] + [f"telegram,{800 + n},an-nong,Lan" for n in range(6)]
    rows += ["telegram,abc,an-nong,Sai", "pigeon,1,an-nong,Sai", "telegram,900,nowhere,Sai"]
    path = here.write("people.csv", "\n".join(rows))
    taken = here.command("people", "import", path, "--basis", "Danh sách xã", "--json")
    assert taken.returncode == 1
    sheet = json.loads(taken.stdout)
    assert (sheet["added"], sheet["updated"]) == (6, 0)
    assert [row["line"] for row in sheet["rejected"]] == [8, 9, 10]

    text = here.write("text.md", "Mời bà con họp thôn.")
    words = ("--title", "Họp", "--text-file", text, "--audience", "unit:an-nong")
    english = here.write("en.md", "Please come to the meeting.")
    made = here.order("campaign", "new", *words, "--variant", f"en={english}")
    assert made == {"id": made["id"], "state": "draft", "matched": 6, "reachable": 6}
    orders = ("approve", "start", "pause", "show", "resume", "cancel", "resume", "show")
    told = [here.command("campaign", order, str(made["id"]), "--json") for order in orders]
    late = told.pop(6)
    states = [one.value for one in told]
    assert [one["state"] for one in states] == [
        "approved", "running", "paused", "paused", "running", "cancelled", "cancelled",
    ]  # fmt: skip
    assert states[1]["counts"]["queued"] == 6
    assert states[-1]["counts"]["cancelled"] == 6
    assert list(states[-1]["counts"]) == [
        "queued", "sending", "sent", "undeliverable",
        "failed", "unconfirmed", "cancelled", "expired",
    ]  # fmt: skip
    assert (late.returncode, late.stdout) == (1, "")
    assert len(late.stderr.splitlines()) == 1

    table = here.write("table.csv", "")
    here.command("export", "campaign", str(made["id"]), "--csv", table)
    written = Path(table).read_bytes().decode("utf-8-sig").splitlines()
    assert [len(written), written[0].split(",")[0], written[1].split(",")[3]] == [7, "Mã", "Đã hủy"]

    picture = Path(here.write("anh.png", ""))
    picture.write_bytes(png(told=b"N 19 52 41"))
    seen = ("--photo", str(picture), "--photo-words", "Bà con họp thôn")
    assert here.order("campaign", "new", *words, *seen)["state"] == "draft"

    answers = ("--answer", "Có", "--answer", "Không", "--own-words", "Ý khác")
    asked = here.order("campaign", "new", *words, *answers)
    shown = here.command("campaign", "show", str(asked["id"]), "--json")
    assert json.loads(shown.stdout)["answers"] == {"yes": None, "no": None, "text": None}
    empty = here.command("campaign", "replies", str(asked["id"]), "--json")
    assert json.loads(empty.stdout) == []


BAD = (
    ("ask",),
    ("ask", "--file", "/no/such/file", "--json"),
    ("check", "--facts", "/no/such/file"),
    ("check", "--facts", "config.toml", "--json"),
    ("check", "--facts", "{facts}", "--date", "24/11/2026"),
    ("check", "--facts", "{facts}", "--programme", "no-such"),
    ("rehearse", "--from", "2026-12-31", "--to", "2026-01-01", "--json"),
    ("rehearse", "--from", "yesterday", "--to", "2026-01-01"),
    ("content", "stale", "--date", "soon"),
    ("invite", "new", "--office", "pkt-nowhere", "--role", "official", "--json"),
    ("invite", "new", "--office", "pkt-tho-phu", "--role", "king"),
    ("invite", "new", "--office", "pkt-tho-phu", "--role", "official", "--uses", "0"),
    ("invite", "new", "--role", "official"),
    ("staff", "link", "Lan", "--role", "king"),
    ("staff", "link", "Lan", "--role", "writer", "--office", "pkt-nowhere"),
    ("staff", "link", " ", "--role", "writer"),
    ("people", "import", "/no/such/file", "--json"),
    ("people", "import", "{facts}", "--json"),
    ("campaign", "new", "--title", "T", "--text-file", "/no/such/file"),
    ("campaign", "new", "--title", "", "--text-file", "{facts}", "--json"),
    ("campaign", "new", "--title", "T", "--text-file", "{facts}", "--audience", "unit:x"),
    ("campaign", "new", "--title", "T", "--text-file", "{facts}", "--at", "2026-12-01"),
    ("campaign", "new", "--title", "T", "--text-file", "{facts}", "--variant", "fr={facts}"),
    ("campaign", "new", "--title", "T", "--text-file", "{facts}", "--variant", "en"),
    ("campaign", "new", "--title", "T", "--text-file", "{facts}", "--variant", "en=/no/such/file"),
    ("campaign", "new", "--title", "T", "--text-file", "{facts}", "--voice", "{facts}"),
    ("campaign", "new", "--title", "T", "--text-file", "{facts}", "--document", "/no/such/file"),
    ("campaign", "new", "--title", "T", "--text-file", "{facts}", "--photo", "{facts}"),
    ("campaign", "new", "--title", "T", "--text-file", "{facts}", "--at", "0001-01-01T00:00+07:00"),
    ("campaign", "show", "99", "--json"),
    ("campaign", "show", "99999999999999999999", "--json"),
    ("campaign", "replies", "99", "--json"),
    ("campaign", "pause", "99"),
    ("campaign", "show", "zero"),
    ("run", "--port", "99999"),
    ("nothing",),
    ("ask", "x", "--no-such-option"),
)


def test_bad_input_is_status_2_and_one_line_and_changes_nothing(here: Deployment) -> None:
    here.order("facts")
    facts = here.write("facts.json", "{}")
    tables = ("people", "campaigns", "invitations", "contacts", "audit")
    counts = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    before = here.rows(counts)
    lines = [[word.format(facts=facts) for word in words] for words in BAD]

    for words in lines:
        done = here.command(*words)
        assert (done.returncode, done.stdout) == (2, ""), f"{words}: {done}"
        assert len(done.stderr.splitlines()) == 1, f"{words}:\n{done.stderr}"
    assert here.rows(counts) == before


def every_command() -> list[list[str]]:
    """The words of every command there is."""
    return [[word for word in (group, name) if word] for group, name, _, _ in COMMANDS]


def test_every_command_has_help_and_takes_a_config_file(here: Deployment) -> None:
    commands = every_command()

    assert len(commands) >= 20
    for words in commands:
        done = here.says([*words, "--help"])
        assert (done.returncode, done.stderr) == (0, ""), f"{words}: {done}"
        assert "--config FILE" in done.stdout, f"{words}:\n{done.stdout}"
        assert len(done.stdout.splitlines()) > 4


def test_a_config_file_that_is_not_there_is_refused_by_every_command(here: Deployment) -> None:
    needed = {
        "ask": ["x"],
        "check": ["--facts", "x"],
        "rehearse": ["--from", "2026-01-01", "--to", "2026-01-02"],
        "staff link": ["x", "--role", "writer"],
        "invite new": ["--office", "x", "--role", "official"],
        "people import": [__file__],
        "campaign new": ["--title", "T", "--text-file", __file__],
        "campaign correct": ["1", "--text-file", __file__],
        "campaign resend": ["1", "--to", "rest"],
        "export campaign": ["1", "--csv", "x"],
        "export people": ["--xlsx", "x"],
        "db backup": ["x"],
        "db restore": ["x"],
        "db migrate-to": ["x"],
    }
    commands = every_command()
    lines = []
    for words in commands:
        own = needed.get(" ".join(words), ["1"] if words[0] == "campaign" else [])
        lines.append([*words, *own, "--config", "/no/such/config.toml"])

    for words in lines:
        done = here.says(words)
        assert (done.returncode, done.stdout) == (2, ""), f"{words}: {done}"
        assert "/no/such/config.toml" in done.stderr
        assert len(done.stderr.splitlines()) == 1
