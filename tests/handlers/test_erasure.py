"""Erasure leaves nothing: every table is walked for whatever told of somebody."""

from __future__ import annotations

from sqlalchemy import func, select, update

from content.channel import Contact
from db import inbox, messages, outbox, people, topics
from db.outbox import Push
from db.tables import audit, contacts, deliveries, metadata
from db.tables import inbox as updates
from db.tables import people as people_table
from db.values import ContactId, PersonId
from handlers.turn import Tap
from tests.kept import keep_everything
from tests.talk import Talk, World

ID = PersonId(1)


def full_life(world: World) -> Talk:
    """Somebody with a row in every table that can hold one of theirs."""
    lan = world.someone("Lan-4711", "web").says("chào").says("dừng nhận tin").says("bật tin")
    lan.turn(Tap("check"))
    lan.says("1")
    with world.work() as conn:
        people.give_role(conn, ID, "official", office="pkt-tho-phu", unit="tho-phu", now=world.now)
        people.give_role(conn, ID, "writer", office=None, unit="tho-phu", now=world.now)
        topics.follow(conn, ID, {"vay-von"})
        topics.stop(conn, ID, "y-te", world.now)
        here = Contact(1, "web", "Lan-4711")
        outbox.queue(conn, [Push("p", "ping", here, world.now, "{}", {"name": "Lan-4711"})])
        inbox.receive(conn, "web", [(1, "xin chào")], world.now)
        inbox.mark_handled(conn, 1, ContactId(1))
        keep_everything(conn, ID, world.house.keys)
    return lan


def erase(lan: Talk) -> None:
    """As they do it themselves."""
    reply = lan.turn(Tap("settings/erase"))
    assert lan.turn(Tap(reply.screens[-1].buttons[0].to)).erased


def test_nothing_tells_of_who_was_erased(world: World) -> None:
    lan = full_life(world)

    erase(lan)

    kept: dict[str, list[tuple[object, ...]]] = {}
    with world.work() as conn:
        for table in metadata.sorted_tables:
            kept[table.name] = [tuple(row) for row in conn.execute(select(table))]
        assert conn.scalars(select(updates.c.contact_id)).all() == [None]
        assert set(conn.scalars(select(audit.c.person_id))) <= {None, people.NOBODY}
    left = {name: rows for name, rows in kept.items() if rows}
    assert set(left) <= {"suppressed", "audit", "inbox"}
    assert "Lan" not in repr(left)
    assert "person:1" not in repr(left["audit"])


def test_the_number_of_who_was_erased_is_given_to_nobody_else(world: World) -> None:
    erase(full_life(world))

    world.someone("Hoa", "web").says("chào")

    with world.work() as conn:
        assert conn.scalar(select(func.min(people_table.c.id))) > ID
        assert conn.scalar(select(func.min(contacts.c.id))) > 1
        hoa = Contact(2, "web", "Hoa")
        outbox.queue(conn, [Push("q", "ping", hoa, world.now)])
        assert conn.scalar(select(func.min(deliveries.c.id))) > 1


def test_what_staff_did_stays_done_by_nobody(world: World) -> None:
    lan = full_life(world)
    with world.work() as conn:
        conn.execute(update(audit).values(subject="campaign:7", person_id=ID))

    erase(lan)

    with world.work() as conn:
        done = select(audit.c.person_id).where(audit.c.subject == "campaign:7")
        assert set(conn.scalars(done)) == {people.NOBODY}


def test_answers_stand_nowhere_but_in_encrypted_columns(world: World) -> None:
    lan = world.someone("Lan", "web").says("chào")
    lan.turn(Tap("check/loans"))
    for _ in range(20):
        screen = lan.reply.screens[-1]  # type: ignore[union-attr]  # they were just answered
        if screen.address != "check":
            break
        lan.turn(Tap(screen.buttons[0].to))

    answers = lan.turn(Tap("check/answers")).screens[-1]

    said = [button.label for button in answers.buttons if "change" in button.to]
    assert len(said) > 3
    with world.work() as conn:
        kept = repr([list(conn.execute(select(table))) for table in metadata.sorted_tables])
    assert [label for label in said if label in kept] == []
    change = answers.buttons[1]
    assert lan.says("2").at == "check"
    lan.turn(Tap("home"))
    with world.work() as conn:
        bubbles = messages.latest(conn, world.house.keys, ContactId(1))
    assert [one for one in bubbles if change.label in one.said] == []
