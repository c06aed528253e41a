"""Charts as pictures: they are ones, whatever stands in them."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure

from bot.pages.chart import PALETTES, Form, Theme, draw, fill, photo_of
from content.chart import Chart, Series

CHART = Chart(
    "Lấy thẻ BHYT: $5_{x}$ <b>&amp; {name}",
    ("T2 23/11", "T3 24/11", "T4 25/11"),
    Series("Đã gửi", "accent", (120_000, 0, 3)),
    (Series("Đã trả lời", "warn", (None, 5, None)), Series("Chưa tới được", "bad", (0, 0, 0))),
)
NOTHING = Chart("", (), Series("Đã gửi", "accent", ()))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("chart", [CHART, NOTHING])
def test_a_chart_is_a_vector_picture_without_script(chart: Chart, theme: Theme) -> None:
    picture = draw(chart, "svg", theme)
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert b"<script" not in picture


@pytest.mark.parametrize(("form", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_a_chart_has_the_form_that_was_asked_for(form: Form, begins: bytes) -> None:
    assert draw(CHART, form).startswith(begins)


def test_a_long_title_is_broken_and_not_cut_off() -> None:
    long = replace(CHART, title="Rà soát hộ nghèo và hộ cận nghèo cuối năm " * 3)

    told = re.findall(r"<!-- (.*?) -->", draw(long, "svg", size="phone").decode())

    title = [line for line in told if "nghèo" in line]
    assert len(title) == 2
    assert max(map(len, title)) <= 42
    assert title[1].endswith("…")


def test_a_single_bar_is_no_wall() -> None:
    axes = Figure().subplots()

    fill(axes, Chart("", ("20:00",), Series("Đã gửi", "accent", (760,))), PALETTES["light"], "desk")

    left, right = axes.get_xlim()
    assert left < 0 < right
    assert right - left > 5, "a bar is a little less than 1 wide"


def test_a_picture_for_a_message_says_what_is_on_it() -> None:
    photo = photo_of(CHART)

    assert photo.kind == "photo"
    assert photo.name.startswith("Lấy thẻ BHYT")
    assert "Đã gửi 120.003" in photo.name


def test_every_letter_of_vietnamese_is_in_the_font() -> None:
    letters = "ăâđêôơưẰẲẴẮẶẦẨẪẤẬỀỂỄẾỆỒỔỖỐỘỜỞỠỚỢỪỬỮỨỰỳỷỹýỵ"
    draw(Chart(letters, ("Ậ",), Series(letters, "ok", (1,))), "png")  # a missing one warns


def test_a_chart_in_words_says_what_each_row_sums_to() -> None:
    assert CHART.in_words().endswith("Đã gửi 120.003, Đã trả lời 5, Chưa tới được 0.")


def test_matplotlib_is_loaded_only_when_a_picture_is_asked_for() -> None:
    look = "import sys, bot.site; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
