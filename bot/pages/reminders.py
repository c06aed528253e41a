"""The days of a loan as a calendar file, under a code that only its person was shown. Like a push,
it says no sum and not what it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.calendars import Event, calendar
from content.wording import local, word
from db.reminders import Kept
from db.store import Store
from handlers import reminders
from handlers.scene import House

CLOSED = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
MORNING = timedelta(hours=7)


@dataclass(frozen=True, slots=True)
class Days:
    """Gives out calendars."""

    store: Store
    house: House
    clock: Callable[[], datetime]

    async def serve(self, request: web.Request) -> web.Response:
        """GET /repayments/{code}.ics; 404 for a code that opens nothing (any more)."""
        code = request.match_info["code"]
        kept = await self.store.read(reminders.opened, self.house, code)
        if kept is None:
            raise web.HTTPNotFound
        body = calendar(self.events(kept), word("reminders.calendar.name"), self.clock())
        answer = web.Response(body=body, content_type="text/calendar", charset="utf-8")
        answer.headers.update(CLOSED)
        return answer

    def events(self, kept: Kept) -> list[Event]:
        """Each day that is still to come, with an alarm as many days before as a push comes."""
        today = local(self.clock()).date()
        alarm = MORNING - timedelta(days=self.house.days_before)
        title, text = word("reminders.notice.title"), word("reminders.calendar.what")
        days = kept.reminder.due_days if kept.reminder else ()
        return [
            Event(f"repayment-{kept.id}-{day:%Y%m%d}@chung-tay", day, title, text, alarm)
            for day in days
            if day >= today
        ]


def routes(days: Days) -> list[web.RouteDef]:
    """Where calendars are found."""
    return [web.get("/repayments/{code:[a-z2-7]{26}}.ics", days.serve)]
