"""Places in experts' weeks: the limit holds, whoever asks at the same moment."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bot.services import expert_choice
from bot.store import expert_reservations as store
from bot.store.database import Database
from tests.experts import Experts

FRIDAY = datetime(2026, 11, 20, 9, tzinfo=UTC)


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
        return await database.write(lambda s: store.reserve(s, 1, bo, question, FRIDAY, 3))

    got = await asyncio.gather(*(take(q) for q in questions))
    assert sum(got) == 3
    assert await database.read(lambda s: store.taken(s, 1, bo, FRIDAY)) == 3
    assert not await take(questions[got.index(False)])
    assert await take(questions[got.index(True)])  # it has its place already


async def test_one_question_that_comes_twice_at_once_takes_one_place(database: Database) -> None:
    experts, (question,) = await begin(database, 1)
    bo = experts.people["bo"]

    def take(session: Session) -> bool:
        return store.reserve(session, 1, bo, question, FRIDAY, 3)

    assert all(await asyncio.gather(*(database.write(take) for _ in range(8))))
    assert await database.read(lambda s: store.taken(s, 1, bo, FRIDAY)) == 1


async def test_a_place_given_back_is_free_again(database: Database) -> None:
    experts, (first, second) = await begin(database, 2)
    bo = experts.people["bo"]
    assert await database.write(lambda s: store.reserve(s, 1, bo, first, FRIDAY, 1))
    assert not await database.write(lambda s: store.reserve(s, 1, bo, second, FRIDAY, 1))
    assert await database.write(lambda s: store.release(s, 1, bo, first))
    assert not await database.write(lambda s: store.release(s, 1, bo, first))
    assert await database.write(lambda s: store.reserve(s, 1, bo, second, FRIDAY, 1))


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


async def test_a_week_is_the_seven_days_until_now_whatever_day_it_is(database: Database) -> None:
    experts, questions = await begin(database, 5)
    bo = experts.people["bo"]

    async def take(number: int, **later: int) -> bool:
        now = FRIDAY + timedelta(**later)
        return await database.write(lambda s: store.reserve(s, 1, bo, questions[number], now, 2))

    async def taken(**later: int) -> int:
        return await database.read(lambda s: store.taken(s, 1, bo, FRIDAY + timedelta(**later)))

    assert await take(0)
    assert await take(1, days=2, hours=23)
    assert not await take(2, days=3)  # it is Monday, and nothing is new about that
    assert await taken(days=6, hours=23) == 2
    assert not await take(2, days=6, hours=23)
    assert await take(2, days=7)  # the first one is seven days ago
    assert not await take(3, days=7, hours=1)
    assert await take(1, days=7, hours=1)  # it has its place
    assert await taken(days=7, hours=1) == 2
