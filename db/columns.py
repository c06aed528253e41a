"""Columns and lists of values that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    Connection,
    DateTime,
    Dialect,
    any_,
    bindparam,
    literal_column,
    select,
    text,
)
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. A naive one is refused: nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone: give an aware datetime")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        aware: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC)


def among(dialect: str, column: Any) -> Any:
    """The column is one of the ``packed`` values named *ids*: one parameter however many they are,
    so that the statement stays the same."""
    if dialect == "sqlite":
        values: Any = select(literal_column("value")).select_from(text("json_each(:ids)"))
        return column.in_(values)
    return column == any_(bindparam("ids", type_=ARRAY(column.type)))


def packed(conn: Connection, ids: Sequence[Any]) -> Any:
    """Values as the parameter of ``among``."""
    return json.dumps(ids) if conn.dialect.name == "sqlite" else ids
