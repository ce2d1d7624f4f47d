"""Statements that go straight to the driver, where looking at them takes longer than running them.

SQLAlchemy writes them once. What it does each time, for each of a hundred parameters, is left out;
so is what psycopg does, which looks for placeholders in a long statement whenever it is run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect

from bot.store.models import UtcDateTime


@dataclass(frozen=True, slots=True)
class AsDriven:
    """A statement as its driver takes it."""

    sql: str
    order: tuple[str, ...]
    """Names of the parameters, which the driver takes by place."""
    moment: Callable[[datetime], Any]
    """What the driver takes for a moment (aware)."""
    constant: dict[str, Any]
    """Parameters that are always the same."""

    def rows(self, connection: Connection, values: dict[str, Any]) -> list[Any]:
        """What it finds with these parameters."""
        values |= self.constant
        ordered = tuple([values[name] for name in self.order])
        with _numbered(connection):
            return list(connection.exec_driver_sql(self.sql, ordered).all())


def as_driven(statement: Any, dialect: Dialect) -> AsDriven:
    """A statement with named parameters, written for a database."""
    made: Any = statement.compile(dialect=_by_place(dialect))
    constant = {name: value for name, value in made.params.items() if value is not None}
    process = UtcDateTime.bind_processor(dialect) or _as_it_is
    return AsDriven(str(made), tuple(made.positiontup or ()), process, constant)


@lru_cache(maxsize=8)
def _by_place(dialect: Dialect) -> Dialect:
    """A dialect that writes $1 where psycopg's usual cursors want %(name)s."""
    if dialect.positional:
        return dialect
    return type(dialect)(paramstyle="numeric_dollar")  # type: ignore[call-arg]


@contextmanager
def _numbered(connection: Connection) -> Iterator[None]:
    """Cursors of psycopg that send $1 as it stands."""
    if connection.dialect.positional:
        yield
        return
    from psycopg import RawCursor  # costs a start on SQLite alone nothing

    driver: Any = connection.connection.driver_connection
    usual, driver.cursor_factory = driver.cursor_factory, RawCursor
    try:
        yield
    finally:
        driver.cursor_factory = usual


def _as_it_is(moment: datetime) -> datetime:
    return moment
