"""A campaign that a channel's plan does not carry never starts, whoever orders it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from content.campaign_check import Rules
from content.campaigns import Draft
from content.channel import Limits
from db import usage
from handlers import campaign_console, campaign_today, campaigns, quotas
from handlers.campaigns import CampaignError, Order
from tests.crowd import PROVINCE, Line, One, keep, settle
from tests.databases import Database
from tests.fakes import FakeChannel
from tests.handlers.test_campaigns import DRAFT, got, refused
from tests.pushes import NOW, later
from tests.talk import library

ZALO = FakeChannel("zalo", Limits(2000, False, False, 5, 1, a_month=10))
RULES = Rules((ZALO,), opens=lambda _: True, approval_over=500)
OPERATOR = Order(None, PROVINCE, NOW)
CROWD = (
    One("Nguyễn Thị Lan", lines=(Line("zalo"),)),
    One("Lê Mai", lines=(Line("zalo"),)),
    One("Tâm"),
)


def test_it_is_refused_at_every_step_with_the_numbers(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, CROWD)
        usage.add(conn, "zalo", 9, NOW)
        number = campaigns.compose(conn, library(), DRAFT, OPERATOR)
        for order in (campaigns.submit, campaigns.approve, campaigns.start):
            error = refused(
                conn, lambda order=order: order(conn, library(), number, RULES, OPERATOR)
            )  # type: ignore[misc]  # lambda
            assert "Zalo chỉ còn 1 trong 10 tin của tháng, tin này cần 2. 1 người" in str(error)
        assert got(conn, number).state == "draft"
        assert len(campaigns.check(conn, library(), DRAFT, RULES, OPERATOR)) == 1

    database.write(story)


def test_what_fits_starts_and_then_leaves_no_room_for_another(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, CROWD)
        usage.add(conn, "zalo", 7, NOW)
        first, second = (campaigns.compose(conn, library(), DRAFT, OPERATOR) for _ in range(2))
        assert campaigns.start(conn, library(), first, RULES, OPERATOR) == 3
        with pytest.raises(CampaignError, match="chỉ còn 1"):
            campaigns.start(conn, library(), second, RULES, OPERATOR)
        campaigns.pause(conn, library(), first, OPERATOR)
        campaigns.resume(conn, library(), first, RULES, OPERATOR)  # its own rows are no obstacle

    database.write(story)


def test_next_month_has_a_plan_of_its_own_but_not_a_larger_one(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, CROWD)
        usage.add(conn, "zalo", 9, NOW)
        december = replace(DRAFT, at=later(20 * 24 * 3600))
        number = campaigns.compose(conn, library(), december, OPERATOR)
        campaigns.submit(conn, library(), number, RULES, OPERATOR)
        assert got(conn, number).state == "approved"
        with pytest.raises(CampaignError, match="chỉ còn 1"):
            campaigns.start(conn, library(), number, RULES, OPERATOR)  # now, whatever its hour
        for _ in range(9):
            keep(conn, One("Ai", lines=(Line("zalo"),)))
        with pytest.raises(CampaignError, match="chỉ còn 10"):
            campaigns.approve(conn, library(), number, RULES, OPERATOR)

    database.write(story)


def test_the_writer_sees_who_would_be_left_out_by_first_name(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, CROWD)
        usage.add(conn, "zalo", 9, NOW)
        found = campaign_console.reach(conn, library(), Draft("T", "x"), RULES, OPERATOR)
        assert [(one.channel, one.beyond) for one in found.short] == [("zalo", 1)]
        assert list(found.left_out) == ["Mai"]
        today = campaign_today.today(conn, library(), RULES, OPERATOR)
        assert [(one.sent, one.limit) for one in today.plans] == [(9, 10)]
        assert quotas.short(conn, library(), Draft("T", "x"), Rules(), OPERATOR) == []

    sqlite_database.write(story)
