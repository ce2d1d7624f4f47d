"""Deeds of people who ask and know, for the scenarios about questions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from bot.events import Account, Person
from bot.messages import Button
from bot.store import experts, topics
from bot.store.models import ExpertRequestRow, ExpertState, QuestionRow, columns
from bot.store.outbox import ANY_ORGANIZATION
from tests.world import World, buttons

WEDNESDAY = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
"""Everybody but Chi in Shanghai is at work."""
QUESTION = columns(QuestionRow)
REQUEST = columns(ExpertRequestRow)


async def knows(world: World, who: Account, *names: str) -> Person:
    """Somebody is an expert of these topics."""
    person = await world.person(who)

    def declare(uow: Any) -> None:
        for topic in topics.stored(uow.session, uow.organization_id, names):
            experts.set_state(
                uow.session, uow.organization_id, topic, person.id, ExpertState.ACTIVE, uow.now
            )

    await world.in_unit_of_work(declare)
    return person


async def owns(world: World, who: Account, name: str) -> Person:
    """Somebody looks after a topic."""
    person = await world.person(who)

    def own(uow: Any) -> None:
        (topic,) = topics.stored(uow.session, uow.organization_id, [name])
        experts.set_owners(uow.session, uow.organization_id, topic, [person])

    await world.in_unit_of_work(own)
    return person


async def rows(world: World) -> list[Any]:
    """Every question, as it is stored."""
    query = select(*QUESTION).order_by(QUESTION.id)
    return list(
        await world.read(lambda s: s.execute(query, execution_options=ANY_ORGANIZATION).all())
    )


async def asked(world: World) -> dict[int, tuple[int, str]]:
    """Person id → the round in which they were asked, and what they did, of all questions."""
    query = select(REQUEST.person_id, REQUEST.round, REQUEST.state)
    found = await world.read(lambda s: s.execute(query, execution_options=ANY_ORGANIZATION).all())
    return {row.person_id: (row.round, row.state) for row in found}


def button_in(world: World, conversation: str, label: str) -> Button:
    """The newest button of that label in a conversation."""
    for shown in reversed(list(world.messenger.shown.values())):
        if shown.to.address == conversation and shown.message is not None:
            found = buttons(shown.message).get(label)
            if found is not None:
                return found
    raise AssertionError(f"no {label!r} in {conversation}")


def in_thread(world: World) -> list[tuple[str, str | None]]:
    """What stands in the channel, and below which message."""
    return [
        (s.ref.id, s.to.thread)
        for s in world.messenger.shown.values()
        if s.to.address == "C-general"
    ]
