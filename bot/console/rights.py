"""Sets of roles: who reads, writes, approves, sends, invites. Used by the one table of routes, and
to show nobody a button that the table would refuse."""

from __future__ import annotations

from handlers.staff import READERS as READERS
from handlers.staff import ROLES

STAFF = frozenset(ROLES)
WRITERS = frozenset({"writer", "programme", "admin"})
APPROVERS = frozenset({"approver", "head", "programme", "admin"})
SENDERS = WRITERS | APPROVERS
INVITERS = frozenset({"head", "programme", "admin"})
