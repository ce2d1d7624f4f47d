"""What `potluck index rebuild` does: reads every question anew into the index of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.settings import Environment
from bot.store import migrate
from bot.store.database import Database
from bot.store.models import OrganizationRow, QuestionRow, columns
from bot.store.single_process import InUse

ORGANIZATION = columns(OrganizationRow)
QUESTION = columns(QuestionRow)

RUNS = "Potluck is running here. Stop it, rebuild, and start it again."


class CannotRebuild(RuntimeError):
    """Why nothing was done, and what to do about it."""


@contextmanager
def opened(environment: Environment) -> Iterator[Database]:
    """The database, which no running Potluck of this machine may use. Raises CannotRebuild."""
    try:
        database = Database(environment.database_url, environment.indexes)
    except InUse:
        raise CannotRebuild(RUNS) from None
    try:
        if not database.is_first_here:
            raise CannotRebuild(RUNS)
        with database.engine.connect() as connection:
            if not migrate.is_current(connection):
                raise CannotRebuild(
                    "The database belongs to another version. Start this version of Potluck once."
                )
        yield database
    except DBAPIError:
        raise CannotRebuild(
            "The database can't be used. Check DATABASE_URL, and that the server runs."
        ) from None
    finally:
        database.close()


def sizes(session: Session) -> dict[int, int]:
    """Organization → how many questions it has."""
    counted = {int(i): 0 for i in session.scalars(select(ORGANIZATION.id))}
    for organization_id in counted:
        statement = select(func.count()).where(QUESTION.organization_id == organization_id)
        counted[organization_id] = session.scalar(statement) or 0
    return counted
