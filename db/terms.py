"""What each term of an audience means in rows of people and their contacts.

``contacts`` is the one contact that counts of a person (db/audience.py joins it), or NULL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, and_, func, not_, or_, true

from content.audience import All, Both, Either, Is, Not, Tree
from content.polls import TEXT
from db.aims import Aim, has, held
from db.reachability import rank
from db.tables import campaign_answers, campaign_replies, contacts, people, roles, topics
from db.topics import FOLLOWED, has_stopped

RESIDENT = "resident"


def condition(tree: Tree, aim: Aim) -> ColumnElement[bool]:
    """A tree as a condition that is never NULL, so that *not* is exactly everyone else."""
    match tree:
        case All():
            return true()
        case Not(part):
            return not_(condition(part, aim))
        case Both(parts):
            return and_(*(condition(part, aim) for part in parts))
        case Either(parts):
            return or_(*(condition(part, aim) for part in parts))
        case Is(key, value):
            return TERMS[key](value, aim)


def has_role(value: str, aim: Aim) -> ColumnElement[bool]:
    """Holders of a role now. Residents are those who hold no other: who writes to *residents*
    does not mean the officials too."""
    if value == RESIDENT:
        return not_(has(roles, roles.c.role != RESIDENT, held(aim.now)))
    return has(roles, roles.c.role == value, held(aim.now))


def in_unit(value: str, aim: Aim) -> ColumnElement[bool]:
    """People of a unit."""
    return aim.within(value)


def follows(value: str, _aim: Aim) -> ColumnElement[bool]:
    """Who follows a topic, or has chosen none and not stopped this one: choosing none means all, as
    people are told."""
    chose_none = and_(not_(has(topics, FOLLOWED)), not_(has_stopped(value)))
    return or_(has(topics, topics.c.topic == value, FOLLOWED), chose_none)


def in_office(value: str, aim: Aim) -> ColumnElement[bool]:
    """Who acts for an office."""
    return has(roles, roles.c.office == value, held(aim.now))


def on_channel(value: str, _aim: Aim) -> ColumnElement[bool]:
    """Whose one contact is on a channel."""
    return func.coalesce(contacts.c.channel, "") == value


def speaks(value: str, _aim: Aim) -> ColumnElement[bool]:
    """Who reads a language."""
    return people.c.language == value


def answered(value: str, _aim: Aim) -> ColumnElement[bool]:
    """Who answered a campaign (``42``), gave one answer to it (``42=yes``), or wrote to it in their
    own words (``42=text``), which counts as an answer too."""
    number, _, answer = value.partition("=")
    wrote = has(campaign_replies, campaign_replies.c.campaign_id == int(number))
    if answer == TEXT:
        return wrote
    gave = campaign_answers.c.answer == answer if answer else true()
    chose = has(campaign_answers, campaign_answers.c.campaign_id == int(number), gave)
    return chose if answer else or_(chose, wrote)


def is_unreachable(_value: str, aim: Aim) -> ColumnElement[bool]:
    """Who cannot be told on any channel, whether or not they want to be."""
    return or_(contacts.c.id.is_(None), rank(aim.now) == 2)


TERMS: Mapping[str, Callable[[str, Aim], ColumnElement[bool]]] = {
    "role": has_role,
    "unit": in_unit,
    "topic": follows,
    "office": in_office,
    "channel": on_channel,
    "language": speaks,
    "answered": answered,
    "unreachable": is_unreachable,
}
