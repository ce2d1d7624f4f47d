"""What `potluck index rebuild` does: the index of this machine and the counts of answers, anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adapters.terminal import CannotRun, current
from bot.services import expert_choice
from bot.settings import Environment
from bot.store.database import Database
from bot.store.models import AnswerRow, OrganizationRow, QuestionRow, columns
from bot.store.single_process import InUse
from bot.store.unit_of_work import UnitOfWork

ORGANIZATION = columns(OrganizationRow)
QUESTION = columns(QuestionRow)
ANSWER = columns(AnswerRow)

RUNS = "Potluck is running here. Stop it, rebuild, and start it again."


@contextmanager
def opened(environment: Environment) -> Iterator[Database]:
    """The database, which no running Potluck of this machine may use. Raises CannotRun."""
    try:
        database = Database(environment.database_url, environment.indexes)
    except InUse:
        raise CannotRun(RUNS) from None
    with current(database):
        if not database.is_first_here:
            raise CannotRun(RUNS)
        yield database


async def recount(
    database: Database, organization_id: int, secret: str, tell: Callable[[int], object]
) -> int:
    """Count anew, in one transaction, who answered what, for choosing experts; how many counted.

    The secret tells which answers are an anonymous asker's own.
    """

    def job(session: Session) -> int:
        uow = UnitOfWork(session, organization_id, None, datetime.now(UTC), secret)
        return expert_choice.recount(uow, tell)

    return await database.write(job)


def sizes(session: Session) -> dict[int, tuple[int, int]]:
    """Organization → how many questions it has, and how many answers that can be seen."""
    counted = {}
    for organization_id in session.scalars(select(ORGANIZATION.id)):
        asked = select(func.count()).where(QUESTION.organization_id == organization_id)
        given = select(func.count()).where(
            ANSWER.organization_id == organization_id,
            ANSWER.deleted_at.is_(None),
            ANSWER.hidden_at.is_(None),
        )
        counted[organization_id] = session.scalar(asked) or 0, session.scalar(given) or 0
    return counted
