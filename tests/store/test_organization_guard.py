"""Queries that forget whose rows they mean fail; those that say so pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import and_, delete, exists, func, literal, or_, select, true, update
from sqlalchemy.orm import Session, aliased
from sqlmodel import SQLModel

from bot.store.database import Database
from bot.store.models import (
    AccountRow,
    KudosRecipientRow,
    KudosRow,
    OrganizationRow,
    PersonRow,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION
from tests.organization_guard import Forgetful

PERSON = columns(PersonRow)
ACCOUNT = columns(AccountRow)
KUDOS = columns(KudosRow)
RECIPIENT = columns(KudosRecipientRow)
ORGANIZATION = columns(OrganizationRow)
GIVER = PersonRow.__table__.alias("giver")  # type: ignore[attr-defined]
COLLEAGUE: Any = aliased(PersonRow)
MINE = KUDOS.organization_id == 1
OWN = PERSON.organization_id == 1

FORGETFUL: dict[str, Callable[[], Any]] = {
    "a select": lambda: select(PERSON.id),
    "a select of rows": lambda: select(PersonRow).where(PERSON.id == 1),
    "a count": lambda: select(func.count()).select_from(PersonRow),
    "a condition on something else": lambda: select(PERSON.id).where(PERSON.name == "x"),
    "asking for the organization": lambda: select(PERSON.organization_id, PERSON.id),
    "comparing it with itself": lambda: select(PERSON.id).where(
        PERSON.organization_id == PERSON.organization_id
    ),
    "any but one's own": lambda: select(PERSON.id).where(PERSON.organization_id != 1),
    "one's own or anything": lambda: select(PERSON.id).where(or_(OWN, true())),
    "a joined table": lambda: (
        select(KUDOS.id).join(PersonRow, PERSON.id == KUDOS.giver_id).where(MINE)
    ),
    "the table it is joined to": lambda: (
        select(KUDOS.id).join(PersonRow, PERSON.id == KUDOS.giver_id).where(OWN)
    ),
    "an outer join": lambda: (
        select(KUDOS.id).outerjoin(RECIPIENT.kudos_id.table, RECIPIENT.kudos_id == KUDOS.id)
    ).where(MINE),
    "an alias": lambda: (
        select(KUDOS.id, GIVER.c.name).join(GIVER, GIVER.c.id == KUDOS.giver_id).where(MINE)
    ),
    "an alias beside the table itself": lambda: (
        select(PERSON.id).join(GIVER, GIVER.c.name == PERSON.name).where(OWN)
    ),
    "the table itself beside an alias": lambda: (
        select(PERSON.id)
        .join(GIVER, GIVER.c.name == PERSON.name)
        .where(GIVER.c.organization_id == 1)
    ),
    "an alias of a class": lambda: select(COLLEAGUE.id),
    "a subquery in a condition": lambda: select(KUDOS.id).where(
        MINE, KUDOS.id.in_(select(RECIPIENT.kudos_id).where(RECIPIENT.person_id == 1))
    ),
    "a subquery to select from": lambda: select(select(PERSON.id).subquery().c.id),
    "a scalar subquery": lambda: select(
        KUDOS.id, select(PERSON.name).where(PERSON.id == 1).scalar_subquery()
    ).where(MINE),
    "the same table in a subquery": lambda: select(PERSON.id).where(
        OWN, PERSON.id.in_(select(PERSON.id).where(PERSON.name == "x").correlate(None))
    ),
    "a common table expression": lambda: select(select(PERSON.id).cte("all_of_them").c.id),
    "half of a union": lambda: select(PERSON.id).where(OWN).union_all(select(PERSON.id)),
    "an exists": lambda: select(KUDOS.id).where(
        MINE, exists().where(RECIPIENT.kudos_id == KUDOS.id)
    ),
    "an update": lambda: update(PersonRow).where(PERSON.id == 1).values(name="x"),
    "an update of everything": lambda: update(PersonRow).values(name="x"),
    "setting the organization": lambda: update(PersonRow).values(organization_id=1),
    "a delete": lambda: delete(PersonRow).where(PERSON.id == 1),
}

MINDFUL: dict[str, Callable[[], Any]] = {
    "a select": lambda: select(PERSON.id).where(OWN),
    "conditions in any place": lambda: select(PERSON.id).where(and_(PERSON.name == "x", OWN)),
    "the other way round": lambda: select(PERSON.id).where(literal(1) == PERSON.organization_id),
    "a count": lambda: select(func.count()).select_from(PersonRow).where(OWN),
    "some of one's own": lambda: select(PERSON.id).where(OWN, or_(PERSON.id == 1, PERSON.id == 2)),
    "both sides of a join": lambda: (
        select(KUDOS.id).join(PersonRow, PERSON.id == KUDOS.giver_id).where(OWN, MINE)
    ),
    "joined by the organization": lambda: (
        select(KUDOS.id)
        .join(
            PersonRow,
            and_(PERSON.id == KUDOS.giver_id, PERSON.organization_id == KUDOS.organization_id),
        )
        .where(MINE)
    ),
    "an alias": lambda: (
        select(KUDOS.id)
        .join(GIVER, GIVER.c.id == KUDOS.giver_id)
        .where(MINE, GIVER.c.organization_id == 1)
    ),
    "an alias of a class": lambda: select(COLLEAGUE.id).where(COLLEAGUE.organization_id == 1),
    "a subquery": lambda: select(KUDOS.id).where(
        MINE,
        KUDOS.id.in_(select(RECIPIENT.kudos_id).where(RECIPIENT.organization_id == 1)),
    ),
    "a correlated subquery": lambda: select(KUDOS.id).where(
        MINE,
        exists().where(RECIPIENT.kudos_id == KUDOS.id, RECIPIENT.organization_id == 1),
    ),
    "a union": lambda: (
        select(PERSON.id)
        .where(OWN)
        .union_all(select(ACCOUNT.person_id).where(ACCOUNT.organization_id == 1))
    ),
    "an update": lambda: update(PersonRow).where(OWN).values(name="x"),
    "a delete": lambda: delete(KudosRow).where(MINE, KUDOS.id == 1),
    "organizations themselves": lambda: select(ORGANIZATION.id),
}


@pytest.fixture
def session(sqlite_url: str) -> Any:
    database = Database(sqlite_url)
    with Session(database.engine) as made:
        yield made
    database.close()


@pytest.mark.parametrize("what", FORGETFUL)
def test_a_query_that_forgets_is_caught(session: Session, what: str) -> None:
    with pytest.raises(Forgetful):
        session.execute(FORGETFUL[what]())


@pytest.mark.parametrize("what", FORGETFUL)
def test_a_query_that_means_all_organizations_says_so(session: Session, what: str) -> None:
    session.execute(FORGETFUL[what](), execution_options=ANY_ORGANIZATION)


@pytest.mark.parametrize("what", MINDFUL)
def test_a_query_that_says_whose_passes(session: Session, what: str) -> None:
    session.execute(MINDFUL[what]())


def test_a_row_by_its_id_alone_is_caught(session: Session) -> None:
    with pytest.raises(Forgetful):
        session.get(PersonRow, 1)


def test_every_table_has_its_organization() -> None:
    without = {
        name
        for name, table in SQLModel.metadata.tables.items()
        if "organization_id" not in table.c or table.c.organization_id.nullable
    }
    assert without == {"organization"}
    for table in SQLModel.metadata.tables.values():
        if table.name != "organization":
            (foreign,) = table.c.organization_id.foreign_keys
            assert foreign.target_fullname == "organization.id"
