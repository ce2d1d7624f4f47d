"""What a platform keeps for us: remembered once, forgotten when it is lost or old, never shared."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.orm import Session

from bot import scheduler
from bot.events import Workspace
from bot.store import people
from bot.store import pictures as store
from bot.store.database import Database
from bot.store.people import Whereabouts
from bot.store.pictures import Kept
from tests.world import HERE, NOON, World

NAME, OTHER = "a" * 64, "b" * 64


async def settled(database: Database, address: str = "T1", owner: str = "one") -> Whereabouts:
    where = Workspace("slack", address)
    return await database.write(lambda s: people.settle(s, where, owner, NOON))


async def test_a_picture_is_remembered_as_it_was_called_first(database: Database) -> None:
    at = await settled(database)

    async def keep(address: str) -> Kept:
        return await database.write(lambda s: store.keep(s, at, NAME, address, NOON))

    first, *others = await asyncio.gather(*(keep(f"F{n}") for n in range(6)))
    assert {one.address for one in others} == {first.address}
    assert first == Kept(NAME, first.address, NOON)
    assert await database.read(lambda s: store.kept(s, at, [NAME, OTHER])) == {NAME: first}


async def test_each_workspace_has_its_own(database: Database) -> None:
    at, beside = await settled(database), await settled(database, "T2")
    elsewhere = await settled(database, "T1b", "another organization")

    def write(session: Session) -> None:
        for n, there in enumerate((at, beside, elsewhere)):
            kept = store.keep(session, there, NAME, f"F{n}", NOON)
            store.prove(session, there, [kept], f"D{n}", NOON)

    await database.write(write)
    every = [f"F{n}" for n in range(3)]

    def read(session: Session) -> None:
        for n, there in enumerate((at, beside, elsewhere)):
            assert store.kept(session, there, [NAME])[NAME].address == f"F{n}"
            for m in range(3):
                shown = store.shown_in(session, there, every, f"D{m}")
                assert shown == ({f"F{n}"} if m == n else set())

    await database.read(read)


async def test_what_was_shown_is_ready_and_stands_there(database: Database) -> None:
    at = await settled(database)
    kept = await database.write(lambda s: store.keep(s, at, NAME, "F1", NOON))
    assert not kept.is_proven
    for where in (None, "D1", "D1"):
        await database.write(
            partial(store.prove, at=at, shown=[kept], conversation=where, now=NOON)
        )
    (kept,) = (await database.read(lambda s: store.kept(s, at, [NAME]))).values()
    assert kept.is_proven
    assert await database.read(lambda s: store.shown_in(s, at, ["F1", "F2"], "D1")) == {"F1"}
    assert await database.read(lambda s: store.shown_in(s, at, ["F1", "F2"], "D2")) == set()


async def test_what_was_lost_is_forgotten_but_not_what_came_after_it(database: Database) -> None:
    at = await settled(database)
    lost = await database.write(lambda s: store.keep(s, at, NAME, "F1", NOON))
    await database.write(lambda s: store.forget(s, at, lost))
    assert await database.read(lambda s: store.kept(s, at, [NAME])) == {}
    await database.write(lambda s: store.keep(s, at, NAME, "F2", NOON))
    await database.write(lambda s: store.forget(s, at, lost))
    assert (await database.read(lambda s: store.kept(s, at, [NAME])))[NAME].address == "F2"


async def test_after_a_quarter_it_is_forgotten(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "HOUSE_BATCH", 2)
    at = await world.read(lambda s: people.known(s, HERE))
    assert at is not None

    def write(session: Session) -> None:
        for days in (0, 89, 91, 92, 93, 400):
            when = NOON - timedelta(days=days)
            kept = store.keep(session, at, f"{days}", f"F{days}", when)
            store.prove(session, at, [kept], "D1", when)

    await world.database.write(write)
    await world.scheduler.tidy()
    names = [f"{days}" for days in (0, 89, 91, 92, 93, 400)]
    assert set(await world.read(lambda s: store.kept(s, at, names))) == {"0", "89"}
    files = [f"F{name}" for name in names]
    assert await world.read(lambda s: store.shown_in(s, at, files, "D1")) == {"F0", "F89"}
