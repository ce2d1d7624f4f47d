"""Looking into the outbox: what tests say, and what became of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.events import Conversation, Person
from bot.messages import Message
from bot.store.models import OutboxRow, columns
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.seals import Sealed
from bot.store.unit_of_work import UnitOfWork
from tests.world import GENERAL, World

OUTBOX = columns(OutboxRow)


async def say(
    world: World,
    words: str,
    to: Conversation | Person | Sealed = GENERAL,
    *,
    key: str = "",
    **rest: Any,
) -> str:
    """Post something; returns its key."""
    key = key or words

    def deed(uow: UnitOfWork) -> None:
        uow.post(Message.of(words), to=to, key=key, kind="test", **rest)

    await world.in_unit_of_work(deed)
    return key


async def revise(world: World, key: str, words: str | None) -> None:
    """Make a post say something else, or nothing any more."""
    message = None if words is None else Message.of(words)
    await world.in_unit_of_work(lambda uow: uow.revise(key, message))


async def stands(world: World, key: str) -> OutboxRow:
    """A post's row as it is now."""
    query = select(OutboxRow).where(OUTBOX.dedupe_key == key)

    def find(session: Session) -> OutboxRow:
        return session.execute(query, execution_options=ANY_ORGANIZATION).scalar_one()

    return await world.database.read(find)


async def spoil(world: World, key: str, **values: Any) -> None:
    """Change a post's row behind everybody's back."""
    statement = update(OutboxRow).where(OUTBOX.dedupe_key == key).values(values)
    await world.database.write(lambda s: s.execute(statement, execution_options=ANY_ORGANIZATION))
