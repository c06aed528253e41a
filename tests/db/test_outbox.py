"""The outbox on both databases: claimed once, checked when sent, never clobbered."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, event, text, update

from content.delivery import MOST_ATTEMPTS, Fate
from db import claims, deliveries, outbox, people, resends, suppressed, topics
from db.claims import Ask
from db.sources import Source
from db.store import Store
from db.tables import assignments, contacts
from db.values import ContactId
from tests.databases import Database
from tests.pushes import (
    KEYS,
    NOW,
    assignment,
    broadcast,
    campaign,
    deliver,
    for_campaign,
    later,
    ping,
    resident,
    set_campaign,
    states,
    take,
)


def test_a_double_key_is_left_alone(database: Database) -> None:
    def story(conn: Connection) -> tuple[int, int]:
        lan = resident(conn, "lan")
        return outbox.queue(conn, [ping(lan)]), outbox.queue(conn, [ping(lan), ping(lan, "b")])

    assert database.write(story) == (1, 1)


def test_a_push_goes_with_its_cause_or_not_at_all(database: Database) -> None:
    def cause(conn: Connection) -> None:
        outbox.queue(conn, [ping(resident(conn, "lan"))])
        raise RuntimeError("the cause failed")

    with pytest.raises(RuntimeError):
        database.write(cause)
    assert database.read(states) == []


def test_a_claimed_row_is_sending_under_its_process_and_then_sent(database: Database) -> None:
    def story(conn: Connection) -> list[str]:
        number = broadcast(conn, 1)
        seen = [states(conn)[0][0]]
        claimed = take(conn)
        seen.append(states(conn)[0][0])
        assert claimed.rows[0].campaign == number
        assert claimed.rows[0].contact.external == f"{number}-0"
        deliver(conn, claimed)
        return [*seen, states(conn)[0][0]]

    assert database.write(story) == ["queued", "sending", "sent"]


def test_what_is_not_due_waits(database: Database) -> None:
    def story(conn: Connection) -> list[int]:
        outbox.queue(conn, [ping(resident(conn, "lan"), not_before=later(10))])
        return [len(take(conn).rows), len(take(conn, now=later(10)).rows)]

    assert database.write(story) == [0, 1]


def test_an_opt_out_between_queueing_and_sending_is_obeyed(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        lan, hoa = resident(conn, "lan"), resident(conn, "hoa")
        outbox.queue(conn, [ping(lan), ping(hoa)])
        found = people.find_contact(conn, ContactId(lan.id))
        assert found
        people.change(conn, found[1], opted_out_at=NOW)
        assert [row.contact.external for row in take(conn).rows] == ["hoa"]
        return states(conn)

    assert database.write(story) == [("cancelled", "opted out"), ("sending", "")]


def test_a_topic_stopped_between_queueing_and_sending_is_obeyed(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        lan, hoa = resident(conn, "lan"), resident(conn, "hoa")
        about, other = campaign(conn, topic="y-te"), campaign(conn, topic="vay-von")
        outbox.queue(conn, [for_campaign(one, about) for one in (lan, hoa)])
        outbox.queue(conn, [for_campaign(lan, other), ping(lan, not_before=later(9))])
        found = people.find_contact(conn, ContactId(lan.id))
        assert found
        topics.stop(conn, found[1], "y-te", NOW)
        take(conn, per_chat=0)
        take(conn, per_chat=0, now=later(9))
        return states(conn)

    assert database.write(story) == [
        ("cancelled", "topic stopped"), ("sending", ""), ("sending", ""), ("sending", ""),
    ]  # fmt: skip


def test_who_was_erased_is_not_written_to_however_they_came_back(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        suppressed.suppress(conn, KEYS, "fake", "lan", NOW)
        outbox.queue(conn, [ping(resident(conn, "lan")), ping(resident(conn, "hoa"))])
        assert [row.contact.external for row in take(conn).rows] == ["hoa"]
        return states(conn)

    assert database.write(story) == [("cancelled", "erased"), ("sending", "")]


def test_the_unreachable_and_those_without_a_ground_get_nothing(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        lan, hoa = resident(conn, "lan"), resident(conn, "hoa", ground="")
        people.mark_unreachable(conn, ContactId(lan.id), "blocked")
        outbox.queue(conn, [ping(lan), ping(hoa)])
        assert take(conn).rows == ()
        return states(conn)

    expected = [("undeliverable", "blocked"), ("undeliverable", "no ground to write")]
    assert database.write(story) == expected


def test_what_has_expired_is_not_sent_late(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        outbox.queue(conn, [ping(resident(conn, "lan"), expires_at=later(5))])
        take(conn, now=later(5))
        return states(conn)

    assert database.write(story) == [("expired", "expired")]


def test_a_finished_duty_falls_silent(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        duty = assignment(conn)
        outbox.queue(conn, [ping(resident(conn, "lan"), assignment=duty)])
        conn.execute(update(assignments).values(state="done"))
        assert take(conn).rows == ()
        return states(conn)

    assert database.write(story) == [("cancelled", "duty finished")]


def test_a_duty_still_open_is_pinged(database: Database) -> None:
    def story(conn: Connection) -> int:
        outbox.queue(conn, [ping(resident(conn, "lan"), assignment=assignment(conn, "overdue"))])
        return len(take(conn).rows)

    assert database.write(story) == 1


def test_a_paused_campaign_stands_still_and_goes_on_when_resumed(database: Database) -> None:
    def story(conn: Connection) -> list[int]:
        number = broadcast(conn, 3)
        sizes = [len(take(conn, 1).rows)]
        set_campaign(conn, number, "paused")
        sizes.append(len(take(conn, now=later(2)).rows))
        set_campaign(conn, number, "running")
        return [*sizes, len(take(conn, now=later(2)).rows)]

    assert database.write(story) == [1, 0, 2]


def test_a_paused_campaign_does_not_stand_in_the_way_of_another(database: Database) -> None:
    def story(conn: Connection) -> int:
        broadcast(conn, 200, state="paused")
        broadcast(conn, 3)
        return len(take(conn, 10).rows)

    assert database.write(story) == 3


def test_two_campaigns_share_a_tick_and_pings_go_first(database: Database) -> None:
    def story(conn: Connection) -> list[int | None]:
        first, second = broadcast(conn, 20), broadcast(conn, 20)
        outbox.queue(conn, [ping(resident(conn, "lan"))])
        taken = [row.campaign for row in take(conn, 11).rows]
        assert taken[0] is None
        return [taken.count(first), taken.count(second)]

    assert database.write(story) == [5, 5]


def test_what_one_campaign_does_not_use_another_does(database: Database) -> None:
    def story(conn: Connection) -> int:
        broadcast(conn, 2)
        broadcast(conn, 20)
        return len(take(conn, 10).rows)

    assert database.write(story) == 10


def test_one_chat_gets_one_push_a_tick_and_one_a_second(database: Database) -> None:
    def story(conn: Connection) -> list[int]:
        lan = resident(conn, "lan")
        outbox.queue(conn, [ping(lan, "a"), ping(lan, "b"), ping(lan, "c")])
        moments = (0, 0.5, 1.1, 1.2, 2.3, 3.5)
        return [len(take(conn, now=later(at)).rows) for at in moments]

    assert database.write(story) == [1, 0, 1, 0, 1, 0]


def test_refused_for_good_ends_the_row_and_marks_the_contact(database: Database) -> None:
    def story(conn: Connection) -> str:
        lan = resident(conn, "lan")
        outbox.queue(conn, [ping(lan)])
        deliver(conn, take(conn), Fate("undeliverable", 1, "bot was blocked"))
        assert states(conn) == [("undeliverable", "bot was blocked")]
        return str(conn.scalar(contacts.select().with_only_columns(contacts.c.unreachable)))

    assert database.write(story) == "bot was blocked"


def test_a_postponed_row_waits_until_then(database: Database) -> None:
    def story(conn: Connection) -> list[int]:
        outbox.queue(conn, [ping(resident(conn, "lan"))])
        deliver(conn, take(conn), Fate("queued", 0, "slow down", not_before=later(60)))
        return [len(take(conn, now=later(59)).rows), len(take(conn, now=later(60)).rows)]

    assert database.write(story) == [0, 1]


def test_a_late_receipt_of_a_recovered_row_changes_nothing(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        broadcast(conn, 1)
        claimed = take(conn, process="dead")
        outbox.recover(conn, alive=["p2"], now=NOW)
        deliver(conn, claimed, process="dead")
        return states(conn)

    assert database.write(story) == [("unconfirmed", "interrupted")]


def test_a_late_receipt_does_not_clobber_who_sends_it_now(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        outbox.queue(conn, [ping(resident(conn, "lan"))])
        claimed = take(conn, process="dead")
        outbox.recover(conn, alive=["p2"], now=NOW)
        assert len(take(conn, process="p2", now=later(2)).rows) == 1
        deliver(conn, claimed, Fate("failed", 6, "late"), process="dead")
        return states(conn)

    assert database.write(story) == [("sending", "")]


def test_recovery_lists_campaigns_and_sends_pings_again(database: Database) -> None:
    def story(conn: Connection) -> dict[str, int]:
        broadcast(conn, 2)
        outbox.queue(conn, [ping(resident(conn, "lan"))])
        take(conn, process="dead")
        return outbox.recover(conn, alive=["p2"], now=NOW)

    assert database.write(story) == {"unconfirmed": 2, "queued": 1}


def test_recovery_leaves_the_rows_of_the_living(database: Database) -> None:
    def story(conn: Connection) -> dict[str, int]:
        broadcast(conn, 2)
        take(conn, process="p1")
        return outbox.recover(conn, alive=["p1"], now=NOW)

    assert database.write(story) == {}


def test_a_push_that_kills_its_sender_is_not_tried_for_ever(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        outbox.queue(conn, [ping(resident(conn, "lan"))])
        for turn in range(MOST_ATTEMPTS):
            assert len(take(conn, process="dead", now=later(turn * 9)).rows) == 1
            outbox.recover(conn, alive=[], now=later(turn * 9))
        return states(conn)

    assert database.write(story) == [("unconfirmed", "interrupted")]


def test_rows_claimed_without_knowing_are_given_back_at_no_cost(database: Database) -> None:
    def story(conn: Connection) -> tuple[int, list[tuple[str, str]]]:
        broadcast(conn, 3)
        known = take(conn, 1)
        take(conn, 2)
        back = outbox.give_back(conn, "fake", process="p1", in_air=[known.rows[0].id])
        return back, states(conn)

    assert database.write(story) == (2, [("sending", ""), ("queued", ""), ("queued", "")])


def test_cancelling_ends_the_queued_and_spares_what_is_in_the_air(database: Database) -> None:
    def story(conn: Connection) -> dict[str, int]:
        number = broadcast(conn, 5)
        take(conn, 2)
        assert deliveries.cancel(conn, number, reason="recalled", now=NOW, limit=2) == 2
        assert deliveries.cancel(conn, number, reason="recalled", now=NOW) == 1
        assert deliveries.is_open(conn, number)
        return {state: n for state, n in deliveries.counts(conn, number).items() if n}

    assert database.write(story) == {"sending": 2, "cancelled": 3}


def test_the_unconfirmed_are_named_and_sent_again_only_on_order(database: Database) -> None:
    def story(conn: Connection) -> list[str]:
        number = broadcast(conn, 2)
        deliver(conn, take(conn, 1), Fate("unconfirmed", 1, "time-out"))
        deliver(conn, take(conn, now=later(2)))
        names = [row.name for row in deliveries.listing(conn, number, "unconfirmed")]
        assert take(conn, now=later(4)).rows == ()
        assert resends.queue(conn, number, "unconfirmed", later(4)) == 1
        assert len(take(conn, now=later(4)).rows) == 1
        return names

    names = database.write(story)
    assert len(names) == 1
    assert names[0].startswith("Người ")


def test_counts_name_every_state(database: Database) -> None:
    counted = database.write(lambda conn: deliveries.counts(conn, campaign(conn)))
    assert counted == dict.fromkeys(
        ("queued", "sending", "sent", "undeliverable", "failed", "unconfirmed", "cancelled",
         "expired"), 0,
    )  # fmt: skip


def test_two_workers_never_claim_one_row_twice(database: Database) -> None:
    async def story(store: Store) -> list[int]:
        await store.write(broadcast, 300)
        taken: list[int] = []

        async def work(process: str) -> None:
            while True:
                ask = Ask("fake", process, 7, 1.0, NOW)
                claimed = await store.write(claims.claim, ask, KEYS)
                if not claimed.rows:
                    return
                taken.extend(row.id for row in claimed.rows)

        async with asyncio.TaskGroup() as group:
            for name in ("p1", "p2", "p3", "p4"):
                group.create_task(work(name))
        return taken

    taken = database.run(story)
    assert len(taken) == len(set(taken)) == 300


def test_two_workers_never_write_to_one_chat_at_once(database: Database) -> None:
    async def story(store: Store) -> int:
        def prepare(conn: Connection) -> None:
            lan = resident(conn, "lan")
            outbox.queue(conn, [ping(lan, f"k{n}") for n in range(20)])

        await store.write(prepare)
        asks = [Ask("fake", f"p{n}", 1, 1.0, NOW) for n in range(8)]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(store.write(claims.claim, ask, KEYS)) for ask in asks]
        return sum(len(task.result().rows) for task in tasks)

    assert database.run(story) == 1


def test_claims_are_served_by_the_index_of_due_rows(database: Database) -> None:
    def story(conn: Connection) -> list[str]:
        number = broadcast(conn, 400)
        if conn.dialect.name != "sqlite":
            conn.execute(text("ANALYZE"))
            conn.execute(text("SET LOCAL enable_seqscan = off"))  # 400 rows would be scanned
        ask = Ask("fake", "p1", 10, 1.0, NOW)
        sources = (Source(3, number), Source(3, number, "y-te"), Source(1))
        return [plan_of(conn, source, ask) for source in sources]

    for plan in database.write(story):
        assert "ix_deliveries_due" in plan
        assert "SCAN deliveries" not in plan


def plan_of(conn: Connection, source: Source, ask: Ask) -> str:
    """How the database would run a decision: caught as it goes to the driver, then explained."""
    caught: list[tuple[str, Any]] = []

    def catch(_c: Any, _cursor: Any, sql: str, parameters: Any, *_rest: Any) -> None:
        caught.append((sql, parameters))

    event.listen(conn, "before_cursor_execute", catch)
    savepoint = conn.begin_nested()
    claims.decide(conn, source, ask, 10)
    savepoint.rollback()
    event.remove(conn, "before_cursor_execute", catch)
    sql, parameters = next(pair for pair in caught if "UPDATE deliveries" in pair[0])
    word = "EXPLAIN QUERY PLAN " if conn.dialect.name == "sqlite" else "EXPLAIN "
    return "\n".join(str(row[-1]) for row in conn.exec_driver_sql(word + sql, parameters))


def test_a_clock_set_back_an_hour_keeps_no_chat_waiting(database: Database) -> None:
    def story(conn: Connection) -> list[int]:
        lan = resident(conn, "lan")
        taken = []
        for key, now in (("a", later(0)), ("b", later(-3600))):
            outbox.queue(conn, [ping(lan, key, not_before=now)])
            taken.append(len(take(conn, now=now).rows))
        return taken

    assert database.write(story) == [1, 1]
