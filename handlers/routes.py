"""Every address and what answers it: one literal table. Features meet here, not by import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from content.address import Address
from content.library.library import Library
from handlers import (
    channels,
    checks,
    circumstances,
    doors,
    duties,
    eligibility,
    explainers,
    figures,
    finding,
    helping,
    invitations,
    kept,
    kindness,
    kits,
    members,
    personal_data,
    polls,
    received,
    reminders,
    repayments,
    replies,
    results,
    saved,
    settings,
    staff,
    stories,
    topics,
    unreached,
    welcome,
)
from handlers.scene import Scene
from handlers.turn import Reply

Handler = Callable[[Scene, Address], Reply]

ANYONE = frozenset({"resident"})
CONSOLE = frozenset(staff.ROLES)
OFFICIALS = welcome.OFFICIAL_ROLES


@dataclass(frozen=True, slots=True)
class Route:
    """``pattern``: ``*`` stands for one segment. ``who``: one of these roles must be held."""

    pattern: str
    handler: Handler
    who: frozenset[str] = ANYONE

    def takes(self, address: Address) -> bool:
        """True when the address fits the pattern."""
        parts = self.pattern.split("/")
        return len(parts) == len(address.segments) and all(
            part in ("*", segment) for part, segment in zip(parts, address.segments, strict=True)
        )


ROUTES: tuple[Route, ...] = (
    # what we are
    Route("home", welcome.home),
    Route("about", welcome.about),
    Route("contact", welcome.contact),
    Route("kind/*", kindness.kind_words),
    # policies, stories
    Route("topics", explainers.topics),
    Route("topics/*", explainers.group),
    Route("explainer/*", explainers.explainer),
    Route("explainer/*/*", explainers.door),
    Route("stories", stories.every),
    Route("story/*", stories.story),
    # the check
    Route("check", doors.check),
    Route("check/doors", doors.doors),
    Route("check/loans", eligibility.loans),
    Route("check/supports", eligibility.supports),
    Route("check/causes", circumstances.causes),
    Route("check/cause/*", circumstances.cause),
    Route("check/find", finding.find),
    Route("check/members", members.show),
    Route("check/programme/*", eligibility.programme),
    Route("check/why/*", eligibility.why),
    Route("check/result", results.result),
    Route("check/result/*", results.kind),
    Route("check/result/*/*", results.kind),
    Route("check/verdict/*", results.verdict),
    Route("check/verdict/*/*", results.verdict),
    Route("check/ahead/*", results.later),
    Route("check/ahead/*/*", results.later),
    Route("check/guide/*", results.guide),
    Route("check/guide/*/*", results.guide),
    Route("check/answers", eligibility.answers),
    Route("check/answers/*", eligibility.answers),
    Route("check/later", eligibility.later),
    Route("do/check/start", eligibility.start),
    Route("do/check/start/*", eligibility.programme),
    Route("do/check/start/cause/*", eligibility.cause),
    Route("do/check/member/*", members.add),
    Route("do/check/member/drop/*", members.drop),
    Route("do/check/members/done", members.done),
    Route("do/check/answer/*/*", eligibility.answer),
    Route("do/check/back", eligibility.back),
    Route("do/check/change/*", eligibility.change),
    Route("do/check/later", eligibility.later),
    # what a loan costs
    Route("loan", repayments.loans),
    Route("loan/*", repayments.loan),
    Route("loan/*/*", repayments.loan),
    Route("loan/*/*/*", repayments.loan),
    Route("loan/*/*/*/*", repayments.loan),
    Route("loan/*/*/*/*/*", repayments.loan),
    # checks that they keep
    Route("check/keep", kept.offer),
    Route("do/check/keep", checks.keep),
    Route("do/check/keep/*", checks.keep),
    Route("checks", kept.every),
    Route("checks/*", kept.one),
    Route("checks/*/changed", kept.changed),
    Route("do/checks/tell/*", checks.tell),
    Route("do/checks/hush/*", checks.hush),
    Route("do/checks/ask/*", checks.ask),
    Route("do/checks/spare/*", checks.spare),
    Route("do/checks/public/*", checks.make_public),
    Route("do/checks/forget/*", checks.forget),
    Route("do/checks/use/*", checks.use),
    Route("do/checks/drop/*", checks.drop),
    Route("check/paper", checks.after_paper),
    Route("do/checks/print/*", checks.print_out),
    Route("do/checks/void/*", checks.void),
    Route("checks/*/received", received.question),
    Route("do/received/*/*/*", received.answer),
    Route("saved", saved.again),
    Route("saved/*", saved.saved),
    # being reminded of its days
    Route("remind/*/*/*", reminders.ask),
    Route("repayments", reminders.every),
    Route("do/remind/*/*/*/*", reminders.remind),
    Route("do/repayments/calendar/*", reminders.calendar),
    Route("do/repayments/stop/*", reminders.stop),
    # a check or a question for somebody else
    Route("helping", helping.door, OFFICIALS),
    Route("helping/ask", helping.ask, OFFICIALS),
    Route("helping/done", helping.done, OFFICIALS),
    Route("do/helping/check", helping.check, OFFICIALS),
    Route("do/helping/done", helping.done, OFFICIALS),
    # the question of a campaign
    Route("poll/*", polls.question),
    Route("poll/*/write", replies.write),
    Route("poll/*/passed", replies.passed),
    Route("do/answer/*/*", polls.answer),
    # a text to paste into the group of a village
    Route("kit/*", kits.kit),
    Route("kit/*/posted", kits.thanked),
    Route("do/kit/*", kits.posted),
    # one's own settings and data
    Route("settings", settings.settings),
    Route("settings/stop", settings.ask_to_stop),
    Route("settings/language", settings.languages),
    Route("settings/commune", settings.communes),
    Route("settings/topics", topics.every),
    Route("settings/topics/*", topics.one),
    Route("settings/channels", channels.channels),
    Route("settings/channels/code", channels.code),
    Route("do/channel/*/*", channels.change),
    Route("settings/data", personal_data.data),
    Route("settings/export", personal_data.export),
    Route("settings/erase", personal_data.ask_to_erase),
    Route("do/stop", settings.stop),
    Route("do/stop/here", channels.stop_here),
    Route("do/start", settings.start),
    Route("do/language/*", settings.set_language),
    Route("do/commune/*", settings.set_commune),
    Route("do/topic/*", topics.toggle),
    Route("do/topic/stop/*", topics.stop),
    Route("do/topic/start/*", topics.start),
    Route("do/erase", personal_data.erase),
    # whom campaigns did not reach, for a visit
    Route("unreached", unreached.latest, OFFICIALS),
    Route("unreached/*", unreached.of_campaign, OFFICIALS),
    # what campaigns came to, with a chart
    Route("figures", figures.of_weeks, staff.READERS),
    Route("figures/*", figures.of_campaign, staff.READERS),
    # the console's door for staff
    Route("console", staff.console, CONSOLE),
    Route("do/console/link", staff.send_link, CONSOLE),
    # joining an office, and its duties
    Route("join/*", invitations.offered),
    Route("do/join/*", invitations.join),
    Route("tasks", duties.tasks, OFFICIALS),
    Route("duty/*", duties.duty, OFFICIALS),
    Route("duty/*/snooze", duties.snooze_choices, OFFICIALS),
    Route("do/duty/done/*", duties.finish, OFFICIALS),
    Route("do/duty/ack/*", duties.acknowledge, OFFICIALS),
    Route("do/duty/snooze/*/*", duties.snooze, OFFICIALS),
)


def follow(scene: Scene, address: Address) -> Reply:
    """The answer to an address; a kind word where there is none or it is not theirs."""
    for route in ROUTES:
        if route.takes(address):
            if route.who & scene.role_names:
                return route.handler(scene, address)
            return welcome.not_yours(scene)
    return welcome.lost(scene)


def opens(library: Library, address: Address) -> bool:
    """Whether an address leads anyone to a screen of today: what a broadcast may link to."""
    if address.is_act:
        return False
    named = {
        "kind": kindness.MORE,
        "explainer": library.explainers,
        "story": {story.slug for story in library.shown_stories()},
        "loan": {one.slug for one in library.programmes if one.kind == "loan"},
        "topics": {shelf.key for shelf in library.shelves()},
        "saved": frozenset(),  # a key of whoever printed it
        "kit": frozenset(),  # whoever got one opens it
        "poll": frozenset(),  # a campaign's own answers lead there, nobody else's words
    }
    known = named.get(address.head)
    if known is not None and len(address.segments) > 1 and address.segments[1] not in known:
        return False
    return any(route.takes(address) and route.who is ANYONE for route in ROUTES)
