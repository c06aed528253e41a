"""A draft as it can be kept, and what stands in the way of sending it: the looks that an order
takes before it changes anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from content import repetition
from content.audience import written
from content.campaign_check import Problem, Rules, problems, problems_of_variants
from content.campaigns import Draft, Variant
from content.library.library import Library
from content.variants import fitting, language_of
from db import audience, media
from db.store import Connection
from handlers import quotas
from handlers.campaign_figures import aimed, reach
from handlers.campaign_orders import CampaignError, Order, checked_tree, refuse_unknown_topic

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
MOST_BUTTONS = 20
FARTHEST_YEARS = 10
"""An hour farther away is a slip of the finger; at the ends of the calendar none can be reckoned
with."""


def tidied(conn: Connection, library: Library, draft: Draft, order: Order) -> Draft:
    """A draft as it can be kept; raises CampaignError for what no draft may be."""
    title = draft.title.replace("\0", "").strip()
    if not title or len(title) > LONGEST_TITLE:
        raise CampaignError("title", most=LONGEST_TITLE)
    text = tidied_text(draft.text)
    if len(draft.buttons) > MOST_BUTTONS:
        raise CampaignError("buttons", most=MOST_BUTTONS)
    refuse_far_hours(draft, order.now)
    draft = begun_on_its_first_day(draft)
    if draft.at and draft.not_later_than and draft.not_later_than <= draft.at:
        raise CampaignError("hours")
    if draft.urgent and draft.not_later_than is None:
        raise CampaignError("urgent_end")
    refuse_unknown_topic(library, draft.topic)
    refuse_unknown_file(conn, draft)
    normal = written(checked_tree(conn, library, draft.audience, order))
    variants = tidied_variants(draft)
    return replace(draft, title=title, text=text, audience=normal, variants=variants)


def tidied_text(text: str) -> str:
    """A text as it can be kept; raises CampaignError for none, or too long a one."""
    text = text.replace("\0", "").strip()
    if not text or len(text) > LONGEST_TEXT:
        raise CampaignError("text", most=LONGEST_TEXT)
    return text


def refuse_far_hours(draft: Draft, now: datetime) -> None:
    """Raise for an hour that no message is written for."""
    farthest = timedelta(days=366 * FARTHEST_YEARS)
    if any(abs(hour - now) > farthest for hour in (draft.at, draft.not_later_than) if hour):
        raise CampaignError("hours_far", years=FARTHEST_YEARS)


def refuse_unknown_file(conn: Connection, draft: Draft) -> None:
    """Raise for a file that is not kept, or is of another kind than the draft says."""
    if draft.media is None:
        return
    kept = media.find(conn, draft.media.file)
    if kept is None or kept.kind != draft.media.kind:
        raise CampaignError("media")


def tidied_variants(draft: Draft) -> tuple[Variant, ...]:
    """The variants as they can be kept; raises CampaignError for the first that cannot."""
    for problem in problems_of_variants(draft):
        raise CampaignError("variant", why=problem)
    tidy = tuple(replace(one, text=one.text.replace("\0", "").strip()) for one in draft.variants)
    if any(len(one.text) > LONGEST_TEXT for one in tidy):
        raise CampaignError("text", most=LONGEST_TEXT)
    return tidy


def begun_on_its_first_day(draft: Draft) -> Draft:
    """A repeating draft whose hour is its first day; raises CampaignError for a rule we do not
    take, or one without any day."""
    if not draft.repeat:
        return draft
    if draft.at is None:
        raise CampaignError("repeat_at")
    try:
        rule = repetition.tidied(draft.repeat)
        first = repetition.next_moment(rule, draft.at, draft.at, at_once=True)
    except repetition.RepetitionError:
        raise CampaignError("repeat", rule=draft.repeat) from None
    if first is None:
        raise CampaignError("repeat_never")
    return replace(draft, at=first, repeat=rule)


def check(
    conn: Connection, library: Library, draft: Draft, rules: Rules, order: Order
) -> list[str]:
    """What to mend, a sentence each; empty when it is ready."""
    return [one.sentence() for one in faults(conn, library, draft, rules, order)]


def faults(
    conn: Connection, library: Library, draft: Draft, rules: Rules, order: Order
) -> list[Problem]:
    """What to mend, in the draft and in whom it reaches."""
    found = list(problems(draft, rules, order.now))
    try:
        reached = reach(conn, library, draft, order, per_week=per_week(draft, rules))
    except CampaignError as error:
        return [*found, Problem(said=str(error))]
    if not reached.reachable:
        found.append(Problem("nobody", {"matched": reached.matched}, grave=False))
    found += quotas.problems(quotas.short(conn, library, draft, rules, order))
    return [*found, *unread(conn, library, draft, rules, order)]


def unread(
    conn: Connection, library: Library, draft: Draft, rules: Rules, order: Order
) -> Iterator[Problem]:
    """A language that people of the audience read and no text is written in. Only advice: in a
    storm a Vietnamese message is better than none, and most who chose another language read it."""
    aim = aimed(conn, library, draft, order, per_week=per_week(draft, rules))
    without: Counter[str] = Counter()
    for language, channel, count in audience.readers(conn, aim):
        if language_of(fitting(draft, language, channel)) != language:
            without[language] += count
    for language, count in without.items():
        yield Problem("unread", {"n": count, "reads": language}, grave=False, advice=True)


def per_week(draft: Draft, rules: Rules) -> int:
    """How many campaigns in seven days keep this one from a person; an urgent one reaches all."""
    return 0 if draft.urgent else rules.per_week
