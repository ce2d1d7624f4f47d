"""Everything in the database, to compare before and after."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from bot.store.outbox import ANY_ORGANIZATION
from tests.world import World

BOOKKEEPING = {"seen_event", "account"}
"""Every event leaves a trace of itself and of who was last active."""


@cache
def _queries() -> dict[str, Select[Any]]:
    tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in BOOKKEEPING]
    return {t.name: select(t).order_by(*t.primary_key.columns) for t in tables}


async def dump(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database but bookkeeping."""

    def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
        return {
            name: [tuple(row) for row in session.execute(query, execution_options=ANY_ORGANIZATION)]
            for name, query in _queries().items()
        }

    found: dict[str, list[tuple[Any, ...]]] = await world.read(everything)
    return found
