"""Taking people in from a list: good rows go in, bad ones are listed, no consent is changed."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Connection, select

from content.channel import CHANNELS
from content.sheets import BadSheet
from db import people, suppressed, topics
from db.people import find_by_external, find_contact
from db.store import Store
from db.tables import contacts, roles
from db.tables import people as people_table
from db.values import ContactId
from handlers.people import (
    Ground,
    Known,
    Sheet,
    foresee,
    import_people,
    known_to,
    read_people,
)
from tests.databases import *  # noqa: F403  (fixtures)
from tests.databases import Database
from tests.pushes import KEYS, NOW
from tests.talk import library

KNOWN = Known(
    channels=frozenset({"telegram", "zalo", "email"}),
    units=frozenset({"tho-phu", "trieu-son", "an-nong"}),
    topics=frozenset({"vay-ho-ngheo", "nuoc-sach-ve-sinh", "suc-khoe"}),
)
HEADER = "channel,contact,name,language,unit,topics,role\n"


def read_sheet(text: str) -> Sheet:
    """Read a CSV."""
    return read_people(text.encode("utf-8", "surrogatepass"), KNOWN)


def take(conn: Connection, text: str, basis: str = "Danh sách xã Thọ Phú") -> dict[str, Any]:
    """Read and take in."""
    return import_people(conn, read_sheet(text), ground=Ground(basis), keys=KEYS, now=NOW)


def found(conn: Connection, external: str) -> Any:
    """A person with their contact, as stored."""
    both = select(people_table, contacts.c.ground).join(contacts)
    return conn.execute(both.where(contacts.c.external == external)).one()


def why(text: str) -> list[tuple[int, str]]:
    """What is rejected when a header and these lines are read."""
    return [(one.line, one.why) for one in read_sheet(HEADER + text).rejected]


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
        read_sheet(text)


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
        ("email,lan@xa,Lan,vi,,,", "email"),
        ("email,Lan <lan@xa.vn>,Lan,vi,,,", "email"),
        ('email,"lan@xa.vn,hoa@xa.vn",Lan,vi,,,', "email"),
        ("email,lan;hoa@xa.vn,Lan,vi,,,", "email"),
        ("telegram,1,Lan", "3 ô"),
        ("telegram,1,L\x00n,vi,,,", "ký tự lạ"),
        ("telegram,1,#REF!,vi,,,", "#REF!"),
        ('telegram,1,"Lan,vi,,,', "ngoặc kép"),
    ],
)
def test_a_bad_row_says_what_would_be_right(line: str, what: str) -> None:
    ((number, told),) = why(line + "\n")
    assert number == 2
    assert what in told


def test_an_address_is_one_however_it_is_written() -> None:
    lines = (
        "email,Lan.Nguyen+xa@Tho-Phu.Gov.VN,Lan,vi,,,\nemail,lan.nguyen+xa@tho-phu.gov.vn,,,,,\n"
    )

    sheet = read_sheet(HEADER + lines)

    assert [one.external for one in sheet.entries] == ["lan.nguyen+xa@tho-phu.gov.vn"]
    assert [one.line for one in sheet.rejected] == [3]


def test_a_list_may_name_every_channel_that_reaches_people() -> None:
    known = known_to(library(), NOW.date())

    assert known.channels == {*CHANNELS} - {"terminal"}


def test_a_person_twice_in_one_file_goes_in_once() -> None:
    assert why("telegram,1,Lan,vi,,,\ntelegram,1,Hoa,vi,,,\n") == [(3, "Trùng người với dòng 2.")]


def test_an_unclosed_quote_costs_one_line() -> None:
    sheet = read_sheet(HEADER + 'telegram,1,"Lan,vi,,,\ntelegram,2,Hoa,vi,,,\n')
    assert [entry.external for entry in sheet.entries] == ["2"]
    assert [one.line for one in sheet.rejected] == [2]


def test_lines_are_counted_over_quoted_newlines_and_blank_lines() -> None:
    text = HEADER + 'telegram,1,"Lan\nAnh",vi,,,\n\ntelegram,x,Hoa,vi,,,\n'
    sheet = read_sheet(text)
    assert sheet.entries[0].name == "Lan Anh"
    assert [one.line for one in sheet.rejected] == [5]


@pytest.mark.parametrize("part", [";", "\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_as_spreadsheets_save_them_are_read(part: str, encoding: str) -> None:
    text = HEADER.replace(",", part) + part.join(["zalo", "z1", "Nguyễn Ơn", "", "", "", ""])
    (entry,) = read_people(text.replace("\n", "\r\n").encode(encoding), KNOWN).entries
    assert (entry.channel, entry.name) == ("zalo", "Nguyễn Ơn")


def test_a_file_in_an_old_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(BadSheet, match="Dòng 2"):
        old = "telegram,1,Nguyễn".encode("cp1258", "replace") + b"\xea\n"
        read_people(HEADER.encode() + old, KNOWN)


def workbook(*rows: Sequence[Any]) -> bytes:
    """A workbook of these rows, as Excel keeps them."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


COLUMNS = HEADER.strip().split(",")


def test_a_workbook_is_read_with_excels_habits() -> None:
    sheet = read_people(
        workbook(
            [*COLUMNS, None, ""],
            ["Telegram", 123456.0, " Nguyễn  Lan ", "VI", "tho-phu", "suc-khoe", None, None],
            [None] * 7,
            ["telegram", -1001234567890, datetime(2026, 11, 24, tzinfo=None)],  # noqa: DTZ001
            ["telegram", "77", True],
            ["", "  ", None],
        ),
        KNOWN,
    )
    assert [(e.line, e.external, e.name) for e in sheet.entries] == [
        (2, "123456", "Nguyễn Lan"), (4, "-1001234567890", "2026-11-24"), (5, "77", "TRUE"),
    ]  # fmt: skip
    assert sheet.rejected == ()


def test_a_bad_row_of_a_workbook_is_listed_with_its_line() -> None:
    sheet = read_people(
        workbook(
            COLUMNS,
            ["telegram", 12345.5],
            ["telegram", 12345678901234567890],
            ["telegram", "=1/0"],
            ["telegram", 8, "Lan", "vi", "tho-phu", "", "", "thừa"],
            ["telegram", 9],
            ["telegram", 9.0],
        ),
        KNOWN,
    )
    told = {one.line: one.why for one in sheet.rejected}
    assert [entry.external for entry in sheet.entries] == ["9"]
    assert sorted(told) == [2, 3, 4, 5, 7]
    assert "làm tròn" in told[3]


def test_a_formula_counts_as_its_value() -> None:
    data = workbook(COLUMNS, ["telegram", 5, "=1+1"])
    kept = rewritten(data, "xl/worksheets/sheet1.xml", "<v />", "<v>2</v>")
    (entry,) = read_people(kept, KNOWN).entries
    assert entry.name == "2"


def rewritten(data: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with other words in one part."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(made, "w") as file:
        for name in book.namelist():
            body = book.read(name)
            if name == part:
                assert old.encode() in body or old.encode().replace(b" ", b"") in body
                body = body.replace(old.encode(), new.encode())
                body = body.replace(old.encode().replace(b" ", b""), new.encode())
            file.writestr(name, body)
    return made.getvalue()


def zipped(**parts: bytes) -> bytes:
    """A zip that is no workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04 nothing more", "xlsx"),
        (zipped(a=b"x"), "xlsx"),
        (workbook(COLUMNS)[:-40], "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mật khẩu"),
        (zipped(bomb=b"0" * 401_000_000), "quá lớn"),
        (workbook(["channel", "naem"]), "naem"),
        (workbook([]), "dòng tiêu đề"),
        (rewritten(workbook(COLUMNS), "xl/worksheets/sheet1.xml", "</row>", "<row"), "xlsx"),
        (rewritten(workbook(COLUMNS), "xl/worksheets/sheet1.xml", "G1", "XFD1048576"), "quá lớn"),
    ],
    ids=["rest", "zip", "cut", "old", "bomb", "header", "empty", "broken", "far"],
)
def test_what_is_no_list_is_one_clear_line(data: bytes, what: str) -> None:
    with pytest.raises(BadSheet, match=what) as told:
        read_people(data, KNOWN)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("part", [";", "\t", ","])
def test_a_line_that_names_the_separator_is_no_header(part: str) -> None:
    (entry,) = read_sheet(
        f"sep={part}\n" + HEADER.replace(",", part) + f"zalo{part}z1" + part * 5
    ).entries
    assert (entry.external, entry.line) == ("z1", 3)


def test_a_csv_of_excel_with_blank_cells_at_the_end_is_read() -> None:
    sheet = read_sheet(
        "channel;contact;name;;;\ntelegram;123456.0;Lan;;;\n;;;;;\ntelegram;1,23E+11;Hoa;;;\n"
    )
    assert [entry.external for entry in sheet.entries] == ["123456"]
    assert [one.line for one in sheet.rejected] == [4]


def test_utf_16_without_its_mark_is_read() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        (entry,) = read_people((HEADER + "zalo,z1,Ơn,,,,").encode(encoding), KNOWN).entries
        assert entry.name == "Ơn"


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(rest: bytes) -> None:
    for data in (rest, b"PK\x03\x04" + rest):
        with contextlib.suppress(BadSheet):
            read_people(data, KNOWN)


def test_what_somebody_new_refused_before_is_kept(database: Database) -> None:
    def story(conn: Connection) -> None:
        text = "channel,contact,topics,opted_out,stopped_topics\ntelegram,1,,2026-11-24,suc-khoe\n"
        take(conn, text)
        one = found(conn, "1")
        assert one.opted_out_at == NOW
        assert topics.stopped(conn, one.id) == {"suc-khoe"}
        people.change(conn, one.id, opted_out_at=None)
        topics.forget(conn, one.id, "suc-khoe")
        assert take(conn, text)["updated"] == 0
        assert found(conn, "1").opted_out_at is None
        assert topics.stopped(conn, one.id) == set()

    database.write(story)


def test_of_two_contacts_of_one_person_the_first_line_counts(database: Database) -> None:
    def story(conn: Connection) -> list[Any]:
        lan, _, _ = people.meet(conn, "telegram", "1", name="Lan", origin="self", now=NOW)
        people.add_contact(conn, lan.id, "zalo", "z1", ground="", now=NOW)
        text = "channel,contact,name\ntelegram,1,Lan Anh\nzalo,z1,Lan B\n"
        return [take(conn, text, "") for _ in range(2)]

    once, again = database.write(story)
    assert (once["updated"], again["updated"]) == (1, 0)
    assert [one["line"] for one in again["rejected"]] == [3]


def test_who_imports_for_one_unit_touches_nobody_of_another(database: Database) -> None:
    def story(conn: Connection) -> None:
        take(conn, HEADER + "telegram,1,Lan,vi,an-nong,,\ntelegram,2,Hoa,vi,,,\n")
        ours = Ground("Danh sách", "tho-phu", frozenset({"tho-phu"}))
        text = (
            HEADER + "telegram,1,Khác,vi,,,\ntelegram,2,Hoa B,vi,tho-phu,,\ntelegram,3,Bình,,,,\n"
        )
        sheet = read_sheet(text)
        foreseen = foresee(conn, sheet, ground=ours, keys=KEYS, now=NOW)
        assert found(conn, "2").name == "Hoa"
        done = import_people(conn, sheet, ground=ours, keys=KEYS, now=NOW)
        assert done == foreseen
        assert (done["added"], done["updated"]) == (1, 1)
        assert [one["line"] for one in done["rejected"]] == [2]
        assert (found(conn, "1").name, found(conn, "3").unit) == ("Lan", "tho-phu")

    database.write(story)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    sheet = read_sheet(HEADER + text)
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


def test_a_role_may_name_its_office_once_and_for_all(database: Database) -> None:
    known = known_to(library(), NOW.date())
    text = HEADER + "email,an@xa.example.vn,An,vi,tan-ninh,,official:pkt-tho-phu\n"

    def story(conn: Connection) -> None:
        for _ in range(2):
            sheet = read_people(text.encode(), known)
            import_people(conn, sheet, ground=Ground("Danh sách"), keys=KEYS, now=NOW)
        (row,) = conn.execute(select(roles.c.role, roles.c.office, roles.c.unit)).all()
        assert tuple(row) == ("official", "pkt-tho-phu", "tho-phu")

    database.write(story)


@pytest.mark.parametrize("role", ["official:pkt-tho-phuu", "admin:pkt-tho-phu", "nguoi:x"])
def test_an_office_or_role_that_is_not_there_is_told(role: str) -> None:
    text = HEADER + f"email,an@xa.example.vn,An,vi,,,{role}\n"

    (bad,) = read_people(text.encode(), known_to(library(), NOW.date())).rejected

    assert role.split(":")[0] in bad.why or "pkt-tho-phu." in bad.why
