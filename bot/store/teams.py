"""Queries on teams: who reports to whom, since when, and who works together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Delete, Select, Update, bindparam, delete, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import PersonRow, ReportingRow, TeamRow, columns
from bot.store.outbox import insert_many, insert_once

PERSON = columns(PersonRow)
LINE = columns(ReportingRow)
TEAM = columns(TeamRow)
MANAGER = PERSON.id.table.alias("manager")

AT_ONCE = 1_000
"""People asked about in one query; databases bound the number of parameters."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team as the organization names it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody who reports to a manager from `since` until `until` (aware UTC, not included)."""

    person: Person
    manager_id: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """Where somebody stands from now on; None: under nobody, or in no team."""

    person_id: int
    manager_id: int | None
    team_id: int | None
    claim_id: int | None = None
    """Who says so in the chat; None: the list of people."""


def reports(
    session: Session,
    organization_id: int,
    manager_ids: Collection[int] | None,
    begin: datetime,
    end: datetime,
) -> list[Report]:
    """Who reported to each of these managers between two moments, by manager, name and time.

    None: to anybody. Each stretch is clipped to the window and to when they left; stretches that
    touch are one. Moments are aware UTC; `end` is not included.
    """
    out: list[Report] = []
    for query, about in _asked(_REPORTS, LINE.manager_id, manager_ids):
        about |= {"org": organization_id, "begins": begin, "ends": end}
        for row in session.execute(query, about):
            since = max(row.since, begin)
            until = min(m for m in (row.until, row.left_at, end) if m is not None)
            last = out[-1] if out else None
            if since >= until:
                continue
            if (
                last is not None
                and (last.person.id, last.manager_id) == (row.id, row.manager_id)
                and last.until == since
            ):
                out[-1] = replace(last, until=until)
            else:
                out.append(Report(Person(row.id, row.name), row.manager_id, since, until))
    return out


_REPORTS = (
    select(PERSON.id, PERSON.name, PERSON.left_at, LINE.manager_id, LINE.since, LINE.until)
    .join(PERSON.id.table, PERSON.id == LINE.person_id)
    .where(LINE.organization_id == bindparam("org"))
    .where(PERSON.organization_id == bindparam("org"))
    .where(LINE.manager_id.is_not(None), LINE.since < bindparam("ends"))
    .where(LINE.until.is_(None) | (LINE.until > bindparam("begins")))
    .order_by(LINE.manager_id, PERSON.name, PERSON.id, LINE.since)
)


def managers(
    session: Session, organization_id: int, begin: datetime, end: datetime
) -> list[Person]:
    """Everybody to whom somebody reported between two moments (aware), and who is here at `end`."""
    rows = session.execute(_MANAGERS, {"org": organization_id, "begins": begin, "ends": end})
    return [Person(row.id, row.name) for row in rows]


_LED = (
    select(LINE.manager_id)
    .join(PERSON.id.table, PERSON.id == LINE.person_id)
    .where(LINE.organization_id == bindparam("org"))
    .where(PERSON.organization_id == bindparam("org"))
    .where(LINE.since < bindparam("ends"))
    .where(LINE.until.is_(None) | (LINE.until > bindparam("begins")))
    .where(PERSON.left_at.is_(None) | (PERSON.left_at > bindparam("begins")))
)
_MANAGERS = (
    select(MANAGER.c.id, MANAGER.c.name)
    .where(MANAGER.c.organization_id == bindparam("org"), MANAGER.c.id.in_(_LED))
    .where(MANAGER.c.left_at.is_(None) | (MANAGER.c.left_at > bindparam("ends")))
    .order_by(MANAGER.c.id)
)


def team_of(
    session: Session, organization_id: int, person_ids: Collection[int] | None, at: datetime
) -> dict[int, Team]:
    """Person id → the team they were in at a moment (aware); None: of everybody."""
    out: dict[int, Team] = {}
    for query, about in _asked(_TEAM_OF, LINE.person_id, person_ids):
        rows = session.execute(query, about | {"org": organization_id, "then": at})
        out |= {row.person_id: Team(row.id, row.name) for row in rows}
    return out


_TEAM_OF = (
    select(LINE.person_id, TEAM.id, TEAM.name)
    .join(TEAM.id.table, TEAM.id == LINE.team_id)
    .join(PERSON.id.table, PERSON.id == LINE.person_id)
    .where(LINE.organization_id == bindparam("org"), TEAM.organization_id == bindparam("org"))
    .where(PERSON.organization_id == bindparam("org"), LINE.since <= bindparam("then"))
    .where(LINE.until.is_(None) | (LINE.until > bindparam("then")))
    .where(PERSON.left_at.is_(None) | (PERSON.left_at > bindparam("then")))
)


def manager_of(
    session: Session, organization_id: int, person_ids: Collection[int] | None, at: datetime
) -> dict[int, Person]:
    """Person id → whom they reported to at a moment (aware); None: of everybody.

    Who left has no manager; a manager who left is still named, so that somebody can mend it.
    """
    out: dict[int, Person] = {}
    for query, about in _asked(_MANAGER_OF, LINE.person_id, person_ids):
        rows = session.execute(query, about | {"org": organization_id, "then": at})
        out |= {row.person_id: Person(row.id, row.name) for row in rows}
    return out


_MANAGER_OF = (
    select(LINE.person_id, MANAGER.c.id, MANAGER.c.name)
    .join(MANAGER, MANAGER.c.id == LINE.manager_id)
    .join(PERSON.id.table, PERSON.id == LINE.person_id)
    .where(LINE.organization_id == bindparam("org"), MANAGER.c.organization_id == bindparam("org"))
    .where(PERSON.organization_id == bindparam("org"), LINE.since <= bindparam("then"))
    .where(LINE.until.is_(None) | (LINE.until > bindparam("then")))
    .where(PERSON.left_at.is_(None) | (PERSON.left_at > bindparam("then")))
)


def members(
    session: Session, organization_id: int, team_ids: Collection[int], at: datetime
) -> dict[int, list[Person]]:
    """Team id → who was in it at a moment (aware), by name; without those who had left."""
    out: dict[int, list[Person]] = {id_: [] for id_ in team_ids}
    for query, about in _asked(_MEMBERS, LINE.team_id, team_ids):
        for row in session.execute(query, about | {"org": organization_id, "then": at}):
            out[row.team_id].append(Person(row.id, row.name))
    return out


_MEMBERS = (
    select(LINE.team_id, PERSON.id, PERSON.name)
    .join(PERSON.id.table, PERSON.id == LINE.person_id)
    .where(LINE.organization_id == bindparam("org"), PERSON.organization_id == bindparam("org"))
    .where(LINE.since <= bindparam("then"))
    .where(LINE.until.is_(None) | (LINE.until > bindparam("then")))
    .where(PERSON.left_at.is_(None) | (PERSON.left_at > bindparam("then")))
    .order_by(PERSON.name, PERSON.id)
)


def teams(session: Session, organization_id: int) -> list[Team]:
    """The organization's teams by name, those that are empty by now among them."""
    rows = session.execute(
        select(TEAM.id, TEAM.name)
        .where(TEAM.organization_id == organization_id)
        .order_by(TEAM.name)
    )
    return [Team(row.id, row.name) for row in rows]


def leavers(
    session: Session, organization_id: int, person_ids: Collection[int] | None, at: datetime
) -> set[int]:
    """Ids of those who had left the organization at a moment (aware); None: of everybody."""
    out: set[int] = set()
    for query, about in _asked(_LEAVERS, PERSON.id, person_ids):
        out |= set(session.execute(query, about | {"org": organization_id, "then": at}).scalars())
    return out


_LEAVERS = select(PERSON.id).where(
    PERSON.organization_id == bindparam("org"), PERSON.left_at <= bindparam("then")
)


def stored(session: Session, organization_id: int, names: Iterable[str]) -> dict[str, int]:
    """Name → id of these teams, spelt just so, stored now if they are new."""
    wanted = set(names)
    found = _named(session, organization_id, wanted)
    new = [
        {"organization_id": organization_id, "name": name} for name in sorted(wanted - found.keys())
    ]
    if new:
        session.execute(insert_once(session, TeamRow, ("organization_id", "name")), new)
        found |= _named(session, organization_id, wanted - found.keys())
    return found


def _named(session: Session, organization_id: int, names: Collection[str]) -> dict[str, int]:
    out: dict[str, int] = {}
    for query, about in _asked(_NAMED, TEAM.name, names):
        rows = session.execute(query, about | {"org": organization_id})
        out |= {row.name: row.id for row in rows}
    return out


_NAMED = select(TEAM.id, TEAM.name).where(TEAM.organization_id == bindparam("org"))


def put(session: Session, organization_id: int, lines: Sequence[Line], now: datetime) -> None:
    """Let people stand elsewhere from now (aware) on: what was current ends, the new one begins.

    Each person at most once. What began now and is changed now never was.
    """
    if not lines:
        return
    people = [line.person_id for line in lines]
    for never, about in _asked(_NEVER_WAS, LINE.person_id, people):
        session.execute(never, about | {"org": organization_id, "then": now})
    for ended, about in _asked(_END, LINE.person_id, people):
        session.execute(ended, about | {"org": organization_id, "then": now})
    rows = [
        {
            "organization_id": organization_id,
            "person_id": line.person_id,
            "manager_id": line.manager_id,
            "team_id": line.team_id,
            "claim_id": line.claim_id,
            "since": now,
        }
        for line in lines
        if line.manager_id is not None or line.team_id is not None
    ]
    insert_many(session, ReportingRow, rows, ("id",))


_CURRENT = LINE.organization_id == bindparam("org"), LINE.until.is_(None)
_NEVER_WAS = delete(LINE.id.table).where(*_CURRENT, LINE.since >= bindparam("then"))
_END = update(LINE.id.table).where(*_CURRENT).values(until=bindparam("then"))


Statement = TypeVar("Statement", Select[Any], Update, Delete)


def _asked(
    query: Statement, column: Any, ids: Collection[Any] | None
) -> Iterator[tuple[Statement, dict[str, Any]]]:
    """The query about everybody, or about some at a time, in order."""
    if ids is None:
        yield query, {}
        return
    left = iter(sorted(set(ids)))
    narrow = query.where(column.in_(bindparam("ids", expanding=True)))
    while some := list(islice(left, AT_ONCE)):
        yield narrow, {"ids": some}
