"""Rows that refer to one thing refer to another from now on, whatever tables there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import Column, Index, Table, UniqueConstraint, delete, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

Values: TypeAlias = dict[str, Any]
Rule: TypeAlias = Callable[[Values, Values], tuple[Values, Values]]
"""Of two rows that can't both stand: the one that stays, and what it says otherwise from now on."""
Key: TypeAlias = tuple[str, ...]


def references(target: Column[Any]) -> dict[Table, list[Column[Any]]]:
    """Table → its columns that refer to this one, whatever tables there are; parents first."""
    out: dict[Table, list[Column[Any]]] = {}
    for table in SQLModel.metadata.sorted_tables:
        own = [c for c in table.c if any(key.column is target for key in c.foreign_keys)]
        if own:
            out[table] = own
    return out


def conflicts(table: Table, own: Sequence[Column[Any]]) -> Iterator[Key]:
    """What must be unique in a table and names one of these columns, among others."""
    names = {c.name for c in own}
    for key in _keys(table):
        if names & set(key):
            yield key


def _keys(table: Table) -> Iterator[Key]:
    yield tuple(c.name for c in table.primary_key)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(c.name for c in constraint.columns)
    for index in table.indexes:
        if index.unique and not running(index):
            yield tuple(c.name for c in index.columns)


def running(index: Index) -> bool:
    """Whether it holds for some rows alone, say those that have not ended."""
    return any(options.get("where") is not None for options in index.dialect_options.values())


@dataclass(slots=True)
class Fold:
    """One merging under way: which rows became which is written down."""

    session: Session
    organization_id: int
    rules: Mapping[str, Rule]
    otherwise: Rule
    became: dict[str, list[tuple[Values, Values]]] = field(default_factory=dict)
    """Table → the rows that are gone, each with the row it became."""

    def fold(self, target: Column[Any], old: int, new: int, last: Sequence[str] = ()) -> None:
        """All that refers to `old` refers to `new`; the tables `last` come last."""
        found = references(target)
        for table in sorted(found, key=lambda t: t.name in last):
            keys = list(conflicts(table, found[table]))
            if keys:
                self._settle(table, found[table], keys, old, new)
            for column in found[table]:
                self.session.execute(
                    update(table)
                    .where(table.c.organization_id == self.organization_id, column == old)
                    .values({column.name: new})
                )

    def _settle(
        self, table: Table, own: Sequence[Column[Any]], keys: Sequence[Key], old: int, new: int
    ) -> None:
        """Of rows that would be the same, one stays."""
        names = {c.name for c in own}
        keyed = [c for c in own if any(c.name in key for key in keys)]
        either = or_(*(c.in_((old, new)) for c in keyed))
        mine = table.c.organization_id == self.organization_id
        rows = [
            dict(row)
            for row in self.session.execute(
                select(table).where(mine, either).order_by(*table.primary_key)
            ).mappings()
        ]
        if not any(row[c.name] == old for row in rows for c in keyed):
            return
        rows.sort(key=lambda row: any(row[c.name] == old for c in keyed))  # whose they stay, first
        rule = self.rules.get(table.name, self.otherwise)
        for key in keys:
            if not names & set(key):
                continue
            kept: dict[tuple[Any, ...], Values] = {}
            for row in rows:
                said = tuple(
                    new if name in names and row[name] == old else row[name] for name in key
                )
                if None in said:  # databases let those stand beside each other
                    kept[(*said, id(row))] = row
                elif said not in kept:
                    kept[said] = row
                else:
                    kept[said] = self._one(table, rule, kept[said], row)
            rows = list(kept.values())

    def _one(self, table: Table, rule: Rule, ours: Values, theirs: Values) -> Values:
        stays, values = rule(ours, theirs)
        gone = theirs if stays is ours else ours
        (first, *more) = table.primary_key
        if not more and references(first):
            self.fold(first, gone[first.name], stays[first.name])
        self.session.execute(delete(table).where(*self._is(table, gone)))
        if values:
            self.session.execute(update(table).where(*self._is(table, stays)).values(values))
        self.became.setdefault(table.name, []).append((gone, stays))
        return stays | values

    def _is(self, table: Table, row: Values) -> list[Any]:
        mine = table.c.organization_id == self.organization_id
        return [mine, *(c == row[c.name] for c in table.primary_key)]
