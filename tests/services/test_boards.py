"""What the database finds is what the formula says of the whole log, whatever is in it."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.rules import points as counting
from bot.rules.boards import Period, Wanted, span, standing
from bot.services import boards as service
from bot.services.boards import FIRST, THANKS
from bot.settings.boards import Boards
from bot.store import boards as store
from bot.store import deeds
from bot.store.boards import Helped, Within
from bot.store.deeds import Deed
from bot.store.models import DeedKind, DeedRow, columns
from bot.store.unit_of_work import UnitOfWork
from tests.boards import crowd, join, lines
from tests.world import World, ana, mod

PEOPLE = 24
DEEDS = 400
DEED = columns(DeedRow)


async def busy_month(world: World, seed: int) -> None:
    """A crowd whose thanks go all ways: some private, some taken back, some of nobody named."""
    people = await join(world, crowd(PEOPLE))
    dice = random.Random(seed)  # noqa: S311
    kinds = [*THANKS, *FIRST, DeedKind.KUDOS_GIVEN, DeedKind.SESSION_ATTENDED]

    def write(uow: UnitOfWork) -> None:
        for n in range(DEEDS):
            # Few receive most: circles are common, and the tail is long.
            who = people[int(PEOPLE * dice.random() ** 2)]
            other = dice.choice([None, *(p for p in people if p != who)])
            at = uow.now - timedelta(minutes=dice.randrange(60 * 24 * 45))
            uow.did(
                Deed(
                    dice.choice(kinds),
                    who.id,
                    f"test:{n}",
                    at,
                    other.id if other is not None else None,
                    dice.random() < 0.8,
                    ("sql",) if dice.random() < 0.3 else (),
                )
            )
            if dice.random() < 0.1:
                uow.undid(f"test:{n}")

    await world.in_unit_of_work(write)


def log(uow: UnitOfWork) -> list[Helped]:
    """All thanks that count, read in the plainest way there is."""
    rows = uow.session.execute(
        select(DEED.person_id, DEED.other_id, DEED.kind, DEED.at)
        .where(DEED.organization_id == uow.organization_id, DEED.is_open.is_(True))
        .where(DEED.undone_at.is_(None), DEED.kind.in_([k.value for k in (*THANKS, *FIRST)]))
    )
    return [
        Helped(
            r.person_id, r.other_id if r.other_id != r.person_id else None, DeedKind(r.kind), r.at
        )
        for r in rows
    ]


@pytest.mark.parametrize("seed", range(3))
async def test_a_board_is_the_formula_over_the_whole_log(world: World, seed: int) -> None:
    await busy_month(world, seed)
    somebody = await world.person(mod)

    def compare(uow: UnitOfWork) -> None:
        begin, end = span(Period.MONTH, uow.now, "UTC")
        within = Within(begin, end, uow.now)
        every = log(uow)
        counted = [one for one in every if begin <= one.at < end and one.kind in THANKS]
        around = [one for one in every if one.kind in THANKS]
        expected = counting.points(service.as_thanks(counted), service.as_thanks(around))
        assert service.points(uow, THANKS, within, list(expected)) == expected
        leading = dict(store.leading(uow.session, uow.organization_id, THANKS, within, 500))
        plain = counting.points(service.as_thanks(counted))
        assert leading == pytest.approx(plain)
        assert leading != pytest.approx(expected)  # circles were damped
        seen = service.look(uow, Boards(totals=True), somebody, Wanted())
        said = standing(expected)
        found = [(line.rank, line.person.id, line.points) for line in seen.lines]
        assert set(found) == {(p.rank, p.person_id, p.points) for p in said.places}
        assert [rank for rank, *_ in found] == [p.rank for p in said.places]
        assert (seen.more, seen.more_rank) == (said.more, said.more_rank)
        assert found

    await world.in_unit_of_work(compare)


async def test_only_a_few_are_looked_at_closely(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can't reach the last line is not looked at, and the board is the same."""
    await busy_month(world, 5)
    whole = lines((await world.command(mod, "learn", "board")).reply)
    looked: list[int] = []
    real = service.points

    def count(uow: UnitOfWork, weights: Any, within: Within, ids: Any) -> dict[int, float]:
        looked.extend(ids)
        return real(uow, weights, within, ids)

    monkeypatch.setattr(service, "points", count)
    monkeypatch.setattr(service, "AT_ONCE", 4)
    assert lines((await world.command(mod, "learn", "board")).reply) == whole
    assert 10 <= len(looked) < PEOPLE
    assert len(set(looked)) == len(looked)


async def test_what_is_taken_back_restores_every_number(world: World) -> None:
    await busy_month(world, 7)

    def change(uow: UnitOfWork) -> None:
        begin, end = span(Period.MONTH, uow.now, "UTC")
        within = Within(begin, end, uow.now)
        ids = sorted({one.person_id for one in log(uow)})
        before = service.points(uow, THANKS, within, ids)
        at = uow.session, uow.organization_id
        more = Deed(DeedKind.KUDOS_RECEIVED, ids[0], "test:more", uow.now, ids[1])
        deeds.add(*at, [more])
        assert service.points(uow, THANKS, within, ids)[ids[0]] > before[ids[0]]
        deeds.undo(*at, "test:more", uow.now)
        assert service.points(uow, THANKS, within, ids) == before
        deeds.redo(*at, "test:more", DeedKind.KUDOS_RECEIVED)
        again = service.points(uow, THANKS, within, ids)
        deeds.undo(*at, "test:more", uow.now)
        deeds.add(*at, [more])
        assert service.points(uow, THANKS, within, ids) == again

    await world.in_unit_of_work(change)


async def test_a_topic_counts_what_is_about_it_and_looks_for_circles_in_all(world: World) -> None:
    first, second = await join(world, crowd(2))

    def write(uow: UnitOfWork) -> None:
        yesterday = uow.now - timedelta(days=1)
        kind = DeedKind.KUDOS_RECEIVED
        uow.did(Deed(kind, second.id, "test:1", yesterday, first.id, topics=("git",)))
        uow.did(Deed(kind, first.id, "test:2", uow.now, second.id, topics=("sql",)))

    await world.in_unit_of_work(write)
    world.configure(boards={"totals": True})
    shown = (await world.command(ana, "learn", "board #sql")).reply
    assert lines(shown) == ["1st Crowd 000 · 1 point"]
