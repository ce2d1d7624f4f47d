"""Queries on what people say in the chat about who is in a team, and on lines that stand now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    ClaimState,
    PersonRow,
    ReportingRow,
    TeamClaimRow,
    TeamRow,
    columns,
)
from bot.store.teams import Line, Team

CLAIM = columns(TeamClaimRow)
LINE = columns(ReportingRow)
PERSON = columns(PersonRow)
TEAM = columns(TeamRow)


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's word that a colleague reports to a manager."""

    id: int
    person: Person
    manager: Person
    by: Person
    asked: Person | None
    """Who led them until then."""
    state: ClaimState


def add(
    session: Session,
    organization_id: int,
    claim: Claim,
    now: datetime,
) -> int:
    """Write a new claim down (its id is not looked at); its id."""
    values = {
        "organization_id": organization_id,
        "person_id": claim.person.id,
        "manager_id": claim.manager.id,
        "by_id": claim.by.id,
        "asked_id": claim.asked.id if claim.asked else None,
        "state": claim.state.value,
        "at": now,
    }
    return int(session.execute(insert(TeamClaimRow).returning(CLAIM.id), values).scalar_one())


def get(session: Session, organization_id: int, claim_id: int) -> Claim | None:
    """One claim of this organization."""
    row = session.execute(
        select(*CLAIM).where(CLAIM.organization_id == organization_id, CLAIM.id == claim_id)
    ).one_or_none()
    if row is None:
        return None
    ids = [row.person_id, row.manager_id, row.by_id, row.asked_id]
    found = named(session, organization_id, [id_ for id_ in ids if id_ is not None])
    return Claim(
        row.id,
        found[row.person_id],
        found[row.manager_id],
        found[row.by_id],
        found.get(row.asked_id or 0),
        ClaimState(row.state),
    )


def become(session: Session, organization_id: int, claim_id: int, state: ClaimState) -> None:
    """What became of a claim."""
    session.execute(
        update(TeamClaimRow)
        .where(CLAIM.organization_id == organization_id, CLAIM.id == claim_id)
        .values(state=state.value)
    )


def last(session: Session, organization_id: int, person_id: int, manager_id: int) -> Claim | None:
    """The newest claim that somebody reports to a manager."""
    found = session.execute(
        select(func.max(CLAIM.id))
        .where(CLAIM.organization_id == organization_id)
        .where(CLAIM.person_id == person_id, CLAIM.manager_id == manager_id)
    ).scalar()
    return get(session, organization_id, found) if found is not None else None


def named(session: Session, organization_id: int, ids: Sequence[int]) -> dict[int, Person]:
    """Person id → them, of this organization."""
    rows = session.execute(
        select(PERSON.id, PERSON.name)
        .where(PERSON.organization_id == organization_id, PERSON.id.in_(set(ids)))
        .order_by(PERSON.id)
    )
    return {row.id: Person(row.id, row.name) for row in rows}


def line_of(session: Session, organization_id: int, person_id: int) -> Line | None:
    """Where somebody stands now."""
    row = session.execute(
        select(LINE.manager_id, LINE.team_id, LINE.claim_id)
        .where(LINE.organization_id == organization_id, LINE.person_id == person_id)
        .where(LINE.until.is_(None))
    ).one_or_none()
    return Line(person_id, row.manager_id, row.team_id, row.claim_id) if row else None


def line_before(
    session: Session, organization_id: int, person_id: int, claim_id: int
) -> Line | None:
    """Where somebody stood right until a claim held; None: nowhere."""
    row = session.execute(
        select(LINE.manager_id, LINE.team_id, LINE.claim_id)
        .where(LINE.organization_id == organization_id, LINE.person_id == person_id)
        .where(LINE.until == _began(session, organization_id, person_id, claim_id))
        .where(LINE.claim_id.is_distinct_from(claim_id), LINE.since < LINE.until)
        .order_by(LINE.id.desc())
        .limit(1)
    ).one_or_none()
    return Line(person_id, row.manager_id, row.team_id, row.claim_id) if row else None


def _began(
    session: Session, organization_id: int, person_id: int, claim_id: int
) -> datetime | None:
    return session.execute(
        select(func.min(LINE.since))
        .where(LINE.organization_id == organization_id, LINE.person_id == person_id)
        .where(LINE.claim_id == claim_id)
    ).scalar()


def never_was(
    session: Session, organization_id: int, person_id: int, claim_id: int, *, restored: bool
) -> None:
    """What a claim said of somebody was never so; `restored`: what was before never ended."""
    began = _began(session, organization_id, person_id, claim_id)
    own = LINE.organization_id == organization_id, LINE.person_id == person_id
    session.execute(delete(ReportingRow).where(*own, LINE.claim_id == claim_id))
    if restored:
        session.execute(update(ReportingRow).where(*own, LINE.until == began).values(until=None))


def led(session: Session, organization_id: int, manager_id: int) -> list[Line]:
    """Where everybody stands who reports to somebody now, and is here; by person."""
    rows = session.execute(
        select(LINE.person_id, LINE.manager_id, LINE.team_id, LINE.claim_id)
        .join(PERSON.id.table, PERSON.id == LINE.person_id)
        .where(LINE.organization_id == organization_id, LINE.manager_id == manager_id)
        .where(PERSON.organization_id == organization_id, PERSON.left_at.is_(None))
        .where(LINE.until.is_(None))
        .order_by(LINE.person_id)
    )
    return [Line(*row) for row in rows]


def way_up(session: Session, organization_id: int, person_id: int) -> dict[int, int | None]:
    """Person → whom they report to, of somebody and everybody above them."""
    way: dict[int, int | None] = {}
    at: int | None = person_id
    while at is not None and at not in way:
        line = line_of(session, organization_id, at)
        way[at] = line.manager_id if line else None
        at = way[at]
    return way


def team(session: Session, organization_id: int, name: str) -> Team | None:
    """The team of that name, in whatever case; `name` is not empty."""
    row = session.execute(
        select(TEAM.id, TEAM.name)
        .where(TEAM.organization_id == organization_id, func.lower(TEAM.name) == name.lower())
        .order_by(TEAM.id)
        .limit(1)
    ).one_or_none()
    return Team(row.id, row.name) if row else None


def rename(session: Session, organization_id: int, team_id: int, name: str) -> None:
    """A team is called something else."""
    session.execute(
        update(TeamRow)
        .where(TEAM.organization_id == organization_id, TEAM.id == team_id)
        .values(name=name)
    )
