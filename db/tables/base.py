"""What every table is made of."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

KEY = BigInteger().with_variant(Integer, "sqlite")


def key() -> Column[int]:
    """A surrogate primary key."""
    return Column("id", KEY, primary_key=True, autoincrement=True)


def refers(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    """A foreign key whose row goes when its target goes."""
    return Column(
        name, KEY, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=nullable, index=True
    )


def index_of(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows of which something holds."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
