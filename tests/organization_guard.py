"""Fails every query on an organization's tables that does not say which organization."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Delete, Select, Table, Update, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import Alias, FromClause


class Forgetful(AssertionError):
    """A query forgot its organization."""


def install() -> None:
    """Watch every session of this process."""
    event.listen(Session, "do_orm_execute", _check)


def forgotten(statement: Any) -> set[str]:
    """Names of the tables in a statement that belong to organizations and are not narrowed."""
    owned: set[FromClause] = set()
    narrowed: set[FromClause] = set()
    if isinstance(statement, Update | Delete):
        owned.add(statement.table)
    for element in visitors.iterate(statement):
        if isinstance(element, Table):
            owned.add(element)
        elif isinstance(element, Alias):
            owned.add(element)
            owned.discard(element.element)
        elif isinstance(element, Select | Update | Delete):
            for criterion in element._where_criteria:
                for part in visitors.iterate(criterion):
                    if isinstance(part, Column) and part.name == "organization_id":
                        narrowed.add(part.table)
    aliased = {e.element for e in owned if isinstance(e, Alias)}
    used = {e for e in owned if e not in aliased or isinstance(e, Alias)}
    return {
        getattr(e, "name", "?")
        for e in used
        if "organization_id" in e.c and e not in narrowed and e not in aliased
    }


def _check(state: ORMExecuteState) -> None:
    if state.execution_options.get("any_organization"):
        return
    if state.is_select or state.is_update or state.is_delete:
        missing = forgotten(state.statement)
        if missing:
            raise Forgetful(f"{sorted(missing)} without organization_id in:\n{state.statement}")
