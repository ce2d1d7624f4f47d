"""Everything in the database, to compare before and after."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, select
from sqlmodel import SQLModel

from bot.store.outbox import ANY_ORGANIZATION
from tests.world import World

BOOKKEEPING = {"seen_event", "account"}
"""Every event leaves a trace of itself and of who was last active."""


async def dump(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database but bookkeeping."""
    tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in BOOKKEEPING]

    def rows(table: Table) -> Any:
        query = select(table).order_by(*table.primary_key.columns)
        return lambda s: s.execute(query, execution_options=ANY_ORGANIZATION).all()

    return {t.name: [tuple(r) for r in await world.read(rows(t))] for t in tables}
