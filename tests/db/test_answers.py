"""Quick answers as kept, on both databases: the last one of each person counts."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from content.channel import Contact
from db import answers, outbox
from db.tables import campaign_answers, contacts, deliveries, people
from db.values import CampaignId, PersonId
from tests.crowd import NOW, Line, One, settle
from tests.databases import Database
from tests.pushes import campaign, for_campaign, later


def test_a_second_answer_takes_the_place_of_the_first(database: Database) -> None:
    def story(conn: Connection) -> None:
        ids = settle(conn, (One("Lan"), One("Bình")))
        number, other = campaign(conn), campaign(conn)
        answers.give(conn, number, ids["Lan"], "yes", NOW)
        answers.give(conn, number, ids["Bình"], "no", NOW)
        answers.give(conn, number, ids["Lan"], "no", later(60))
        answers.give(conn, other, ids["Lan"], "yes", NOW)

        assert answers.given(conn, number, ids["Lan"]) == "no"
        assert answers.given(conn, other, ids["Bình"]) == ""
        assert answers.counts(conn, number) == {"no": 2}
        assert answers.counts(conn, other) == {"yes": 1}

    database.write(story)


def test_who_is_erased_takes_the_answer_along(database: Database) -> None:
    def story(conn: Connection) -> None:
        ids = settle(conn, (One("Lan"),))
        answers.give(conn, campaign(conn), ids["Lan"], "yes", NOW)
        conn.execute(delete(people).where(people.c.id == ids["Lan"]))

        assert conn.execute(select(campaign_answers)).all() == []

    database.write(story)


def test_only_whom_the_message_reached_was_asked(database: Database) -> None:
    def story(conn: Connection) -> None:
        ids = settle(conn, (One("Lan", lines=(Line(), Line("web"))), One("Bình")))
        number = campaign(conn)
        external = contacts_of(conn, ids["Lan"])[0]
        outbox.queue(conn, [for_campaign(Contact(external, "telegram", "x"), number)])

        def asked(name: str, of: CampaignId = number) -> bool:
            return answers.variant_got(conn, of, ids[name]) is not None

        assert not asked("Lan")
        conn.execute(update(deliveries).values(state="sent"))
        assert asked("Lan")
        assert not asked("Bình")
        assert not asked("Lan", CampaignId(99))

    database.write(story)


def contacts_of(conn: Connection, person: PersonId) -> list[int]:
    """Somebody's contacts, oldest first."""
    of = select(contacts.c.id).where(contacts.c.person_id == person).order_by(contacts.c.id)
    return list(conn.scalars(of))
