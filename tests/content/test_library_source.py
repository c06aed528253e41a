"""Where a key stands in a TOML file, and what is said of one that does not fit."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from content.library.source import DATA, Shape, SourceFile, fit, key_lines, read_all

KEYS = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
VALUES = st.sampled_from(
    [
        "1",
        '"text = 1"',
        "[1, 2]",
        '[\n  "a = 1",\n  "b",\n]',
        '[\n  ["x"],\n  [1]\n]',
        '"""\nline = 1\n[not.a.table]\n"""',
        "'''\n[[no]]\n'''",
        "{ inner = 1 }",
        '"# no comment" # a comment [ with brackets',
    ]
)


@given(st.dictionaries(KEYS, st.tuples(KEYS, VALUES), max_size=6))
def test_every_key_is_found_on_the_line_where_it_stands(tables: dict[str, tuple[str, str]]) -> None:
    text = "".join(f"[{name}]\n{key} = {value}\n\n" for name, (key, value) in tables.items())
    tomllib.loads(text)

    lines = key_lines(text)

    written = text.splitlines()
    assert len(lines) == 2 * len(tables)
    for name, (key, _) in tables.items():
        assert written[lines[name,] - 1] == f"[{name}]"
        assert written[lines[name, key] - 1].startswith(f"{key} = ")
        assert lines[name, key] == lines[name,] + 1


@given(st.integers(min_value=1, max_value=5))
def test_rows_of_a_repeated_table_are_numbered(count: int) -> None:
    text = "[[rows]]\nvalue = 1\n" * count

    assert key_lines(text) == {
        path: line
        for row in range(count)
        for path, line in ((("rows", row), 2 * row + 1), (("rows", row, "value"), 2 * row + 2))
    }


@given(st.text())
def test_no_text_breaks_the_search_for_lines(text: str) -> None:
    count = max(1, len(text.splitlines()))

    assert all(1 <= line <= count for line in key_lines(text).values())


def test_every_key_of_the_real_content_has_a_line() -> None:
    for path in sorted(DATA.rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        known = {found[0] for found in key_lines(text)}
        assert set(tomllib.loads(text)) <= known, path


class Small(Shape):
    name: str


def test_a_key_that_is_missing_is_told_at_the_table_above_it() -> None:
    file = SourceFile("f.toml", "f", {"rows": {"nmae": 1}}, {("rows",): 4, ("rows", "nmae"): 5})

    said = fit(Small, file, "rows")

    assert isinstance(said, list)
    assert [str(problem) for problem in sorted(said)] == [
        "f.toml:4: needs 'name'",
        "f.toml:5: unknown key 'nmae'; did you mean 'name'?",
    ]


def test_a_folder_gives_its_good_files_and_a_problem_for_each_bad_one(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text("a = 1\n")
    (tmp_path / "bad.toml").write_text("a = 1\nb = = 2\n")
    (tmp_path / "bytes.toml").write_bytes(b"a = '\xff'\n")

    files, problems = read_all(tmp_path)

    assert [file.stem for file in files] == ["good"]
    assert [(Path(problem.file).name, problem.line) for problem in problems] == [
        ("bad.toml", 2),
        ("bytes.toml", 1),
    ]
    assert [file.stem for file in read_all(tmp_path / "good.toml")[0]] == ["good"]
