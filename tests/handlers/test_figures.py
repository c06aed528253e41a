"""What campaigns came to, in a chat: words and a chart, for those who may see it."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import update

from bot.pages.chart import photo_of
from content.campaign_check import Rules
from content.campaigns import Draft
from content.chart import Chart
from content.media import File
from content.screen import Media, from_json
from db import media, messages, people
from db.cipher import Keys
from db.people import find_by_external
from db.store import Connection, Store
from db.tables import deliveries
from db.values import ContactId
from handlers import campaigns
from handlers.campaign_orders import Order
from handlers.conversation import Conversation
from handlers.scene import House, Operator
from handlers.turn import Reply, Tap, Turn
from tests.databases import *  # noqa: F403  (fixtures)
from tests.databases import Database
from tests.talk import MORNING, World, library

PROVINCE, TITLE = "thanh-hoa", "Rà soát hộ nghèo"


def told(conn: Connection, unit: str = PROVINCE) -> None:
    """A campaign that reached six people; four of them pressed its button."""
    for n in range(6):
        meet(conn, f"Phú {n}", "telegram")
    order = Order(None, unit, MORNING)
    number = campaigns.compose(conn, library(), Draft(TITLE, "Chào!"), order)
    campaigns.start(conn, library(), number, Rules(opens=lambda _: True), order)
    conn.execute(update(deliveries).values(state="sent", finished_at=MORNING))
    conn.execute(update(deliveries).where(deliveries.c.id < 5).values(tapped_at=MORNING))


def meet(conn: Connection, name: str, channel: str, role: str = "", unit: str = "tho-phu") -> None:
    person, _, _ = people.meet(conn, channel, name, name=name, origin="self", now=MORNING)
    people.change(conn, person.id, unit="tho-phu")
    if role:
        people.give_role(conn, person.id, role, office=None, unit=unit, now=MORNING)


@pytest.mark.parametrize("role", ["viewer", "writer", "approver", "head", "programme", "admin"])
def test_staff_are_led_from_the_console_to_the_figures_of_a_campaign(
    world: World, role: str
) -> None:
    world.does(told)
    world.does(meet, "Tâm", "terminal", role, PROVINCE)

    tam = world.someone("Tâm").says("menu").taps("console").presses("Số liệu")
    assert "da gui: 6" in tam.sees
    assert tam.button(TITLE).hint == "Đã gửi: 6"
    tam.presses(TITLE)

    assert tam.at == "figures/1"
    assert "da bam: 4" in tam.sees
    assert tam.presses("Từng tin gần đây").at == "figures"


@pytest.mark.parametrize("address", ["figures/2", "figures/x", "figures/" + "9" * 40])
def test_a_campaign_that_is_not_there_is_lost_kindly(world: World, address: str) -> None:
    world.does(meet, "Tâm", "terminal", "viewer", PROVINCE)
    assert world.someone("Tâm").taps(address).at == "lost"


def test_figures_of_another_commune_are_nobodys_business(world: World) -> None:
    world.does(told, "an-nong")
    world.does(meet, "Tâm", "terminal", "viewer", "tho-phu")

    assert world.someone("Tâm").taps("figures/1").at == "lost"
    assert TITLE not in str(world.someone("Tâm").taps("figures").screens)


@pytest.mark.parametrize("role", ["", "official"])
def test_others_are_not_shown_figures(world: World, role: str) -> None:
    world.does(told)
    world.does(meet, "Lan", "terminal", role, PROVINCE)

    assert "danh cho can bo" in world.someone("Lan").says("menu").taps("figures/1").sees


def house(draw: object) -> House:
    return replace(House(library, Keys(b"k" * 32), Operator()), draw=draw)  # type: ignore[arg-type]


def test_a_chart_is_drawn_while_others_write_and_is_kept(database: Database) -> None:
    threads: list[str] = []

    async def story(store: Store) -> tuple[Reply | None, Media | None, bytes | None, int]:
        def draw(chart: Chart) -> File:
            threads.append(threading.current_thread().name)
            return photo_of(chart)

        await store.write(told)
        await store.write(meet, "Tâm", "web", "viewer", PROVINCE)
        turn = Turn("web", "Tâm", Tap("figures/1"), MORNING)
        reply = await Conversation(store, house(draw), lambda: MORNING).converse(turn)
        contact = await store.read(find_by_external, "web", "Tâm")
        assert contact
        kept = await store.read(
            messages.latest, Keys(b"k" * 32), ContactId(contact.id), limit=9, after=0
        )
        shown = [from_json(one.screen).media for one in kept if one.screen]
        file = shown[-1].file if shown[-1] else ""
        return reply, shown[-1], await store.read(media.body, file), len(kept)

    reply, shown, body, bubbles = database.run(story)

    assert reply
    assert reply.screens[-1].media == shown
    assert shown
    assert shown.kind == "photo"
    assert shown.name.startswith(f"{TITLE}. Đã gửi 6")
    assert body
    assert body.startswith(b"\x89PNG")
    assert threads != [threading.main_thread().name]
    assert len(threads) == 1
    assert bubbles == 2  # the greeting and the figures: nothing of the undone turn is left


def test_the_present_screen_is_drawn_again_with_its_chart(sqlite_database: Database) -> None:
    async def story(store: Store) -> Reply | None:
        await store.write(told)
        await store.write(meet, "Tâm", "telegram", "viewer", PROVINCE)
        talk = Conversation(store, house(photo_of), lambda: MORNING)
        first = await talk.converse(Turn("telegram", "Tâm", Tap("figures"), MORNING))
        assert first
        assert first.contact
        return await talk.redraw(ContactId(first.contact.id))

    again = sqlite_database.run(story)

    assert again
    assert again.screens[-1].address == "figures"
    assert again.screens[-1].media


def test_when_drawing_fails_the_words_go_alone(sqlite_database: Database) -> None:
    async def story(store: Store) -> Reply | None:
        await store.write(told)
        await store.write(meet, "Tâm", "telegram", "viewer", PROVINCE)
        turn = Turn("telegram", "Tâm", Tap("figures/1"), MORNING)
        return await Conversation(store, house(broken), lambda: MORNING).converse(turn)

    reply = sqlite_database.run(story)

    assert reply
    assert reply.screens[-1].address == "figures/1"
    assert reply.screens[-1].media is None


def broken(_chart: Chart) -> File:
    raise MemoryError
