"""What badges are worked out from: people's deeds in the order of time, and their weeks off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select
from sqlalchemy.orm import Session

from bot.settings.deed_kinds import DeedKind
from bot.store.badge_counts import is_with_newcomer
from bot.store.models import (
    DeedRow,
    DeedTopicRow,
    RecallPromptRow,
    columns,
)

DEED = columns(DeedRow)
ABOUT = columns(DeedTopicRow)
PROMPT = columns(RecallPromptRow)


@dataclass(frozen=True, slots=True)
class Logged:
    """A deed that counts."""

    id: int
    person_id: int
    kind: DeedKind
    at: datetime
    other_id: int | None
    """None: nobody in particular."""
    topic_ids: tuple[int, ...]
    with_newcomer: bool


@dataclass(frozen=True, slots=True)
class Newness:
    """For how long colleagues are new, and how long an organization settles in."""

    new_for: timedelta
    settling_in: timedelta


def of(
    session: Session,
    organization_id: int,
    person_ids: Collection[int],
    kinds: Iterable[DeedKind],
    newness: Newness | None,
) -> list[Logged]:
    """What these people did, of some kinds, by person and time.

    `newness` None: nobody asks who was new.
    """
    about = {"people": list(person_ids)}
    return _load(session, organization_id, _of_some(newness), about, kinds, AT_ONCE)


def of_range(
    session: Session,
    organization_id: int,
    first: int,
    last: int,
    kinds: Iterable[DeedKind],
    newness: Newness | None,
) -> list[Logged]:
    """The same of everybody whose id lies between two, both included."""
    about = {"first": first, "last": last}
    return _load(session, organization_id, _of_range(newness), about, kinds, STREAMED)


def numbers(session: Session, organization_id: int) -> list[tuple[int, int]]:
    """Person id → how many deeds of theirs are logged, by id."""
    rows = session.execute(
        select(DEED.person_id, func.count())
        .where(DEED.organization_id == organization_id)
        .group_by(DEED.person_id)
        .order_by(DEED.person_id)
    )
    return [(row[0], row[1]) for row in rows]


def _load(
    session: Session,
    organization_id: int,
    queries: _Queries,
    values: dict[str, Any],
    kinds: Iterable[DeedKind],
    how: Mapping[str, Any],
) -> list[Logged]:
    values |= {"org": organization_id, "kinds": [kind.value for kind in sorted(kinds)]}
    about: dict[int, list[int]] = {}
    for deed_id, topic_id in session.execute(queries.topics, values, execution_options=AT_ONCE):
        about.setdefault(deed_id, []).append(topic_id)
    named = {kind.value: kind for kind in DeedKind}
    return [
        Logged(
            id_,
            person_id,
            named[kind],
            at,
            other_id if other_id != person_id else None,
            tuple(sorted(about[id_])) if id_ in about else (),
            bool(is_new),
        )
        for id_, person_id, kind, at, other_id, is_new in session.execute(
            queries.deeds, values, execution_options=how
        )
    ]


AT_ONCE = {"any_organization": True}
STREAMED = {"any_organization": True, "yield_per": 5_000}
"""How to read the deeds of many; for few it would be three statements in the place of one."""


@dataclass(frozen=True, slots=True)
class _Queries:
    """What the deeds of some people are about, and these deeds in the order of time."""

    topics: Select[Any]
    deeds: Select[Any]


@cache
def _of_some(newness: Newness | None) -> _Queries:
    return _queries(DEED.person_id.in_(bindparam("people", expanding=True)), newness)


@cache
def _of_range(newness: Newness | None) -> _Queries:
    return _queries(DEED.person_id.between(bindparam("first"), bindparam("last")), newness)


def _queries(which: ColumnElement[bool], newness: Newness | None) -> _Queries:
    # Beside people the organization looks choosy to SQLite, which would read all of its deeds: so
    # it is asked for in a way that no index answers, and that the tests' guard can't read.
    own = (
        DEED.organization_id + 0 == bindparam("org"),
        which,
        DEED.kind.in_(bindparam("kinds", expanding=True)),
        DEED.undone_at.is_(None),
    )
    new: ColumnElement[bool] = literal(value=False)
    if newness is not None:
        new = is_with_newcomer(
            int(newness.new_for.total_seconds()), int(newness.settling_in.total_seconds())
        )
    return _Queries(
        select(ABOUT.deed_id, ABOUT.topic_id)
        .join(DEED.id.table, DEED.id == ABOUT.deed_id)
        .where(ABOUT.organization_id == bindparam("org"), *own),
        select(DEED.id, DEED.person_id, DEED.kind, DEED.at, DEED.other_id, new.label("new"))
        .where(*own)
        .order_by(DEED.person_id, DEED.at, DEED.id),
    )


def busiest_topics(session: Session, organization_id: int, person_id: int, most: int) -> list[int]:
    """What somebody did most about."""
    rows = session.execute(
        select(ABOUT.topic_id)
        .join(DeedRow, DEED.id == ABOUT.deed_id)
        .where(ABOUT.organization_id == organization_id)
        .where(DEED.organization_id + 0 == organization_id, DEED.person_id == person_id)
        .where(DEED.undone_at.is_(None))
        .group_by(ABOUT.topic_id)
        .order_by(func.count().desc(), ABOUT.topic_id)
        .limit(most),
        execution_options={"any_organization": True},
    )
    return list(rows.scalars())


def days_asked(
    session: Session, organization_id: int, person_ids: Iterable[int]
) -> dict[int, list[date]]:
    """Person id → the days on which they were asked to remember something."""
    out: dict[int, list[date]] = {}
    rows = session.execute(
        select(PROMPT.person_id, PROMPT.day)
        .where(PROMPT.organization_id == organization_id)
        .where(PROMPT.person_id.in_(list(person_ids)))
    )
    for person_id, day in rows:
        out.setdefault(person_id, []).append(day)
    return out


def by_person(log: Sequence[Logged]) -> Iterator[tuple[int, list[Logged]]]:
    """The deeds of each person; they come by person."""
    own: list[Logged] = []
    for deed in log:
        if own and own[-1].person_id != deed.person_id:
            yield own[-1].person_id, own
            own = []
        own.append(deed)
    if own:
        yield own[-1].person_id, own
