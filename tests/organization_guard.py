"""Fails every query on an organization's tables that does not say which organization."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from sqlalchemy import CompoundSelect, Delete, Select, Update, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BooleanClauseList,
    ClauseElement,
    ColumnElement,
    Grouping,
)
from sqlalchemy.sql.schema import Column
from sqlalchemy.sql.selectable import AliasedReturnsRows, FromClause, Join

OWNER = "organization_id"


_remembered: set[Hashable] = set()
"""Statements that do say it. Looking into one takes longer than executing it, and there are
a few hundred of them, executed by the million."""


class Forgetful(AssertionError):
    """A query forgot its organization."""


def install() -> None:
    """Watch every session of this process."""
    event.listen(Session, "do_orm_execute", _check)


def _check(state: ORMExecuteState) -> None:
    if state.execution_options.get("any_organization"):
        return
    if state.is_select or state.is_update or state.is_delete:
        key = _shape(state.statement)
        if key is not None and key in _remembered:
            return
        missing = forgotten(state.statement)
        if missing:
            raise Forgetful(f"{sorted(missing)} without {OWNER} in:\n{state.statement}")
        if key is not None:
            _remembered.add(key)


def _shape(statement: Any) -> Hashable | None:
    """What SQLAlchemy tells statements apart by to compile each once: all but the values."""
    made = statement._generate_cache_key()
    return None if made is None else made.key


def forgotten(statement: Any, around: frozenset[FromClause] = frozenset()) -> set[str]:
    """Names of the tables in a statement that belong to organizations and are not narrowed.

    `around` are the narrowed tables of the statement that this one is a part of.
    """
    if isinstance(statement, CompoundSelect):
        return set().union(*(forgotten(s, around) for s in statement.selects))
    if not isinstance(statement, Select | Update | Delete):
        return _inside(statement, around)
    tables, conditions = _tables(statement), list(_conditions(statement))
    used = {t for t in tables if OWNER in t.c and not isinstance(t, AliasedReturnsRows | Join)}
    used |= {t for t in tables if OWNER in t.c and _is_alias_of_table(t)}
    if len(tables) > 1 and getattr(statement, "_correlate", ()) == ():
        used -= around  # as SQLAlchemy does, unless told otherwise
    narrowed = _narrowed(conditions, around - used)
    missing = {str(getattr(t, "name", "?")) for t in used - narrowed}
    return missing | _inside(statement, narrowed | around)


def _is_alias_of_table(table: FromClause) -> bool:
    return isinstance(table, AliasedReturnsRows) and not hasattr(table.element, "selected_columns")


def _inside(element: ClauseElement, around: frozenset[FromClause]) -> set[str]:
    """The same of every statement within this one."""
    missing: set[str] = set()
    for child in element.get_children():
        if isinstance(child, AliasedReturnsRows):  # one to select from sees nothing around it
            missing |= _inside(child, frozenset())
        elif isinstance(child, Select | CompoundSelect):
            missing |= forgotten(child, around)
        else:
            missing |= _inside(child, around)
    return missing


def _tables(statement: Select[Any] | Update | Delete) -> set[FromClause]:
    froms = statement.get_final_froms() if isinstance(statement, Select) else [statement.table]
    return {leaf for f in froms for leaf in _leaves(f)}


def _leaves(table: Any) -> Iterator[FromClause]:
    if isinstance(table, Join):
        yield from _leaves(table.left)
        yield from _leaves(table.right)
    else:
        yield table


def _conditions(statement: Select[Any] | Update | Delete) -> Iterator[ColumnElement[Any]]:
    """Everything that must hold at once."""
    yield from _all_of(statement._where_criteria)
    if isinstance(statement, Select):
        joins = [f for f in statement.get_final_froms() if isinstance(f, Join)]
        while joins:
            join = joins.pop()
            joins += [side for side in (join.left, join.right) if isinstance(side, Join)]
            if join.onclause is not None:
                yield from _all_of([join.onclause])


def _all_of(criteria: Iterable[Any]) -> Iterator[ColumnElement[Any]]:
    for criterion in criteria:
        if isinstance(criterion, Grouping):
            yield from _all_of([criterion.element])
        elif isinstance(criterion, BooleanClauseList) and criterion.operator is operators.and_:
            yield from _all_of(criterion.clauses)
        else:
            yield criterion


def _narrowed(
    conditions: list[ColumnElement[Any]], around: frozenset[FromClause]
) -> frozenset[FromClause]:
    """Tables held to one organization: by a value, or by another table that is."""
    held: set[FromClause] = set()
    pairs = []
    for condition in conditions:
        if isinstance(condition, BinaryExpression) and condition.operator is operators.eq:
            owners = [o for o in map(_owner, (condition.left, condition.right)) if o is not None]
            if len(owners) == 1:
                held.update(owners)
            elif owners:
                pairs.append(owners)
    for _ in pairs:
        for pair in pairs:
            if any(one in held or one in around for one in pair):
                held.update(pair)
    return frozenset(held)


def _owner(side: Any) -> FromClause | None:
    """The table whose organization this is, if it is one."""
    return side.table if isinstance(side, Column) and side.name == OWNER else None
