"""Replies as kept, on both databases: encrypted, unread first, gone in time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, delete, select, update

from content.audience import Is
from content.channel import Contact
from content.replies import KEPT_FOR, LISTENS_FOR, MOST
from db import answers, audience, outbox, pruning, replies
from db.audience import Aim
from db.cipher import Keys
from db.replies import PAGE, Load
from db.tables import campaign_replies, contacts, deliveries, people
from db.values import CampaignId, PersonId
from tests.crowd import NOW, PROVINCE, One, settle
from tests.databases import Database
from tests.pushes import KEYS, campaign, for_campaign, later
from tests.talk import library


def keep(conn: Connection, number: CampaignId, person: PersonId, text: str, after: int = 0) -> str:
    return replies.keep(conn, KEYS, number, person, text, later(after))


def texts(conn: Connection, number: CampaignId, page: int = 1) -> list[str]:
    return [one.text for one in replies.page(conn, KEYS, number, page)]


def push(conn: Connection, number: CampaignId, person: PersonId, **values: object) -> None:
    """A campaign sent to somebody."""
    contact = conn.scalars(select(contacts.c.id).where(contacts.c.person_id == person)).one()
    outbox.queue(conn, [for_campaign(Contact(contact, "telegram", "x"), number)])
    sent = dict(state="sent", finished_at=NOW) | values
    conn.execute(update(deliveries).where(deliveries.c.campaign_id == number).values(**sent))


def test_an_inbox_shows_the_unread_first_by_code_and_commune(database: Database) -> None:
    def story(conn: Connection) -> None:
        lan, mai = settle(conn, (One("Lan"), One("Mai", unit=None))).values()
        number = campaign(conn)
        push(conn, number, lan)
        for n, (person, text) in enumerate([(lan, "một"), (mai, "hai"), (lan, "ba")]):
            keep(conn, number, person, text, n)
        first = replies.page(conn, KEYS, number)[-1]

        assert replies.mark_read(conn, number, [first.id], lan, NOW) == 1
        assert replies.mark_read(conn, number, [first.id], mai, NOW) == 0
        assert replies.mark_read(conn, CampaignId(99), [first.id], mai, NOW) == 0
        assert texts(conn, number) == ["ba", "hai", "một"]
        assert (first.unit, first.channel, first.is_read) == ("tho-phu", "telegram", False)
        assert first.delivery > 0
        assert replies.page(conn, KEYS, number)[1].delivery == 0
        assert replies.load(conn, number) == Load(3, 2)
        assert replies.unread(conn) == {number: 2}
        assert replies.writers(conn, number) == 2
        assert [one.text for one in replies.after(conn, KEYS, number, first.id)] == ["hai", "ba"]

    database.write(story)


def test_an_empty_inbox_has_nothing(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = campaign(conn)
        assert texts(conn, number) == []
        assert replies.load(conn, number) == Load(0, 0)
        assert replies.unread(conn) == {}
        assert replies.mark_read(conn, number, [], None, NOW) == 0

    database.write(story)


def test_pages_hold_every_reply_once(database: Database) -> None:
    def story(conn: Connection) -> None:
        crowd = settle(conn, tuple(One(f"Người {n}") for n in range(PAGE + 1)))
        number = campaign(conn)
        for name, person in crowd.items():
            keep(conn, number, person, name)

        found = [*texts(conn, number), *texts(conn, number, 2), *texts(conn, number, 3)]
        assert sorted(found) == sorted(crowd)

    database.write(story)


def test_nothing_is_kept_twice_nor_without_end(database: Database) -> None:
    def story(conn: Connection) -> None:
        (lan,) = settle(conn, (One("Lan"),)).values()
        number, other = campaign(conn), campaign(conn)

        found = [keep(conn, number, lan, f"lời {n}") for n in range(MOST)]
        assert found == ["kept"] * MOST
        assert keep(conn, number, lan, "lời 0") == "twice"
        assert keep(conn, number, lan, "một lời nữa") == "full"
        assert keep(conn, other, lan, "lời 0") == "kept"

    database.write(story)


def test_another_key_reads_nothing_and_breaks_nothing(database: Database) -> None:
    def story(conn: Connection) -> None:
        (lan,) = settle(conn, (One("Lan"),)).values()
        number = campaign(conn)
        keep(conn, number, lan, "bí mật")

        assert [one.text for one in replies.page(conn, Keys(b"z" * 32), number)] == [""]

    database.write(story)


def test_replies_go_with_their_writer_and_after_ninety_days(database: Database) -> None:
    def story(conn: Connection) -> None:
        lan, mai = settle(conn, (One("Lan"), One("Mai"))).values()
        number = campaign(conn)
        keep(conn, number, lan, "của Lan")
        keep(conn, number, mai, "của Mai")
        conn.execute(delete(people).where(people.c.id == lan))
        assert texts(conn, number) == ["của Mai"]

        pruning.prune(conn, NOW + KEPT_FOR)
        assert len(conn.execute(select(campaign_replies)).all()) == 1
        done = pruning.prune(conn, NOW + KEPT_FOR + timedelta(seconds=1))
        assert done["campaign_replies"] == 1
        assert conn.execute(select(campaign_replies)).all() == []

    database.write(story)


def test_who_wrote_is_an_audience(database: Database) -> None:
    def story(conn: Connection) -> None:
        lan, mai, _ = settle(conn, (One("Lan"), One("Mai"), One("Bình"))).values()
        number = campaign(conn)
        keep(conn, number, lan, "lời")
        answers.give(conn, number, mai, "yes", NOW)

        def named(value: str) -> list[str]:
            aim = Aim(Is("answered", value), library().places, PROVINCE, NOW)
            return [one.name for one in audience.names(conn, aim)]

        assert named(f"{number}") == ["Lan", "Mai"]
        assert named(f"{number}=text") == ["Lan"]
        assert named(f"{number}=yes") == ["Mai"]
        assert named("99=text") == []

    database.write(story)


def test_the_last_campaign_is_the_one_that_arrived_last(database: Database) -> None:
    def story(conn: Connection) -> None:
        lan, mai = settle(conn, (One("Lan"), One("Mai"))).values()
        first, second, third = campaign(conn), campaign(conn), campaign(conn, act="recall")
        push(conn, second, lan, finished_at=NOW)
        push(conn, first, lan, finished_at=later(5))
        push(conn, third, lan, finished_at=later(9))
        since = NOW - LISTENS_FOR

        assert answers.last_got(conn, lan, since) == first
        assert answers.last_got(conn, lan, later(5)) is None
        assert answers.last_got(conn, mai, since) is None
        conn.execute(update(deliveries).values(state="queued"))
        assert answers.last_got(conn, lan, since) is None

    database.write(story)
