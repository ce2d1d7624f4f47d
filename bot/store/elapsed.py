"""Days between two stored times, as SQL of both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Double
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class days_between(GenericFunction[float]):  # noqa: N801 — it is written like SQL's functions
    """`days_between(since, until)`: days, with their fraction, from one time to a later one."""

    type = Double()
    inherit_cache = True

    def __init__(
        self, since: Column[Any] | ColumnElement[Any], until: Column[Any] | ColumnElement[Any]
    ) -> None:
        """Both are columns of `UtcDateTime`."""
        super().__init__(since, until)


@compiles(days_between, "sqlite")
def _on_sqlite(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    since, until = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(julianday({until}) - julianday({since}))"


@compiles(days_between, "postgresql")
def _on_postgresql(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    since, until = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(extract(epoch FROM ({until} - {since})) / 86400.0)"
