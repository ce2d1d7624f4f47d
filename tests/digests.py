"""What the scenarios of digests share: a team, its manager, and weeks that pass."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.events import Account
from bot.messages import Mention, Message, Spans
from bot.messages.blocks import texts
from bot.services.digests import keep_planning
from bot.store import teams
from bot.store.models import (
    DigestMentionRow,
    DigestRow,
    OutboxRow,
    PersonRow,
    columns,
)
from bot.store.teams import Line
from tests.world import World, ana, bo, mod

PERSON = columns(PersonRow)
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
"""Half an hour before the manager's digest is due."""
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


async def report(
    world: World,
    to: Account,
    *people: Account,
    since: datetime = LONG_AGO,
) -> None:
    """These people report to somebody."""
    boss = (await world.person(to)).id
    ids = [(await world.person(p)).id for p in people]

    def write(session: Session) -> None:
        teams.put(session, 1, [Line(id_, boss, None) for id_ in ids], since)
        known = (PERSON.organization_id == 1, PERSON.id.in_([*ids, boss]))
        session.execute(update(PersonRow).where(*known).values(created_at=LONG_AGO))

    await world.database.write(write)


async def a_team(world: World) -> None:
    """Ana and Bo report to Mo; all live where clocks show UTC, but Bo."""
    await report(world, mod, ana, bo)


async def monday(world: World, moment: datetime = MONDAY, hours: int = 1) -> None:
    """Time passes to an hour in which digests are looked for, and some hours beyond."""
    if world.clock.now < moment:
        world.clock.now = moment
    await world.database.write(lambda s: keep_planning(s, world.clock.now))
    for _ in range(hours):
        await world.later(minutes=31)
        await world.later(minutes=29)


async def rows(world: World, table: type[Any]) -> list[Any]:
    """All rows of a table of the first organization."""

    def query(session: Session) -> list[Any]:
        own = columns(table)
        return list(session.execute(select(*own).where(own.organization_id == 1)).all())

    found: list[Any] = await world.read(query)
    return found


async def digests(world: World) -> list[Any]:
    """The digests that are kept."""
    return sorted(await rows(world, DigestRow), key=lambda row: row.id)


async def mentions(world: World) -> list[Any]:
    """What they say about whom."""
    return await rows(world, DigestMentionRow)


async def posts(world: World, kind: str = "digest.manager") -> list[Any]:
    """The digests in the outbox."""
    return [row for row in await rows(world, OutboxRow) if row.kind == kind]


def said(row: Any) -> Message:
    """The message of a row."""
    return Message.model_validate_json(row.body)


def lines(message: Message) -> list[Spans]:
    """Every line of a message."""
    return [line for block in message.blocks for line in texts(block)]


def named(line: Spans) -> set[int]:
    """Ids of whom a line names."""
    return {s.person.id for s in line if isinstance(s, Mention)}
