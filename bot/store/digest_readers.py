"""Queries on who may get a digest: managers, and those who asked for their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    AccountRow,
    DigestKind,
    DigestRow,
    DigestSettingRow,
    PersonRhythmRow,
    PersonRow,
    ReportingRow,
    columns,
)

ACCOUNT = columns(AccountRow)
DIGEST = columns(DigestRow)
LINE = columns(ReportingRow)
PERSON = columns(PersonRow)
RHYTHM = columns(PersonRhythmRow)
SETTING = columns(DigestSettingRow)

Place: TypeAlias = tuple[str, str | None]
"""An IANA zone, and the country that the organization's list says, if it says one."""


@dataclass(frozen=True, slots=True)
class Near:
    """For whom one can be due: in some places everybody, elsewhere who chose a pace or hours.

    Nobody of them was told of days after these moments (aware).
    """

    kind: DigestKind
    places: tuple[Place, ...]
    """Where it is for those who chose neither."""
    told_there: datetime
    told_elsewhere: datetime
    """The same of whoever chose something."""


def places(session: Session, organization_id: int) -> list[Place]:
    """Where people live."""
    return [(row[0], row[1]) for row in session.execute(_PLACES, {"org": organization_id})]


_PLACES = (
    select(PERSON.time_zone, PERSON.country)
    .distinct()
    .where(PERSON.organization_id == bindparam("org"))
)
_PLACE = PERSON.time_zone + " " + func.coalesce(PERSON.country, "-")


def opted_in(
    session: Session,
    organization_id: int,
    kind: DigestKind,
    after: int,
    most: int,
    near: Near | None = None,
) -> list[Person]:
    """The next `most` people by id from `after` on who asked for a digest and are here.

    None: whether one can be due for them or not.
    """
    about = {"org": organization_id, "kind": kind.value, "after": after, "most": most}
    return _people(session, _OPTED_IN, about, near)


def _people(
    session: Session, query: Select[Any], about: dict[str, Any], near: Near | None
) -> list[Person]:
    if near is not None:
        query, about = (
            query.where(_IS_NEAR),
            about
            | {
                "kind": near.kind.value,
                "places": [f"{z} {'-' if c is None else c}" for z, c in near.places],
                "there": near.told_there,
                "elsewhere": near.told_elsewhere,
            },
        )
    return [Person(*row) for row in session.execute(query, about)]


def _was_told(since: str) -> Any:
    return (
        select(DIGEST.id)
        .where(DIGEST.organization_id == bindparam("org"), DIGEST.person_id == PERSON.id)
        .where(DIGEST.kind == bindparam("kind"))
        .where(DIGEST.ends_at > bindparam(since, type_=DIGEST.ends_at.type))
        .exists()
    )


_OWN = union_all(
    select(RHYTHM.person_id).where(RHYTHM.organization_id == bindparam("org")),
    select(SETTING.person_id)
    .where(SETTING.organization_id == bindparam("org"), SETTING.kind == bindparam("kind"))
    .where(SETTING.cadence.is_not(None) | SETTING.weekday.is_not(None) | SETTING.at.is_not(None)),
)
_IS_NEAR = (_PLACE.in_(bindparam("places", expanding=True)) & ~_was_told("there")) | (
    PERSON.id.in_(_OWN) & ~_was_told("elsewhere")
)


_IS_HERE = (
    select(ACCOUNT.id)
    .where(ACCOUNT.organization_id == bindparam("org"), ACCOUNT.person_id == PERSON.id)
    .where(ACCOUNT.is_deleted.is_(False), ACCOUNT.is_bot.is_(False))
    .exists()
)
_OPTED_IN = (
    select(PERSON.id, PERSON.name)
    .join(SETTING.person_id.table, SETTING.person_id == PERSON.id)
    .where(PERSON.organization_id == bindparam("org"), PERSON.id > bindparam("after"))
    .where(SETTING.organization_id == bindparam("org"), SETTING.kind == bindparam("kind"))
    .where(SETTING.is_on.is_(True), PERSON.left_at.is_(None), _IS_HERE)
    .order_by(PERSON.id)
    .limit(bindparam("most"))
)


def managers(
    session: Session,
    organization_id: int,
    since: datetime,
    after: int,
    most: int,
    near: Near | None = None,
) -> list[Person]:
    """The next `most` managers by id from `after` on who are here, and led somebody since then.

    None: whether one can be due for them or not.
    """
    about = {"org": organization_id, "since": since, "after": after, "most": most}
    return _people(session, _MANAGERS, about, near)


_LEADS = (
    select(LINE.id)
    .where(LINE.organization_id == bindparam("org"), LINE.manager_id == PERSON.id)
    .where(LINE.until.is_(None) | (LINE.until > bindparam("since")))
    .exists()
)
_MANAGERS = (
    select(PERSON.id, PERSON.name)
    .where(PERSON.organization_id == bindparam("org"), PERSON.id > bindparam("after"))
    .where(PERSON.left_at.is_(None), _LEADS, _IS_HERE)
    .order_by(PERSON.id)
    .limit(bindparam("most"))
)


def leads(session: Session, organization_id: int, person_id: int) -> bool:
    """Whether anybody reports to somebody now."""
    found = session.execute(_LED, {"org": organization_id, "whose": person_id})
    return found.first() is not None


_LED = (
    select(LINE.id)
    .join(PERSON.id.table, PERSON.id == LINE.person_id)
    .where(LINE.organization_id == bindparam("org"), PERSON.organization_id == bindparam("org"))
    .where(LINE.manager_id == bindparam("whose"), LINE.until.is_(None), PERSON.left_at.is_(None))
    .limit(1)
)
