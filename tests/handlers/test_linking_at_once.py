"""Both accounts of one human act at the same moment; lists of people; the daily look."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, insert, select, update

from bot.events import Account
from bot.rules import memory as model
from bot.rules.memory import Grade, Memory
from bot.rules.recall_log import Finding
from bot.services.linking import keep_looking
from bot.services.person_merging import merge
from bot.services.recall_verify import Verified, verify
from bot.settings import Recall
from bot.store.database import Database
from bot.store.models import (
    AccountRow,
    PersonRow,
    RecallCardRow,
    RecallMemoryRow,
    RecallReviewRow,
    Role,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.roles import role_of
from tests.linking import (
    ANA,
    LOBBY,
    THERE,
    act,
    here_with,
    join_workspaces,
    known_as,
    person,
    there,
)
from tests.world import NOON, World, ana, bo, mod

ACCOUNT = columns(AccountRow)
CARD = columns(RecallCardRow)
PERSON = columns(PersonRow)
MEMORY = columns(RecallMemoryRow)

PEOPLE = 8


@pytest.fixture
async def postgres(populated_postgresql_url: str) -> Any:
    """Two workspaces on PostgreSQL, where transactions really run at once."""
    database = Database(populated_postgresql_url)
    world = World(database)
    world.everybody_is_known()
    join_workspaces(world)
    yield world
    await world.close()
    database.close()


@pytest.fixture
def small(small_world: World) -> World:
    """Two workspaces on SQLite alone."""
    join_workspaces(small_world)
    return small_world


@pytest.fixture
def both(world: World) -> World:
    """Two workspaces of one organization."""
    join_workspaces(world)
    return world


async def listed(world: World, name: str, email: str) -> int:
    """A list of people has somebody whom no platform has shown yet."""

    def add(uow: Any) -> int:
        values = {
            "organization_id": 1,
            "name": name,
            "email": email,
            "time_zone": "UTC",
            "role": Role.MANAGER,
            "created_at": NOON,
        }
        query = insert(PERSON.id.table).returning(PERSON.id)
        return int(uow.session.execute(query, values).scalar_one())

    return int(await world.in_unit_of_work(add))


async def test_both_accounts_come_at_the_same_moment_and_are_one_person(postgres: World) -> None:
    world = postgres
    here, across = [], []
    for n in range(PEOPLE):
        email = f"kim.{n}@example.com"
        here.append(known_as(world, Account(f"kim-{n}", f"Kim {n} Kern", "UTC", email=email)))
        across.append(known_as(world, Account(f"k-{n}", f"Kern, Kim {n}", "UTC", email=email)))
    await asyncio.gather(
        *(world.command(one, "link") for one in here), *(act(world, one) for one in across)
    )
    for one, other in zip(here, across, strict=True):
        assert await world.person(one) == await person(world, other)


async def test_two_merges_and_what_both_do_meanwhile_all_come_through(postgres: World) -> None:
    world = postgres
    second = await there(world, "ana-2", "Ana Alves", None)
    me, you = await world.person(ana), await person(world, second)

    async def merge_them(one: int, other: int) -> Any:
        return await world.in_unit_of_work(lambda u: merge(u, world.settings, one, other))

    async def thanks(number: int) -> None:
        given = await world.command(bo, "kudos", ana, f" for idea {number}")
        assert given.reply is not None
        await world.command(second, "link", at=LOBBY, workspace=THERE)
        await world.command(ana, "ask", f"Why is it so number {number}? #sql", at=LOBBY)

    made = await asyncio.gather(
        merge_them(me.id, you.id), merge_them(you.id, me.id), *(thanks(n) for n in range(3))
    )
    assert len([one for one in made[:2] if one is not None]) == 1
    assert await person(world, second) == await world.person(ana)
    gone = select(func.count()).where(PERSON.id == me.id)
    assert await world.read(lambda s: s.scalar(gone, execution_options=ANY_ORGANIZATION)) == 0


async def test_who_is_on_the_list_is_that_person_from_their_first_account_on(both: World) -> None:
    number = await listed(both, "Alves, Ana Maria", ANA)
    first = await there(both, "ana-2", "anni", ANA)
    found = await person(both, first)
    assert (found.id, found.name) == (number, "Alves, Ana Maria")
    assert await both.read(lambda s: role_of(s, 1, number)) is Role.MANAGER
    zone = select(PERSON.time_zone).where(PERSON.id == number)
    assert await both.read(lambda s: s.scalar(zone, execution_options=ANY_ORGANIZATION)) == (
        "Europe/Lisbon"
    )
    assert both.messenger.in_("D-ana-2") == [], "one account is nothing to tell"
    await here_with(both, ana, ANA)
    await both.later(seconds=5)
    assert await person(both, first) == await both.person(ana)


async def test_once_a_day_addresses_that_two_people_have_are_looked_at(small: World) -> None:
    small.configure(people={"link": False})
    await here_with(small, ana, ANA)
    second = await there(small, "ana-2", "Ana Alves", ANA)
    alone = await listed(small, "Bo Berg", "bo@example.com")
    await here_with(small, bo, "bo@example.com")
    small.configure(people={"link": True})

    async def start() -> None:
        await small.database.write(lambda s: keep_looking(s, small.settings, small.clock()))
        await small.later(seconds=1)

    await start()
    assert await person(small, second) == await small.person(ana)
    assert (await small.person(bo)).id == alone
    await start()  # a restart plans nothing twice
    third = known_as(small, Account("cleo", "Cleo Cole", "UTC"))
    await small.command(third, "link")
    await there(small, "c-2", "Cleo Cole", "cleo@example.com")

    def quietly(uow: Any) -> None:  # as a version that knew nothing of linking would have
        mine = update(ACCOUNT.id.table).where(ACCOUNT.address == "cleo")
        uow.session.execute(
            mine.values(email="cleo@example.com"), execution_options=ANY_ORGANIZATION
        )

    await small.in_unit_of_work(quietly)
    await small.later(days=1)
    assert await small.person(third) == await person(small, Account("c-2"))


async def test_the_higher_role_holds_and_goes_with_its_account(both: World) -> None:
    known = Account("mod", "Mo Moderator", "UTC", email="mo@example.com", is_admin=True)
    known_as(both, known)
    await both.command(known, "link")
    second = await there(both, "mo-2", "Mo Moderator", "mo@example.com")
    one = await person(both, second)
    assert one == await both.person(mod)
    assert await both.read(lambda s: role_of(s, 1, one.id)) is Role.ADMIN


async def test_cards_that_both_had_learnt_are_remembered_as_both_answered(both: World) -> None:
    second = await there(both, "ana-2", "Ana Alves", None)
    me, you = await both.person(ana), await person(both, second)
    rules = Recall()

    def learn(uow: Any) -> None:
        own = {"organization_id": 1}
        card = own | {"author_id": me.id, "kind": "free", "prompt": "?", "created_at": NOON}
        made = insert(CARD.id.table).returning(CARD.id)
        card_id = uow.session.execute(made, card | {"state": "active"}).scalar_one()
        memories = {who.id: Memory(NOON) for who in (me, you)}
        moments = [(me, 1, Grade.GOOD), (you, 2, Grade.AGAIN), (me, 30, Grade.EASY)]
        for who, days, grade in [*moments, (you, 40, Grade.GOOD)]:
            when = NOON + timedelta(days=days)
            memories[who.id] = model.review(memories[who.id], grade, when)
            said = own | {"person_id": who.id, "card_id": card_id, "rating": int(grade)}
            said |= {"card_version": 1, "due_at": when, "asked_at": when, "reviewed_at": when}
            uow.session.execute(insert(RecallReviewRow), said | {"model": "m"})
        for who_id, memory in memories.items():
            kept = own | {"person_id": who_id, "card_id": card_id, "began_at": NOON}
            kept |= {"model_state": memory.state, "step": memory.step, "due_at": memory.due_at}
            kept |= {"stability": memory.stability, "difficulty": memory.difficulty}
            uow.session.execute(insert(RecallMemoryRow), kept | {"reviewed_at": memory.reviewed_at})

    await both.in_unit_of_work(learn)
    await both.in_unit_of_work(lambda uow: merge(uow, both.settings, me.id, you.id))
    found = Verified()
    await both.read(lambda s: verify(s, rules, 0, found))
    assert found.found == {Finding.SAME: 1}


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    said: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


async def test_thanking_people_who_are_known_costs_no_query_more(small: World) -> None:
    await here_with(small, ana, ANA)
    await there(small, "ana-2", "Ana Alves", ANA)
    counts = []
    for number, link in enumerate((True, False)):
        small.configure(people={"link": link})
        await small.command(bo, "kudos", ana, f" for warming up {number}")
        with statements(small.database.engine) as said:
            await small.command(bo, "kudos", ana, f" for the query planner {number}")
        counts.append(len(said))
        assert not any("person_merge" in one or "account_pair" in one for one in said)
    assert counts[0] == counts[1]
