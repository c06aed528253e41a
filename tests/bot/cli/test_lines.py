"""JSON Lines and facts files as strangers write them: one answer a line, one sentence an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.checking import case_of, facts_in
from bot.cli.main import main
from bot.cli.session import BadInput, each_line
from tests.source import ROOT


def answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: bytes
) -> tuple[int, list[dict[str, Any]]]:
    """What comes out for a file, when the answer is the text of each line."""
    file = tmp_path / "in.jsonl"
    file.write_bytes(text)
    status = each_line(file, lambda row: {"text": row["text"]})
    return status, [json.loads(line) for line in capsys.readouterr().out.split("\n") if line]


def test_a_line_ends_at_a_line_feed_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = "vay\u2028vốn\x85 nhé"
    lines = [{"id": 1, "text": odd}, {"id": "1", "text": "b"}]
    text = "\r\n".join(json.dumps(line, ensure_ascii=False) for line in lines)

    status, found = answers(tmp_path, capsys, b"\xef\xbb\xbf" + text.encode())

    assert (status, found) == (0, lines)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"\xff\xfe{}", "utf-8"),
        (b"{bad", "not JSON"),
        (b'{"id": NaN}', "NaN is no JSON number"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "not JSON"),
        (b"[1, 2]", "not a JSON object"),
    ],
)
def test_a_bad_line_leaves_the_others_alone(
    bad: bytes, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = b'{"id": 7, "text": "a"}\n'

    status, found = answers(tmp_path, capsys, good + bad + b"\n" + good)

    assert status == 1
    assert [one["id"] for one in found] == [7, None, 7]
    assert why in found[1]["error"]


def test_a_line_with_a_number_json_has_not_still_has_its_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, found = answers(tmp_path, capsys, b'{"id": "h-1", "facts": {"age": NaN}}')

    assert status == 1
    assert found == [{"id": "h-1", "error": "line 1 is not JSON: NaN is no JSON number"}]


@pytest.mark.parametrize("day", ["20261124", "2026-W48-2", "24/11/2026", "", 20261124, False])
def test_a_day_is_written_one_way(day: object) -> None:
    with pytest.raises(BadInput, match='"date" = .*YYYY-MM-DD'):
        case_of({"facts": {}, "date": day}, "2026-11-24")


def test_a_line_without_a_day_has_the_day_of_the_command() -> None:
    case = case_of({"facts": {}, "date": None}, "2025-11-30")

    assert case["day"].isoformat() == "2025-11-30"


@pytest.mark.parametrize(
    ("text", "why"), [(None, "No such file"), (b"[]", "not a JSON object"), (b"{", "not JSON")]
)
def test_a_facts_file_says_what_is_wrong_with_it(
    text: bytes | None, why: str, tmp_path: Path
) -> None:
    file = tmp_path / "facts.json"
    if text is not None:
        file.write_bytes(text)

    with pytest.raises(BadInput, match=f"facts.json: .*{why}"):
        facts_in(file)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "known: run, chat"),
        (["nosuch"], "See: "),
        (["content"], "known: check, stale"),
        (["check", "--facts"], "requires an argument"),
        (["rehearse", "--from", "2026-01-02", "--to", "2026-01-01"], "is before"),
    ],
)
def test_a_wrong_call_is_one_line_and_status_2(
    words: list[str],
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["bot", *words])

    status = main()

    said = capsys.readouterr()
    assert (status, said.out, said.err.count("\n")) == (2, "", 1)
    assert why in said.err


def test_a_list_of_invitations_is_one_answer_a_line_and_a_wrong_head_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUNGTAY_DATABASE__URL", f"sqlite:///{tmp_path}/a.db")
    monkeypatch.chdir(ROOT)
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("office,role,name\nubnd-tho-phu,village-head,A\nnhà,village-head,B\n")
    bad.write_text("office,phone\nubnd-tho-phu,1\n")

    def ran(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["bot", "invite", "new", *words])
        status = main()
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    status, out, _ = ran("--file", str(good), "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [line["line"] for line in lines] == [2, 3]
    assert lines[0]["link"].endswith("join--" + lines[0]["code"].replace("-", ""))
    assert "nhà" in lines[1]["error"]
    status, out, err = ran("--file", str(bad), "--json")
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert ran("--file", str(good), "--office", "ubnd-tho-phu")[0] == 2
    assert ran("--office", "ubnd-tho-phu")[0] == 2
