"""The content check: each mistake has a broken file in tests/gallery and the sentence it earns."""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from content.library.build import assemble
from content.lint import check, stale

GALLERY = Path(__file__).parents[1] / "gallery"
BASE = GALLERY / "base"
DAY = date(2026, 11, 24)
BROKEN = sorted(GALLERY.glob("*.toml"))


def said(folder: Path, file: str) -> list[str]:
    """What the check says of one file, as ``line: message``."""
    name = str(folder / file)
    found = [f"{p.line}: {p.message}" for p in check(folder, DAY) if p.file == name]
    return [line.replace(f"{folder}/", "") for line in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "data"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_each_broken_file_earns_its_sentences(path: Path, folder: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))

    (folder / case["file"]).write_text(case["text"], encoding="utf-8")

    assert case["says"], "a gallery file that expects nothing tests nothing"
    found = said(folder, case["file"])
    assert len(found) == len(case["says"]), found
    for sentence, expected in zip(found, case["says"], strict=True):
        assert re.fullmatch(pattern(expected), sentence), sentence


def pattern(expected: str) -> str:
    """``*`` in a gallery file stands for a number that our own wording has a part in."""
    return r"\d+".join(re.escape(part) for part in expected.split("*"))


def test_the_gallery_stands_on_sound_ground(folder: Path) -> None:
    found = [problem for problem in check(folder, DAY) if "plan/" not in problem.file]

    assert found == []


def test_everything_wrong_is_told_in_one_go(folder: Path) -> None:
    for stem in ("unknown-group", "story-full-name", "group-hint-too-long"):
        case = tomllib.loads((GALLERY / f"{stem}.toml").read_text(encoding="utf-8"))
        (folder / case["file"]).write_text(case["text"], encoding="utf-8")

    files = {Path(problem.file).name for problem in check(folder, DAY)}

    assert {"x.toml", "s.toml", "groups.toml"} <= files


def test_a_worked_example_may_keep_its_own_numbers(folder: Path) -> None:
    path = folder / "explainers" / "bhyt.toml"
    where = "Bà con hỏi UBND xã."
    example = path.read_text(encoding="utf-8").replace(where, "Ví dụ: vay 100 triệu đồng.")
    statement = example.replace("Ví dụ: vay", "Nhà mình vay")

    path.write_text(example, encoding="utf-8")
    assert said(folder, "explainers/bhyt.toml") == []

    path.write_text(statement, encoding="utf-8")
    assert len(said(folder, "explainers/bhyt.toml")) == 1

    path.write_text('literals = ["100 triệu đồng"]\n' + statement, encoding="utf-8")
    assert said(folder, "explainers/bhyt.toml") == []


def test_a_larger_sum_that_ends_alike_is_no_known_number(folder: Path) -> None:
    path = folder / "explainers" / "bhyt.toml"
    text = path.read_text(encoding="utf-8")

    for sum_ in ("2.100 triệu đồng", "1 tỷ 100 triệu đồng"):
        path.write_text(text.replace("Bà con hỏi UBND xã.", sum_), encoding="utf-8")
        assert said(folder, "explainers/bhyt.toml") == []


def test_stale_content_is_listed_with_the_longest_overdue_first(folder: Path) -> None:
    library = assemble(folder).library

    assert stale(library, date(2027, 1, 31)) == []
    assert [(each.noun, each.name) for each in stale(library, date(2027, 2, 1))] == [
        ("explainer", "bhyt"),
        ("parameter", "most"),
    ]


def test_a_story_that_was_taken_down_may_be_as_long_as_it_is(folder: Path) -> None:
    case = tomllib.loads((GALLERY / "story-too-long.toml").read_text(encoding="utf-8"))
    (folder / case["file"]).write_text("takedown = true\n" + case["text"], encoding="utf-8")

    assert said(folder, case["file"]) == []
