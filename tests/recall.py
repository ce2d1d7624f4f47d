"""How the tests of recall write cards, and what is stored about learning them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.dispatcher import Outcome
from bot.events import Account
from bot.messages import Reply
from bot.store.models import (
    RecallCardRow,
    RecallDeckRow,
    RecallMemoryRow,
    RecallReviewRow,
    RecallSubscriptionRow,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION
from bot.views.recall_cards import UseCard
from tests.world import World, ana, bo, buttons

CARD = columns(RecallCardRow)
DECK = columns(RecallDeckRow)
REVIEW = columns(RecallReviewRow)
MEMORY = columns(RecallMemoryRow)
LEARNS = columns(RecallSubscriptionRow)

SINGLE: dict[str, Any] = {
    "kind": "single",
    "prompt": "Why does the planner skip an index?",
    "choices": "* It would read most of the table\nIt is broken",
    "explanation": "Reading in order is cheaper then.",
    "topics": "#sql",
    "title": "Query plans",
}


async def write(world: World, who: Account = ana, **more: Any) -> Outcome:
    """Fill in the form for a card."""
    return await world.submit(who, "recall.write", **(SINGLE | more))


async def written(world: World, who: Account = ana, **more: Any) -> int:
    """A card that is in use; its id."""
    shown = await write(world, who, **more)
    await world.press(who, buttons(shown.reply)["Use it"])
    return await newest(world)


async def newest(world: World) -> int:
    """The id of the card that was written last."""
    return int((await rows(world, RecallCardRow, CARD.id))[-1].id)


async def use(world: World, who: Account, card_id: int) -> Outcome:
    """Press "Use it"."""
    return await world.press(who, UseCard(card_id=card_id))


async def rows(world: World, table: type[Any], *order: Any) -> list[Any]:
    """All rows of a table."""
    query = select(*columns(table)).order_by(*order)
    found: list[Any] = await world.read(
        lambda s: s.execute(query, execution_options=ANY_ORGANIZATION).all()
    )
    return found


async def due(world: World, who: Account) -> dict[int, Any]:
    """Card id → when it is due for somebody; what rests is left out."""
    person = await world.person(who)
    return {
        row.card_id: row.due_at
        for row in await rows(world, RecallMemoryRow, MEMORY.card_id)
        if row.person_id == person.id and row.due_at is not None
    }


async def reviews(world: World) -> list[Any]:
    """The whole log."""
    return await rows(world, RecallReviewRow, REVIEW.id)


async def memory_of(world: World, who: Account, card_id: int) -> Any:
    """What somebody remembers of a card."""
    person = await world.person(who)
    found = await rows(world, RecallMemoryRow, MEMORY.card_id)
    return next(r for r in found if (r.person_id, r.card_id) == (person.id, card_id))


async def learns(world: World, *cards: dict[str, Any], who: Account = bo) -> list[int]:
    """Ana writes these cards, and somebody learns what they are about; nothing is held out."""
    world.configure(recall={"hold_out": 0.0})
    ids = [await written(world, ana, **card) for card in (cards or ({},))]
    await world.command(who, "recall", "learn #sql")
    return ids


async def at(world: World, moment: datetime, step: timedelta = timedelta(minutes=90)) -> None:
    """Go on to that moment, and look around that long before it, too."""
    if world.clock.now < moment - step:
        await world.later(seconds=(moment - step - world.clock.now).total_seconds())
    await world.later(seconds=(moment - world.clock.now).total_seconds())


async def press(world: World, said: object, label: str, who: Account = bo) -> Reply:
    """Press a button of a message; the reply."""
    return (await world.press(who, buttons(said)[label])).reply
