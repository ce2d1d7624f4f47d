"""How many deeds there are of what a rule asks for: counted up to a bound, many in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Select,
    bindparam,
    case,
    extract,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from bot.settings.badge import Different
from bot.settings.deed_kinds import DeedKind
from bot.store.driven import AsDriven, as_driven
from bot.store.models import DeedRow, DeedTopicRow, OrganizationRow, PersonRow, columns

DEED = columns(DeedRow)
ABOUT = columns(DeedTopicRow)
OTHER = PersonRow.__table__.alias("other").c  # type: ignore[attr-defined]
ORGANIZATION = columns(OrganizationRow)

AT_ONCE = 40
"""Counts in one statement: SQLite takes 500, and each set of shapes is compiled once."""


@dataclass(frozen=True, slots=True)
class Need:
    """What to count of one person's deeds."""

    person_id: int
    kinds: tuple[DeedKind, ...]
    since: datetime | None = None
    """Only later ones."""
    different: Different | None = None
    topic_ids: tuple[int, ...] = ()
    """Only what is about one of these; empty: whatever it is about."""
    new_for: timedelta | None = None
    """Only for colleagues who were new for no longer."""
    settling_in: timedelta = timedelta()
    """Whom the organization met within so long of its own first day was not new."""


_Shape = tuple[tuple[DeedKind, ...], bool, Different | None, int, bool]


def counts(session: Session, organization_id: int, needs: Mapping[Need, int]) -> dict[Need, int]:
    """How many of each there are, or as many as are asked for if there are more."""
    out: dict[Need, int] = {}
    ordered = sorted(needs, key=_shape_key)
    connection = session.connection()
    for i in range(0, len(ordered), AT_ONCE):
        some = ordered[i : i + AT_ONCE]
        asked = _compiled(tuple(_shape(need) for need in some), connection.dialect)
        values: dict[str, Any] = {"org": organization_id}
        for n, need in enumerate(some):
            values |= _values(n, need, needs[need])
            if need.since is not None:
                values[f"s{n}"] = asked.moment(need.since)
        for n, number in asked.rows(connection, values):
            out[some[n]] = number
    return out


@lru_cache(maxsize=512)
def _compiled(shapes: tuple[_Shape, ...], dialect: Dialect) -> AsDriven:
    """One statement for needs of these shapes; made once, which takes longer than to run it."""
    branches = [_branch(n, shape) for n, shape in enumerate(shapes)]
    return as_driven(branches[0] if len(branches) == 1 else union_all(*branches), dialect)


def _shape(need: Need) -> _Shape:
    is_since = need.since is not None
    return need.kinds, is_since, need.different, len(need.topic_ids), bool(need.new_for)


def _shape_key(need: Need) -> tuple[tuple[DeedKind, ...], bool, str, int, bool]:
    kinds, since, different, topics, new = _shape(need)
    return kinds, since, different or "", topics, new


def _values(n: int, need: Need, most: int) -> dict[str, Any]:
    values: dict[str, Any] = {f"p{n}": need.person_id, f"m{n}": most}
    values |= {f"t{n}_{i}": topic_id for i, topic_id in enumerate(need.topic_ids)}
    if need.new_for is not None:
        values[f"n{n}"] = int(need.new_for.total_seconds())
        values[f"i{n}"] = int(need.settling_in.total_seconds())
    return values


def _branch(n: int, shape: _Shape) -> Select[Any]:
    kinds, is_since, different, topics, is_new = shape
    # Beside a person the organization looks choosy to SQLite, which would read all of its deeds: so
    # it is asked for in a way that no index answers, and that the tests' guard can't read.
    query = _what(different).where(
        DEED.organization_id + literal_column("0") == bindparam("org"),
        DEED.person_id == bindparam(f"p{n}"),
        DEED.kind.in_([literal_column(f"'{kind.value}'") for kind in kinds]),
        DEED.undone_at.is_(None),
    )
    if is_since:
        query = query.where(DEED.at > bindparam(f"s{n}"))
    if topics:
        query = query.where(_is_about([bindparam(f"t{n}_{i}") for i in range(topics)]))
    if is_new:
        query = query.where(is_with_newcomer(bindparam(f"n{n}"), bindparam(f"i{n}")))
    inner = query.limit(bindparam(f"m{n}")).subquery()
    number: list[ColumnElement[Any]] = [literal_column(str(n)).label("n"), func.count()]
    return select(*number).select_from(inner)


def _what(different: Different | None) -> Select[Any]:
    match different:
        case None:
            return select(literal_column("1").label("one")).select_from(DeedRow)
        case Different.COLLEAGUES:
            return select(DEED.other_id).distinct().where(DEED.other_id != DEED.person_id)
        case Different.TOPICS:
            return (
                select(ABOUT.topic_id)
                .distinct()
                .join(DeedRow, DEED.id == ABOUT.deed_id)
                .where(ABOUT.organization_id == bindparam("org"))
            )


def _is_about(topic_ids: Sequence[Any]) -> ColumnElement[bool]:
    return (
        select(ABOUT.deed_id)
        .where(ABOUT.organization_id == bindparam("org"))
        .where(ABOUT.deed_id == DEED.id, ABOUT.topic_id.in_(topic_ids))
        .exists()
    )


def is_with_newcomer(new_for: Any, settling_in: Any) -> ColumnElement[bool]:
    """Whether a deed was for somebody who was new: seconds since their first day at most.

    Their first day is what a list says; or when they were first met, but for those whom the
    organization met within `settling_in` seconds of its own first day.
    """
    met = extract("epoch", OTHER.created_at)
    began = case(
        (OTHER.started_on.is_not(None), extract("epoch", OTHER.started_on)),
        (met - extract("epoch", ORGANIZATION.created_at) >= settling_in, met),
        else_=None,
    )
    return (
        select(OTHER.id)
        .join(ORGANIZATION.id.table, ORGANIZATION.id == OTHER.organization_id)
        .where(OTHER.organization_id == bindparam("org"))
        .where(OTHER.id == DEED.other_id, DEED.other_id != DEED.person_id)
        .where(extract("epoch", DEED.at) - began < new_for)
        .exists()
    )
