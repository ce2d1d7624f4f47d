"""Statements that go straight to the driver, where looking at them takes longer than running them.

SQLAlchemy writes them once. What it does each time, for each of a hundred parameters, is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Dialect

from bot.store.models import UtcDateTime


@dataclass(frozen=True, slots=True)
class AsDriven:
    """A statement as its driver takes it."""

    sql: str
    order: tuple[str, ...] | None
    """Names of the parameters where the driver wants them by place."""
    moment: Callable[[datetime], Any]
    """What the driver takes for a moment (aware)."""
    constant: dict[str, Any]
    """Parameters that are always the same."""

    def parameters(self, values: dict[str, Any]) -> Any:
        """The values as the driver takes them."""
        values |= self.constant
        return values if self.order is None else tuple(values[name] for name in self.order)


def as_driven(statement: Any, dialect: Dialect) -> AsDriven:
    """A statement with named parameters, written for a database."""
    made: Any = statement.compile(dialect=dialect)
    order = tuple(made.positiontup) if made.positiontup else None
    constant = {name: value for name, value in made.params.items() if value is not None}
    process = UtcDateTime.bind_processor(dialect) or _as_it_is
    return AsDriven(str(made), order, process, constant)


def _as_it_is(moment: datetime) -> datetime:
    return moment
