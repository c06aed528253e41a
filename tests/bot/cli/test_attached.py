"""One file, named rightly, or one line that says what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.attached import Attached
from bot.cli.session import BadInput
from tests.files import OGG, PDF, png


def written(folder: Path, name: str, body: bytes) -> Path:
    (folder / name).write_bytes(body)
    return folder / name


def test_each_kind_is_read(tmp_path: Path) -> None:
    photo = Attached(written(tmp_path, "a", png()), "Chợ", None, None).read(20)
    voice = Attached(None, "", written(tmp_path, "b", OGG), None).read(20)
    paper = Attached(None, "", None, written(tmp_path, "c.pdf", PDF)).read(20)

    assert photo is not None
    assert (photo.kind, photo.name) == ("photo", "Chợ")
    assert voice is not None
    assert voice.kind == "voice"
    assert paper is not None
    assert (paper.kind, paper.name) == ("document", "c.pdf")
    assert Attached(None, "", None, None).read(20) is None


def test_what_is_wrong_is_one_line(tmp_path: Path) -> None:
    picture, paper = written(tmp_path, "a.png", png()), written(tmp_path, "a.pdf", PDF)
    for given, said in (
        (Attached(picture, "Chợ", None, paper), "--photo, --document: one file"),
        (Attached(picture, " ", None, None), "--photo-words"),
        (Attached(None, "Chợ", None, paper), "--photo-words"),
        (Attached(paper, "Chợ", None, None), f"--photo {paper}: This file is no picture"),
        (Attached(None, "", tmp_path / "none", None), "cannot be read: No such file"),
    ):
        with pytest.raises(BadInput) as refusal:
            given.read(20)
        assert said in str(refusal.value)
        assert "\n" not in str(refusal.value)
