"""The words data: read whole, every mistake at its file and line."""

from __future__ import annotations

from pathlib import Path

from content.library.source import DATA
from content.library.words import read


def test_our_words_have_no_mistakes() -> None:
    words, problems = read(DATA / "words")
    assert problems == []
    assert words.shorthand and words.outside and words.facets and words.stop


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[synonims]\n"x" = "y"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('[[facets]]\nname = "f"\n', encoding="utf-8")
    (tmp_path / "c.toml").write_text("[oh", encoding="utf-8")
    _, problems = read(tmp_path)
    told = sorted(str(problem).split("/")[-1] for problem in problems)
    assert [line.split(":")[0] for line in told] == ["a.toml", "b.toml", "c.toml"]
    assert "did you mean 'synonyms'" in told[0]
    assert "needs 'facets.0.when'" in told[1]


def test_a_word_explained_in_two_files_is_a_mistake(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text('[shorthand]\n"ko" = "không"\n', encoding="utf-8")
    _, problems = read(tmp_path)
    assert [problem.file.split("/")[-1] for problem in problems] == ["b.toml"]
    assert "'ko' stands in" in problems[0].message


def test_a_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[oh", encoding="utf-8")
    (tmp_path / "b.toml").write_text('[shorthand]\n"ko" = "không"\n', encoding="utf-8")
    words, problems = read(tmp_path)
    assert words.shorthand == {"ko": "không"} and len(problems) == 1


def test_lists_of_one_name_in_two_files_are_added_up(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(f'[outside]\nx = ["{name}"]\n', encoding="utf-8")
    words, _ = read(tmp_path)
    assert words.outside == {"x": ("a", "b")}
