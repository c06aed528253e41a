"""The key file: whole or not at all, and never one that anybody could guess."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db.cipher import BadKey, load_keys


@pytest.mark.parametrize("text", ["", "\n", "aGVsbG8=\n", "not base64!!", "é" * 44, "A" * 45])
def test_a_file_without_a_whole_key_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(BadKey, match="holds no key of 32 bytes"):
        load_keys(file)


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match="cannot be read"):
        load_keys(tmp_path)


def test_processes_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    file = tmp_path / "key"

    with ThreadPoolExecutor(8) as pool:
        marks = {keys.fingerprint("x") for keys in pool.map(load_keys, [file] * 40)}

    assert len(marks) == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]
