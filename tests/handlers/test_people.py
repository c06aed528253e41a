"""Taking people in from a list: good rows go in, bad ones are listed, no consent is changed."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from db import people, suppressed, topics
from db.people import find_by_external, find_contact
from db.store import Store
from db.tables import contacts
from db.tables import people as people_table
from db.values import ContactId
from handlers.people import BadSheet, Known, decode, import_people, read_sheet
from tests.databases import *  # noqa: F403  (fixtures)
from tests.databases import Database
from tests.pushes import KEYS, NOW

KNOWN = Known(
    channels=frozenset({"telegram", "zalo", "email"}),
    units=frozenset({"tho-phu", "trieu-son", "an-nong"}),
    topics=frozenset({"vay-ho-ngheo", "nuoc-sach-ve-sinh", "suc-khoe"}),
)
HEADER = "channel,contact,name,language,unit,topics,role\n"


def take(conn: Connection, text: str, basis: str = "Danh sách xã Thọ Phú") -> dict[str, Any]:
    """Read and take in."""
    return import_people(conn, read_sheet(text, KNOWN), basis=basis, keys=KEYS, now=NOW)


def found(conn: Connection, external: str) -> Any:
    """A person with their contact, as stored."""
    both = select(people_table, contacts.c.ground).join(contacts)
    return conn.execute(both.where(contacts.c.external == external)).one()


def why(text: str) -> list[tuple[int, str]]:
    """What is rejected when a header and these lines are read."""
    return [(one.line, one.why) for one in read_sheet(HEADER + text, KNOWN).rejected]


def test_good_rows_go_in_and_bad_ones_are_listed(database: Database) -> None:
    text = HEADER + (
        "telegram,101,Nguyễn Thị Lan,vi,tho-phu,vay-ho-ngheo|suc-khoe,village-head\n"
        "telegram,@lan,Lan,vi,tho-phu,,\n"
        "email,An@Example.org,An,en,,,\n"
    )

    def story(conn: Connection) -> dict[str, Any]:
        result = take(conn, text)
        lan = found(conn, "101")
        assert (lan.name, lan.unit, lan.origin) == ("Nguyễn Thị Lan", "tho-phu", "import")
        assert lan.ground == "Danh sách xã Thọ Phú"
        assert topics.followed(conn, lan.id) == {"vay-ho-ngheo", "suc-khoe"}
        assert [(r.role, r.unit) for r in people.roles_of(conn, lan.id, NOW)] == [
            ("village-head", "tho-phu")
        ]
        assert found(conn, "an@example.org").language == "en"
        return result

    result = database.write(story)
    assert (result["added"], result["updated"]) == (2, 0)
    assert [one["line"] for one in result["rejected"]] == [3]


def test_the_same_file_twice_changes_nothing(database: Database) -> None:
    text = HEADER + "telegram,101,Lan,vi,tho-phu,suc-khoe,village-head\ntelegram,102,,,,,\n"

    def story(conn: Connection) -> list[Any]:
        return [take(conn, text), take(conn, text)]

    assert database.write(story) == [
        {"added": 2, "updated": 0, "rejected": []},
        {"added": 0, "updated": 0, "rejected": []},
    ]


def test_an_update_changes_what_the_file_says_and_keeps_the_rest(database: Database) -> None:
    def story(conn: Connection) -> Any:
        take(conn, HEADER + "telegram,101,Lan,en,tho-phu,suc-khoe,\n")
        result = take(conn, "channel,contact,name,topics\ntelegram,101,Lan Anh,vay-ho-ngheo\n")
        lan = found(conn, "101")
        assert topics.followed(conn, lan.id) == {"vay-ho-ngheo"}
        assert (lan.name, lan.language, lan.unit) == ("Lan Anh", "en", "tho-phu")
        return result

    assert database.write(story)["updated"] == 1


def test_topics_somebody_chose_themselves_stay(database: Database) -> None:
    def story(conn: Connection) -> set[str]:
        lan, _, _ = people.meet(conn, "telegram", "101", name="Lan", origin="self", now=NOW)
        topics.follow(conn, lan.id, {"suc-khoe"})
        take(conn, HEADER + "telegram,101,Lan,vi,,vay-ho-ngheo,\n")
        return topics.followed(conn, lan.id)

    assert database.write(story) == {"suc-khoe", "vay-ho-ngheo"}


def test_a_list_never_revives_a_stopped_topic(database: Database) -> None:
    def story(conn: Connection) -> tuple[Any, ...]:
        lan, _, _ = people.meet(conn, "telegram", "101", name="Lan", origin="self", now=NOW)
        topics.stop(conn, lan.id, "suc-khoe", NOW)
        text = HEADER + "telegram,101,Lan,vi,,suc-khoe|vay-ho-ngheo,\n"
        done = [take(conn, text)["updated"] for _ in range(2)]
        return done, topics.followed(conn, lan.id), topics.stopped(conn, lan.id)

    assert database.write(story) == ([1, 0], {"vay-ho-ngheo"}, {"suc-khoe"})


def test_who_opted_out_stays_out(database: Database) -> None:
    def story(conn: Connection) -> Any:
        lan, _, _ = people.meet(conn, "telegram", "101", name="Lan", origin="self", now=NOW)
        people.change(conn, lan.id, opted_out_at=NOW)
        take(conn, HEADER + "telegram,101,Lan Anh,vi,,,\n")
        return people.get(conn, lan.id)

    lan = database.write(story)
    assert lan.opted_out_at == NOW
    assert lan.name == "Lan Anh"


def test_who_was_erased_is_not_entered_again(database: Database) -> None:
    def story(conn: Connection) -> Any:
        suppressed.suppress(conn, KEYS, "telegram", "101", NOW)
        result = take(conn, HEADER + "telegram,101,Lan,vi,,,\ntelegram,102,Hoa,vi,,,\n")
        assert find_by_external(conn, "telegram", "101") is None
        return result

    result = database.write(story)
    assert result["added"] == 1
    assert result["rejected"][0]["line"] == 2


def test_without_a_basis_people_are_kept_but_not_reachable(database: Database) -> None:
    def story(conn: Connection) -> list[str]:
        text = HEADER + "telegram,101,Lan,vi,,,\n"
        grounds = []
        for basis in ("", "Danh sách xã", ""):
            take(conn, text, basis)
            grounds.append(found(conn, "101").ground)
        return grounds

    assert database.write(story) == ["", "Danh sách xã", "Danh sách xã"]


def test_a_ground_of_their_own_is_not_replaced(database: Database) -> None:
    def story(conn: Connection) -> str:
        people.meet(conn, "telegram", "101", name="Lan", origin="self", now=NOW)
        take(conn, HEADER + "telegram,101,Lan,vi,,,\n")
        return str(found(conn, "101").ground)

    assert database.write(story) == "wrote"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "dòng tiêu đề"),
        ("channel,contact,naem\n", "naem"),
        ("name,unit\nLan,tho-phu\n", "channel, contact"),
        ("channel,contact,contact\n", "contact"),
    ],
)
def test_a_wrong_header_changes_nothing_and_says_what_is_right(text: str, what: str) -> None:
    with pytest.raises(BadSheet, match=what):
        read_sheet(text, KNOWN)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("zallo,1,Lan,vi,,,", "zalo"),
        ("telegram,1,Lan,fr,,,", "vi"),
        ("telegram,1,Lan,vi,tho-fu,,", "tho-phu"),
        ("telegram,1,Lan,vi,,vay-ho-nghe,", "vay-ho-ngheo"),
        ("telegram,1,Lan,vi,,,offical", "official"),
        ("telegram,1,Lan,vi,,,admin", "staff link"),
        ("telegram,+84912345678,Lan,vi,,,", "mã Telegram"),
        ("telegram,,Lan,vi,,,", "mã Telegram"),
        ("email,lan,Lan,vi,,,", "email"),
        ("telegram,1,Lan", "3 ô"),
        ("telegram,1,L\x00n,vi,,,", "ký tự lạ"),
        ('telegram,1,"Lan,vi,,,', "ngoặc kép"),
    ],
)
def test_a_bad_row_says_what_would_be_right(line: str, what: str) -> None:
    ((number, told),) = why(line + "\n")
    assert number == 2
    assert what in told


def test_a_person_twice_in_one_file_goes_in_once() -> None:
    assert why("telegram,1,Lan,vi,,,\ntelegram,1,Hoa,vi,,,\n") == [(3, "Trùng người với dòng 2.")]


def test_an_unclosed_quote_costs_one_line() -> None:
    sheet = read_sheet(HEADER + 'telegram,1,"Lan,vi,,,\ntelegram,2,Hoa,vi,,,\n', KNOWN)
    assert [entry.external for entry in sheet.entries] == ["2"]
    assert [one.line for one in sheet.rejected] == [2]


def test_lines_are_counted_over_quoted_newlines_and_blank_lines() -> None:
    text = HEADER + 'telegram,1,"Lan\nAnh",vi,,,\n\ntelegram,x,Hoa,vi,,,\n'
    sheet = read_sheet(text, KNOWN)
    assert sheet.entries[0].name == "Lan Anh"
    assert [one.line for one in sheet.rejected] == [5]


@pytest.mark.parametrize("part", [";", "\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_as_spreadsheets_save_them_are_read(part: str, encoding: str) -> None:
    text = HEADER.replace(",", part) + part.join(["zalo", "z1", "Nguyễn Ơn", "", "", "", ""])
    (entry,) = read_sheet(decode(text.replace("\n", "\r\n").encode(encoding)), KNOWN).entries
    assert (entry.channel, entry.name) == ("zalo", "Nguyễn Ơn")


def test_a_file_in_an_old_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(BadSheet, match="Dòng 2"):
        decode(HEADER.encode() + "telegram,1,Nguyễn".encode("cp1258", "replace") + b"\xea\n")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    sheet = read_sheet(HEADER + text, KNOWN)
    lines = [entry.line for entry in sheet.entries] + [one.line for one in sheet.rejected]
    assert len(lines) == len(set(lines))
    assert all(line >= 2 for line in lines)


def test_twenty_thousand_people_take_seconds(sqlite_database: Database) -> None:
    text = HEADER + "".join(f"telegram,{n},Người {n},vi,tho-phu,suc-khoe,\n" for n in range(20_000))
    began = time.perf_counter()
    result = sqlite_database.write(lambda conn: take(conn, text))
    assert result["added"] == 20_000
    assert time.perf_counter() - began < 8  # 100,000 are to take 20 s at most


def test_an_imported_person_can_be_found_and_written_to(database: Database) -> None:
    async def story(store: Store) -> Any:
        await store.write(take, HEADER + "zalo,z9,Hoa,vi,an-nong,,\n")
        contact = await store.read(find_by_external, "zalo", "z9")
        assert contact
        return await store.read(find_contact, ContactId(contact.id))

    assert database.run(story) is not None
