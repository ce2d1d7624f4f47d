"""What all tables share: their organization, and times that are always aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, TypeDecorator, text
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlmodel import Field, SQLModel


class _UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on both databases. A naive one is a bug and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps no offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read UTC."""
        if value is None:
            return None
        aware: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC)


UtcDateTime: Any = _UtcDateTime()
"""One for all columns: SQLAlchemy makes a class and caches for each (7 kB, hundreds of columns)."""

NOTHING = text("''")
"""What rows hold in a column of text that was added after them."""

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Named alike on both databases, so that a later migration can name what it changes."""


class Owned(SQLModel):
    """A row that belongs to one organization; every table's does.

    Rows of tables are never validated by pydantic, so it need not get ready to.
    """

    model_config = {"defer_build": True}

    organization_id: int = Field(foreign_key="organization.id", index=False)


def columns(table: type[SQLModel]) -> ReadOnlyColumnCollection[str, Column[Any]]:
    """A table's columns for queries: the class's own attributes are typed as a row's values."""
    made: ReadOnlyColumnCollection[str, Column[Any]] = table.metadata.tables[
        str(table.__tablename__)
    ].c
    return made
