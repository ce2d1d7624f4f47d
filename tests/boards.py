"""Deeds and people for the scenarios about boards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import update

from bot.events import Account, Person
from bot.messages import Facts, Replace, Select
from bot.messages.text import plain
from bot.store import people, teams
from bot.store.deeds import Deed
from bot.store.models import DeedKind, PersonRow, columns
from bot.store.teams import Line
from tests.world import HERE, World

PERSON = columns(PersonRow)
_numbers = count(1)


def crowd(number: int) -> list[Account]:
    """So many colleagues whom nobody has met yet."""
    return [Account(f"crowd-{n}", f"Crowd {n:03}", "UTC") for n in range(number)]


async def join(world: World, accounts: Sequence[Account]) -> list[Person]:
    """They are known from now on."""
    for account in accounts:
        world.messenger.people[account.address] = account
        world.profiles._remember(HERE, account)

    def meet(uow: Any) -> list[Person]:
        at = people.known(uow.session, HERE)
        assert at is not None
        met = people.resolve(uow.session, at, accounts, uow.now)
        return [met[account.address].person for account in accounts]

    made: list[Person] = await world.in_unit_of_work(meet)
    return made


async def thanked(
    world: World,
    giver: Account | None,
    receiver: Account,
    times: int = 1,
    *,
    kind: DeedKind = DeedKind.KUDOS_RECEIVED,
    days_ago: float = 0,
    is_open: bool = True,
    topics: tuple[str, ...] = (),
) -> list[str]:
    """Somebody was thanked so often, a minute apart; the deeds' subjects. No giver: unnamed."""
    whom = (await world.person(receiver)).id
    by = (await world.person(giver)).id if giver is not None else None
    subjects = [f"test:{next(_numbers)}" for _ in range(times)]

    def write(uow: Any) -> None:
        at = uow.now - timedelta(days=days_ago)
        for turn, subject in enumerate(subjects):
            when = at - timedelta(minutes=times - turn)
            uow.did(Deed(kind, whom, subject, when, by, is_open, topics))

    await world.in_unit_of_work(write)
    return subjects


async def team(world: World, name: str, members: Sequence[Account]) -> int:
    """They work together; the team's id."""
    known = [await world.person(account) for account in members]

    def settle(uow: Any) -> int:
        at = uow.session, uow.organization_id
        id_ = teams.stored(*at, [name])[name]
        since = uow.now - timedelta(days=60)
        teams.put(*at, [Line(person.id, None, id_) for person in known], since)
        return id_

    return int(await world.in_unit_of_work(settle))


async def about(world: World, who: Account, **values: date | datetime | None) -> None:
    """What a list of people says about somebody: their first day, that they left."""
    person = await world.person(who)

    def write(uow: Any) -> None:
        uow.session.execute(
            update(PersonRow)
            .where(PERSON.organization_id == uow.organization_id, PERSON.id == person.id)
            .values(values)
        )

    await world.in_unit_of_work(write)


def lines(said: Any) -> list[str]:
    """The lines of a board: "1st Ana Alves"."""
    message = said.message if isinstance(said, Replace) else said
    return [
        f"{fact.label} {plain(fact.value)}"
        for block in message.blocks
        if isinstance(block, Facts)
        for fact in block.facts
    ]


def selects(said: Any) -> dict[str, Select]:
    """The lists to choose from, by what they ask."""
    message = said.message if isinstance(said, Replace) else said
    return {block.placeholder: block for block in message.blocks if isinstance(block, Select)}
