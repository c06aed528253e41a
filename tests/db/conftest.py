"""Every test here that takes ``database`` runs on SQLite and on PostgreSQL."""

from tests.databases import *  # noqa: F403  (fixtures)
