"""Who may enter: posts, units, sessions, the link into one's own chat, demo people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from sqlalchemy import select

from content.address import Address
from content.channel import Contact
from content.library.build import build
from content.library.library import Library
from content.screen import plain_text
from db import people
from db.cipher import Keys
from db.conversations import Standing
from db.tables import audit
from db.tables import people as people_rows
from handlers import demo, inviting, staff
from handlers.inviting import Wish
from handlers.scene import House, Operator, Scene
from handlers.staff import Actor, BadStaff, Post
from tests.databases import *  # noqa: F403

KEYS = Keys(b"k" * 32)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@cache
def library() -> Library:
    return build()


HOUSE = House(library, KEYS, Operator(), "https://chungtay.example.vn")


def link_token(conn: Any, *post: Any) -> str:
    return staff.staff_link(conn, HOUSE, Post(*post), 15, NOW).partition("token=")[2]


def enter(conn: Any, *post: Any) -> Actor:
    session = staff.open_session(conn, KEYS, link_token(conn, *post), 7, NOW)
    assert session
    found = staff.actor(conn, HOUSE, session, NOW)
    assert found
    return found[0]


def test_a_writer_of_an_office_is_bound_to_its_unit(sqlite_database: Any) -> None:
    actor = sqlite_database.write(enter, "Lan", "writer", "ubnd-tho-phu")

    assert (actor.name, actor.roles, actor.unit) == ("Lan", {"writer"}, "tho-phu")
    assert actor.offices == ("ubnd-tho-phu",)


@pytest.mark.parametrize(
    ("role", "office"),
    [("admin", "ubnd-tho-phu"), ("programme", "tinh"), ("writer", "tinh"), ("writer", None)],
)
def test_the_provinces_own_staff_see_the_province(
    sqlite_database: Any, role: str, office: str | None
) -> None:
    assert sqlite_database.write(enter, "Lan", role, office).unit == "thanh-hoa"


def test_one_name_in_one_office_is_one_person(sqlite_database: Any) -> None:
    def story(conn: Any) -> tuple[Any, ...]:
        first = enter(conn, "Lan", "writer", "ubnd-tho-phu")
        again = enter(conn, "Lan", "approver", "ubnd-tho-phu")
        other = enter(conn, "Lan", "writer", "ubnd-an-nong")
        return first.person == again.person, again.roles, first.person != other.person

    assert sqlite_database.write(story) == (True, {"writer", "approver"}, True)


@pytest.mark.parametrize(
    ("post", "told"),
    [
        (("Lan", "boss"), "no role 'boss'; use one of viewer, writer"),
        (("Lan", "writer", "ubnd-tho-fu"), "did you mean ubnd-tho-phu?"),
        ((" ", "writer"), "a name is needed"),
    ],
)
def test_a_post_that_does_not_exist_changes_nothing(
    sqlite_database: Any, post: tuple[str, ...], told: str
) -> None:
    with pytest.raises(BadStaff, match=told.replace("?", r"\?")):
        sqlite_database.write(link_token, *post)

    assert sqlite_database.read(lambda c: c.execute(select(people_rows)).all()) == []


def test_a_role_that_ended_is_held_no_more(sqlite_database: Any) -> None:
    def story(conn: Any) -> frozenset[str]:
        from sqlalchemy import update

        from db.tables import roles

        token = staff.open_session(conn, KEYS, link_token(conn, "Lan", "admin"), 7, NOW)
        conn.execute(update(roles).values(until=NOW))
        found = staff.actor(conn, HOUSE, token or "", NOW)
        assert found
        return found[0].roles | {found[0].unit}

    assert sqlite_database.write(story) == {""}


def test_an_administrator_ends_anybodys_session_others_their_own(sqlite_database: Any) -> None:
    def story(conn: Any) -> list[Any]:
        lan, hoa = enter(conn, "Lan", "writer"), enter(conn, "Hòa", "writer")
        boss = enter(conn, "Minh", "admin")
        return [
            staff.end_session(conn, lan, hoa.session, NOW),
            [one.id for one in staff.sessions_for(conn, lan, NOW)] == [lan.session],
            len(staff.sessions_for(conn, boss, NOW)),
            staff.end_session(conn, boss, hoa.session, NOW),
        ]

    assert sqlite_database.write(story) == [False, True, 3, True]


def test_changes_are_in_the_audit_log(sqlite_database: Any) -> None:
    def story(conn: Any) -> list[str]:
        lan = enter(conn, "Lan", "admin")
        inviting.make(conn, HOUSE, lan, Wish("tinh", "official", 1, 7), NOW)
        staff.end_session(conn, lan, lan.session, NOW)
        return list(conn.scalars(select(audit.c.action).order_by(audit.c.id)))

    assert sqlite_database.write(story) == ["give-role", "sign-in", "invite", "sign-out"]


def test_a_head_invites_only_into_their_office_and_only_below_them(sqlite_database: Any) -> None:
    head = sqlite_database.write(enter, "Lan", "head", "pkt-tho-phu")

    def wrong(office: str, role: str, uses: int = 1, days: int = 7) -> set[str]:
        return set(inviting.problems(HOUSE, head, Wish(office, role, uses, days), NOW))

    assert wrong("pkt-tho-phu", "official") == set()
    assert wrong("pkt-an-nong", "official") == {"office"}
    assert wrong("pkt-tho-phu", "programme") == {"role"}
    assert wrong("pkt-tho-phu", "official", uses=0, days=366) == {"uses", "days"}
    with pytest.raises(PermissionError):
        sqlite_database.write(
            inviting.make, HOUSE, head, Wish("pkt-an-nong", "official", 1, 7), NOW
        )


def scene(conn: Any, house: House = HOUSE) -> Scene:
    person, contact, _ = people.meet(conn, "web", "x", name="Lan", origin="self", now=NOW)
    return Scene(
        conn, house, house.library(), person, Contact(contact.id, "web", "x"), (), Standing(), NOW
    )


def test_a_link_sent_into_the_chat_is_good_for_fifteen_minutes_and_once(
    sqlite_database: Any,
) -> None:
    def story(conn: Any) -> list[Any]:
        reply = staff.send_link(scene(conn), Address.of("do", "console", "link"))
        url = reply.screens[-1].buttons[0].to
        start, _, token = url.partition("token=")
        late = NOW + timedelta(minutes=15)
        return [
            start,
            staff.open_session(conn, KEYS, token, 7, late),
            staff.open_session(conn, KEYS, token, 7, NOW) is not None,
            staff.open_session(conn, KEYS, token, 7, NOW),
        ]

    found = sqlite_database.write(story)

    assert found == ["https://chungtay.example.vn/sign-in?", None, True, None]


def test_without_https_the_link_is_written_out(sqlite_database: Any) -> None:
    def story(conn: Any) -> str:
        plain = replace(HOUSE, public_url="http://127.0.0.1:8080")
        reply = staff.send_link(scene(conn, plain), Address.of("do", "console", "link"))
        return plain_text(reply.screens[-1])

    lines = sqlite_database.write(story).splitlines()
    assert any(one.startswith("http://127.0.0.1:8080/sign-in?token=") for one in lines)


def test_without_an_address_of_the_console_no_link_is_made(sqlite_database: Any) -> None:
    def story(conn: Any) -> str:
        reply = staff.send_link(
            scene(conn, replace(HOUSE, public_url="")), Address.of("do", "console", "link")
        )
        return plain_text(reply.screens[-1])

    assert "token" not in sqlite_database.write(story)


def test_the_console_screen_offers_the_link(sqlite_database: Any) -> None:
    def story(conn: Any) -> list[str]:
        reply = staff.console(scene(conn), Address.of("console"))
        return [button.to for button in reply.screens[-1].buttons]

    assert sqlite_database.write(story)[0] == "do/console/link"


def test_demo_people_lose_session_and_roles_when_the_doors_close(sqlite_database: Any) -> None:
    def story(conn: Any) -> list[Any]:
        token = demo.writer(conn, HOUSE, "browser", NOW)
        demo.official(conn, HOUSE, "browser", NOW)
        before = staff.actor(conn, HOUSE, token, NOW)
        assert before
        demo.close(conn, NOW + timedelta(minutes=1))
        later = NOW + timedelta(minutes=2)
        return [
            before[0].demo,
            before[0].roles,
            staff.actor(conn, HOUSE, token, later),
            people.roles_of(conn, before[0].person, later),
        ]

    assert sqlite_database.write(story) == [True, {"writer", "official"}, None, ()]


def test_the_close_of_the_doors_leaves_real_staff_alone(sqlite_database: Any) -> None:
    def story(conn: Any) -> bool:
        token = staff.open_session(conn, KEYS, link_token(conn, "Lan", "writer"), 7, NOW)
        demo.close(conn, NOW + timedelta(minutes=1))
        found = staff.actor(conn, HOUSE, token or "", NOW + timedelta(minutes=2))
        return found is not None and found[0].roles == {"writer"}

    assert sqlite_database.write(story)


def test_the_demo_approver_is_another_person_than_the_writer(sqlite_database: Any) -> None:
    def story(conn: Any) -> list[Any]:
        tokens = [demo.writer(conn, HOUSE, "browser", NOW)]
        tokens += [demo.approver(conn, HOUSE, NOW) for _ in range(2)]
        found = [staff.actor(conn, HOUSE, token, NOW) for token in tokens]
        return [one[0].person for one in found if one]

    writer, approver, again = sqlite_database.write(story)

    assert writer != approver
    assert approver == again


def test_a_real_person_never_becomes_a_demo_official(sqlite_database: Any) -> None:
    def story(conn: Any) -> None:
        people.meet(conn, "web", "browser", name="", origin="self", now=NOW)
        demo.official(conn, HOUSE, "browser", NOW)

    with pytest.raises(PermissionError):
        sqlite_database.write(story)


def test_each_role_reaches_only_as_far_as_its_own_unit(sqlite_database: Any) -> None:
    def story(conn: Any) -> list[str]:
        actor = enter(conn, "Lan", "writer", "ubnd-tho-phu")
        people.give_role(conn, actor.person, "viewer", office="tinh", unit="thanh-hoa", now=NOW)
        token = staff.begin_session(conn, KEYS, actor.person, NOW + timedelta(days=1), NOW)
        found = staff.actor(conn, HOUSE, token, NOW)
        assert found
        kinds = ({"writer", "admin"}, {"viewer", "writer"}, {"approver"})
        return [found[0].within(frozenset(kind)) for kind in kinds]

    assert sqlite_database.write(story) == ["tho-phu", "thanh-hoa", ""]


def test_a_head_who_also_works_elsewhere_invites_only_where_they_lead(
    sqlite_database: Any,
) -> None:
    def story(conn: Any) -> list[str]:
        actor = enter(conn, "Lan", "head", "pkt-tho-phu")
        people.give_role(
            conn, actor.person, "official", office="ubnd-tho-phu", unit="tho-phu", now=NOW
        )
        token = staff.begin_session(conn, KEYS, actor.person, NOW + timedelta(days=1), NOW)
        found = staff.actor(conn, HOUSE, token, NOW)
        assert found
        return [office.slug for office in inviting.offices_for(HOUSE, found[0], NOW)]

    assert sqlite_database.write(story) == ["pkt-tho-phu"]
