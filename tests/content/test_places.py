"""Places of today and yesterday, and the names people type."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from content.library.places import load_places
from content.places import Places

TODAY = date(2026, 11, 24)
EIGHT = [
    "an-nong",
    "dong-tien",
    "hop-tien",
    "tan-ninh",
    "tho-binh",
    "tho-ngoc",
    "tho-phu",
    "trieu-son",
]


@pytest.fixture(scope="module")
def places() -> Places:
    loaded, problems = load_places()
    assert problems == []
    return loaded


def slugs(places: Places, text: str) -> list[str]:
    return [unit.slug for unit in places.find(text)]


def test_eight_communes_stand_where_thirty_two_units_stood(places: Places) -> None:
    last_day = date(2025, 6, 30)
    district = places.descendants("huyen-trieu-son-2025", last_day)
    old = [slug for slug in district if places.unit(slug).in_force(last_day)]
    assert [unit.slug for unit in places.communes(TODAY)] == EIGHT
    assert len(old) == 32 + 1
    assert {slug: sum(places.unit(o).merged_into == slug for o in old) for slug in EIGHT} == {
        "trieu-son": 5,
        "tho-binh": 3,
        "hop-tien": 5,
        "tan-ninh": 3,
        "dong-tien": 3,
        "tho-ngoc": 4,
        "tho-phu": 5,
        "an-nong": 4,
    }


def test_until_november_2024_the_district_had_thirty_four_units(places: Places) -> None:
    day = date(2024, 11, 30)
    units = places.descendants("huyen-trieu-son-2025", day) - {"huyen-trieu-son-2025"}
    assert sum(places.unit(slug).in_force(day) for slug in units) == 34


def test_every_unit_and_office_says_who_says_so(places: Places) -> None:
    assert all(unit.source.document for unit in places.units.values())
    assert all(office.source.document for office in places.offices.values())
    assert places.unit("xa-tho-vuc-2024").source.confidence == "well-known"


def test_a_unit_means_itself_and_what_it_was_made_from(places: Places) -> None:
    assert places.descendants("an-nong", TODAY) == {
        "an-nong",
        "xa-tien-nong-2025",
        "xa-khuyen-nong-2025",
        "xa-nong-truong-2025",
        "xa-an-nong-2025",
    }
    assert "xa-xuan-thinh-2024" in places.descendants("tho-phu", TODAY)
    assert set(EIGHT) <= places.descendants("thanh-hoa", TODAY)
    assert "xa-tho-phu-2025" in places.descendants("thanh-hoa", TODAY)


def test_a_merger_counts_from_its_day_on(places: Places) -> None:
    before = places.descendants("huyen-trieu-son-2025", date(2025, 6, 30))
    assert "xa-an-nong-2025" in before
    assert "an-nong" not in before
    assert "an-nong" not in places.descendants("thanh-hoa", date(2025, 6, 30))
    assert "xa-tho-vuc-2024" in places.descendants("xa-tho-phu-2025", date(2025, 6, 30))


def test_a_dissolved_unit_is_taken_as_on_its_last_day(places: Places) -> None:
    then = places.descendants("huyen-trieu-son-2025", date(2025, 6, 30))
    assert places.descendants("huyen-trieu-son-2025", TODAY) == then


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Thọ Phú", ["tho-phu"]),
        ("tho phu", ["tho-phu"]),
        ("XÃ THỌ PHÚ", ["tho-phu"]),
        ("thophu", ["tho-phu"]),
        ("xa tho-phu, huyen trieu son, thanh hoa", ["tho-phu"]),
        ("Minh Châu", ["trieu-son"]),
        ("minh dan", ["trieu-son"]),
        ("xuan thinh", ["tho-phu"]),
        ("Thọ Vực", ["tho-phu"]),
        ("nưa", ["tan-ninh"]),
        ("thi tran nua", ["tan-ninh"]),
        ("TT. Triệu Sơn", ["trieu-son"]),
        ("Tân Ninh", ["tan-ninh"]),
        ("trieu son", ["trieu-son"]),
        ("Thái Hoà", ["tan-ninh"]),
        ("huyện Triệu Sơn", EIGHT),
        ("dong tien", ["dong-tien", "phuong-dong-tien"]),
        ("xa dong tien", ["dong-tien"]),
        ("phuong dong tien", ["phuong-dong-tien"]),
        ("Đồng Tiến", ["dong-tien"]),
        ("Đông Tiến", ["phuong-dong-tien"]),
        ("Hà Nội", []),
        ("huyện Thọ Phú", []),
        ("xã", []),
        ("", []),
    ],
)
def test_a_typed_name_means_communes_of_today(places: Places, typed: str, meant: list[str]) -> None:
    assert slugs(places, typed) == meant


def test_every_old_name_leads_to_today(places: Places) -> None:
    for unit in places.units.values():
        if unit.until and unit.merged_into:
            found = places.find(unit.title)
            assert found == places.successors(unit.slug), unit.slug
            assert found[0].in_force(TODAY)


def test_each_commune_has_its_offices_since_the_merger(places: Places) -> None:
    for kind in ("ubnd", "pkt", "vhxh", "vpx", "dang-uy", "mttq"):
        offices = places.offices_of(kind, TODAY)
        assert [office.slug for office in offices] == [f"{kind}-{slug}" for slug in EIGHT]
        assert places.offices_of(kind, date(2025, 6, 30)) == ()
    assert places.office("pkt-tho-phu").name == "Phòng Kinh tế xã Thọ Phú"
    assert places.office("nhcsxh-trieu-son").in_force(date(2022, 9, 1))
    assert places.office("tinh").unit == "thanh-hoa"
    assert places.office("tinh").source.confidence == "uncertain"


def test_every_mistake_is_told_at_its_line(tmp_path: Path) -> None:
    unit = '[[units]]\nslug = "{}"\nname = "A"\nkind = "commune"\n{}source = {{ document = "x" }}\n'
    text = unit.format("tho-phu", "") + unit.format(
        "b", 'parent = "tho-phuu"\nsince = 2025-01-02\nuntil = 2025-01-01\n'
    )
    (tmp_path / "units.toml").write_text(text)
    (tmp_path / "offices.toml").write_text(
        '[[offices]]\nkind = "pkt"\nunit = "c"\nname = "C"\nsource = { document = "x" }\n'
    )
    places, problems = load_places(tmp_path)
    told = [(problem.line, problem.message) for problem in problems]
    assert told == [
        (3, "no unit 'c'"),
        (10, "no unit 'tho-phuu'; did you mean 'tho-phu'?"),
        (12, "ends (2025-01-01) before it starts (2025-01-02)"),
    ]
    assert places.descendants("tho-phu", TODAY) == {"tho-phu"}
