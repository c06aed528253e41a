"""Who goes first, who waits how long, and who is held back: on both databases."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from content.delivery import Fate, Urgency
from db import outbox
from db.claims import Held
from db.tables import contacts, deliveries
from db.values import CampaignId
from tests.databases import Database
from tests.pushes import (
    broadcast,
    campaign,
    deliver,
    for_campaign,
    later,
    ping,
    resident,
    states,
    take,
)


def storm(conn: Connection, people: int) -> CampaignId:
    """A campaign of the urgent class."""
    number = broadcast(conn, people)
    mine = deliveries.c.campaign_id == number
    conn.execute(update(deliveries).where(mine).values(urgency=int(Urgency.URGENT)))
    return number


def test_urgent_goes_before_pings_and_these_before_notices_and_campaigns(
    database: Database,
) -> None:
    def story(conn: Connection) -> list[str]:
        tin, bao = broadcast(conn, 2), storm(conn, 2)
        notice = ping(resident(conn, "notice"), urgency=Urgency.NOTICE)
        outbox.queue(conn, [notice, ping(resident(conn, "ping"))])
        names = {tin: "campaign", bao: "urgent"}
        found = [take(conn, 1, turn=turn).rows[0] for turn in range(6)]
        return [names[row.campaign] if row.campaign else row.contact.external for row in found]

    order = ["urgent", "urgent", "ping", "notice", "campaign", "campaign"]
    assert database.write(story) == order


def test_two_campaigns_share_equally_whatever_a_tick_holds(database: Database) -> None:
    def story(conn: Connection, limit: int) -> list[int]:
        numbers = [broadcast(conn, 60) for _ in range(2)]
        rows = [row.campaign for turn in range(12) for row in take(conn, limit, turn=turn).rows]
        shares = [rows.count(number) for number in numbers]
        for number in numbers:
            outbox_of = deliveries.c.campaign_id == number
            conn.execute(update(deliveries).where(outbox_of).values(state="cancelled"))
        return shares

    for limit in (1, 3, 4):
        assert database.write(story, limit) == [limit * 6, limit * 6]


def test_what_is_less_urgent_goes_while_all_that_is_urgent_waits_for_one_chat(
    database: Database,
) -> None:
    def story(conn: Connection) -> list[str]:
        lan, number = resident(conn, "lan"), campaign(conn)
        many = [
            for_campaign(lan, number, key=f"storm/{n}", urgency=Urgency.URGENT) for n in range(50)
        ]
        outbox.queue(conn, [*many, ping(resident(conn, "hoa"))])
        return [row.contact.external for row in take(conn, 3).rows]

    assert database.write(story) == ["lan", "hoa"]


def test_a_group_waits_three_seconds_and_a_person_one(database: Database) -> None:
    def story(conn: Connection) -> list[list[str]]:
        chats = [resident(conn, "-100"), resident(conn, "lan")]
        outbox.queue(conn, [ping(chat, f"{chat.id}/{n}") for chat in chats for n in range(4)])
        found = []
        for tick in range(70):
            claimed = take(conn, now=later(tick / 10), per_group=3.0)
            found += [(row.contact.external, tick / 10) for row in claimed.rows]
        return [[f"{at:.0f}" for name, at in found if name == who] for who in ("-100", "lan")]

    group, person = database.write(story)
    assert group == ["0", "3", "6"]
    assert person == ["0", "1", "2", "3"]


def test_what_is_not_urgent_can_be_held_back(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[int, int]]:
        storm(conn, 3)
        broadcast(conn, 3)
        outbox.queue(conn, [ping(resident(conn, "lan"))])
        found = [take(conn, 2, held=Held(calm=0))]
        found += [take(conn, 9, held=Held(calm=calm)) for calm in (0, 2, 9)]
        return [(len(claimed.rows), claimed.calm) for claimed in found]

    assert database.write(story) == [(2, 0), (1, 0), (2, 2), (2, 2)]


def test_what_is_not_paid_for_can_be_held_back(database: Database) -> None:
    def story(conn: Connection) -> list[list[str]]:
        kinds = []
        outbox.queue(conn, [ping(resident(conn, f"p{n}")) for n in range(3)])
        broadcast(conn, 3)
        broadcast(conn, 3, act="correct")
        for unpaid in (0, 4, 9):
            claimed = take(conn, 9, held=Held(unpaid=unpaid))
            kinds.append([row.campaign or 0 for row in claimed.rows])
            assert claimed.unpaid <= unpaid
        return kinds

    free, some, rest = database.write(story)
    assert len(free) == 3 and len(set(free)) == 1 and 0 not in free
    assert some.count(0) == 3 and len(some) == 4
    assert len(rest) == 2 and not set(rest) & {0, *free}


def test_a_chat_that_moved_is_written_to_at_its_new_id(database: Database) -> None:
    def story(conn: Connection) -> list[str]:
        group = resident(conn, "-7")
        outbox.queue(conn, [ping(group, key) for key in ("a", "b")])
        deliver(conn, take(conn), Fate("sent", 0, message="m", moved="-1007"))
        return [row.contact.external for row in take(conn, now=later(5)).rows]

    assert database.write(story) == ["-1007"]


def test_a_chat_that_moved_to_one_we_know_is_over(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        resident(conn, "-1007")
        outbox.queue(conn, [ping(resident(conn, "-7"))])
        deliver(conn, take(conn), Fate("sent", 0, message="m", moved="-1007"))
        assert states(conn) == [("sent", "")]
        found = conn.execute(
            select(contacts.c.external, contacts.c.unreachable).order_by(contacts.c.id)
        )
        return [(row.external, row.unreachable) for row in found]

    assert database.write(story) == [("-1007", ""), ("-7", "moved to -1007")]
