"""Every table over one metadata, a module a feature; moments are UTC, screens and lists JSON."""

from __future__ import annotations

from db.tables.base import metadata
from db.tables.broadcasts import campaign_answers, campaign_replies, campaigns, media, media_copies
from db.tables.duties import assignments, pings, snoozes
from db.tables.keeping import checks, received, repayments, requests
from db.tables.persons import contacts, joining_codes, people, roles, suppressed, topics
from db.tables.running import findings, journal, processes
from db.tables.sending import budgets, deliveries, usage
from db.tables.staff import audit, edits, invitations, sessions, sign_ins
from db.tables.talk import conversations, inbox, messages

__all__ = [
    "assignments",
    "audit",
    "budgets",
    "campaign_answers",
    "campaign_replies",
    "campaigns",
    "checks",
    "contacts",
    "conversations",
    "deliveries",
    "edits",
    "findings",
    "inbox",
    "invitations",
    "joining_codes",
    "journal",
    "media",
    "media_copies",
    "messages",
    "metadata",
    "people",
    "pings",
    "processes",
    "received",
    "repayments",
    "requests",
    "roles",
    "sessions",
    "sign_ins",
    "snoozes",
    "suppressed",
    "topics",
    "usage",
]
