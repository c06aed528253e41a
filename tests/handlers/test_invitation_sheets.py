"""Many invitations from a list: good lines are made, bad ones told, a bad head changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from content.sheets import BadSheet
from db.tables import invitations as table
from handlers import inviting
from handlers.invitation_sheets import Bad, May, Wanted, read
from tests.talk import World

MAY = May(("ubnd-tho-phu", "nhcsxh-trieu-son"), ("village-head", "group-leader"))
HEADER = "office,role,uses,days,name\n"


def test_a_line_is_an_invitation_with_what_is_usual_left_out() -> None:
    text = HEADER + "ubnd-tho-phu,village-head,,,Thôn 1\nNHCSXH-trieu-son,group-leader,5,30,Tổ 2\n"

    assert read(text.encode(), MAY) == (
        Wanted(2, "ubnd-tho-phu", "village-head", 1, 7, "Thôn 1"),
        Wanted(3, "nhcsxh-trieu-son", "group-leader", 5, 30, "Tổ 2"),
    )
    short = "role;office\nvillage-head;ubnd-tho-phu\n"
    assert read(short.encode(), MAY) == (Wanted(2, "ubnd-tho-phu", "village-head"),)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("ubnd-xa-la,village-head,1,7,", "ubnd-xa-la"),
        ("ubnd-tho-phu,admin,1,7,", "admin"),
        ("ubnd-tho-phu,village-head,0,7,", "uses"),
        ("ubnd-tho-phu,village-head,501,7,", "500"),
        ("ubnd-tho-phu,village-head,1,366,", "365"),
        ("ubnd-tho-phu,village-head,một,7,", "một"),
        ("ubnd-tho-phu,village-head,²,7,", "²"),
        ("ubnd-tho-phu,village-head,1,7,a,b", "5"),
        ("ubnd-tho-phu", "vai trò"),
    ],
)
def test_a_bad_line_is_told_and_the_others_stand(line: str, why: str) -> None:
    good = "ubnd-tho-phu,village-head,,,\n"
    bad, fine = read(f"{HEADER}{line}\n{good}".encode(), MAY)

    assert isinstance(bad, Bad)
    assert (bad.line, why in bad.why.lower()) == (2, True)
    assert isinstance(fine, Wanted)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"office\n",
        b"office,role,role\n",
        b"office,role,phone\n",
        b"\xff\xfe\xff",
        b"PK\x03\x04",
    ],
)
def test_a_head_that_is_wrong_is_no_list(data: bytes) -> None:
    with pytest.raises(BadSheet):
        read(data, MAY)


@given(st.text(max_size=200))
def test_whatever_is_sent_each_line_makes_one_answer_or_none_at_all(text: str) -> None:
    try:
        found = read((HEADER + text).encode("utf-8", "replace"), MAY)
    except BadSheet:
        return
    assert all(isinstance(one, Wanted | Bad) for one in found)
    assert sorted({one.line for one in found}) == [one.line for one in found]


def test_each_code_of_a_list_opens_its_own_office_and_role(world: World) -> None:
    lines = read((HEADER + "ubnd-tho-phu,village-head,,,A\nx,y,,,\n").encode(), MAY)

    strips = world.does(inviting.make_all, world.house.keys, lines, by=None, now=world.now)

    assert isinstance(strips, list)
    assert [one.made is None for one in strips] == [False, True]
    lan = world.someone("Lan").says(strips[0].made.code)
    assert "truong thon" in lan.sees
    assert world.does(lambda conn: conn.scalar(select(func.count()).select_from(table))) == 1
