"""*Hoàn cảnh của tôi*: every cause leads somewhere, in kind words, and a mistake is told at its
line."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.care import Care
from content.library.build import build
from content.library.circumstances import Targets, read

LIBRARY = build()
CAUSES = LIBRARY.circumstances
TARGETS = Targets(("vay-ho-ngheo",), ("lai-suat",), ("III.2.1a",))
SOUND = """\
[thieu-von]
title = "Thiếu vốn làm ăn"
hint = "Muốn vay"
icon = "coins"
plan = "III.2.1a"
say = "Nhà mình có thể vay vốn."
programmes = ["vay-ho-ngheo"]
explainers = ["lai-suat"]
"""


def test_the_plans_causes_are_there_but_for_the_one_that_shames() -> None:
    assert list(CAUSES.by_slug) == [
        "thieu-von",
        "thieu-dat",
        "thieu-ky-nang",
        "thieu-viec-lam",
        "om-dau-thieu-lao-dong",
        "can-nguoi-kem-cap",
    ]
    assert "III.2.1đ" not in {one.plan for one in CAUSES}


def test_every_cause_is_a_care_with_programmes_to_check() -> None:
    for cause in CAUSES:
        slugs = Care("cause", cause.slug).slugs(LIBRARY.programmes, CAUSES.programmes)

        assert slugs == cause.programmes


def test_what_a_cause_says_is_short_enough_to_read_aloud() -> None:
    for cause in CAUSES:
        for sentence in cause.say.rstrip(".").split(". "):
            assert len(sentence.split()) <= 15, sentence


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('"vay-ho-ngheo"', '"vay-ho-nghe"', 7, "did you mean 'vay-ho-ngheo'"),
        ('"lai-suat"', '"lai-xuat"', 8, "did you mean 'lai-suat'"),
        ('"III.2.1a"', '"III.2.9"', 5, "no line of the plan"),
        ("Nhà mình có thể vay vốn.", "Không để bà con trông chờ.", 6, "shames people"),
        ("[thieu-von]", "[Thieu_von]", 1, "is no address"),
        ('programmes = ["vay-ho-ngheo"]', "programmes = []", 7, "programmes"),
        ("[thieu-von]", "[thieu-von", 1, "is not TOML"),
    ],
)
def test_a_mistake_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    path = tmp_path / "circumstances.toml"
    path.write_text(SOUND.replace(old, new), encoding="utf-8")

    _, problems = read(path, TARGETS)

    assert [one.line for one in problems] == [line]
    assert says in problems[0].message


def test_the_sound_file_has_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "circumstances.toml"
    path.write_text(SOUND, encoding="utf-8")

    found, problems = read(path, TARGETS)

    assert problems == []
    assert found["thieu-von"].mentor is False
