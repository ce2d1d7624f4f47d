"""Places in experts' weeks: the limit holds, whoever asks at the same moment."""

from __future__ import annotations

import asyncio
from datetime import date

from sqlalchemy.orm import Session

from bot.services import expert_choice
from bot.store import expert_reservations as store
from bot.store.database import Database
from tests.experts import Experts

WEEK = date(2026, 11, 16)


async def begin(database: Database, questions: int) -> tuple[Experts, list[int]]:
    experts = Experts(database)
    await experts.begin("ana", "bo")
    return experts, [await experts.asks("ana", f"{n}?") for n in range(questions)]


async def test_questions_that_come_at_once_never_take_more_than_the_limit(
    database: Database,
) -> None:
    experts, questions = await begin(database, 12)
    bo = experts.people["bo"]

    async def take(question: int) -> bool:
        return await database.write(lambda s: store.reserve(s, 1, bo, question, WEEK, 3))

    got = await asyncio.gather(*(take(q) for q in questions))
    assert sum(got) == 3
    assert await database.read(lambda s: store.taken(s, 1, bo, WEEK)) == 3
    assert not await take(questions[got.index(False)])
    assert await take(questions[got.index(True)])  # it has its place already


async def test_one_question_that_comes_twice_at_once_takes_one_place(database: Database) -> None:
    experts, (question,) = await begin(database, 1)
    bo = experts.people["bo"]

    def take(session: Session) -> bool:
        return store.reserve(session, 1, bo, question, WEEK, 3)

    assert all(await asyncio.gather(*(database.write(take) for _ in range(8))))
    assert await database.read(lambda s: store.taken(s, 1, bo, WEEK)) == 1


async def test_a_place_given_back_is_free_again(database: Database) -> None:
    experts, (first, second) = await begin(database, 2)
    bo = experts.people["bo"]
    assert await database.write(lambda s: store.reserve(s, 1, bo, first, WEEK, 1))
    assert not await database.write(lambda s: store.reserve(s, 1, bo, second, WEEK, 1))
    assert await database.write(lambda s: store.release(s, 1, bo, first))
    assert not await database.write(lambda s: store.release(s, 1, bo, first))
    assert await database.write(lambda s: store.reserve(s, 1, bo, second, WEEK, 1))


async def test_a_new_week_has_new_places_and_a_limit_of_none_has_none(database: Database) -> None:
    experts, (first, second, third) = await begin(database, 3)
    bo = experts.people["bo"]

    async def take(question: int, cap: int) -> bool:
        return await database.write(
            lambda s: expert_choice.reserve(experts.uow(s), bo, question, cap)
        )

    assert not await take(first, 0)
    assert await take(first, 1)
    assert not await take(second, 1)
    experts.later(days=7)
    assert await take(third, 1)
