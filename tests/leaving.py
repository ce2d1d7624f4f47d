"""A colleague leaves, or comes back, as a list of people says."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.events import Account
from bot.rules.teams_import import Entry
from bot.services import teams_import
from bot.store import teams_import as store
from bot.store.unit_of_work import UnitOfWork
from tests.world import World


async def listed(world: World, *entries: Entry, **options: Any) -> None:
    """The list of people says this."""

    def write(uow: UnitOfWork) -> None:
        looked = teams_import.look(
            uow, entries, **({"is_complete": False, "is_sure": False} | options)
        )
        ids, since = teams_import.write_people(uow, looked.plan.people, looked.since)
        teams_import.write_moves(uow, looked.plan.moves, ids, since)

    await world.in_unit_of_work(write)


async def recognised(world: World, *who: Account) -> None:
    """The list has met these people: their address there is theirs at x.example."""
    for account in who:
        person = await world.person(account)
        email = f"{account.address}@x.example"
        await world.in_unit_of_work(
            lambda uow, id_=person.id, email=email: store.change(
                uow.session, uow.organization_id, [(id_, {"email": email})]
            )
        )


def row(who: Account, manager: Account | None = None, team: str = "", **about: Any) -> Entry:
    """Their row."""
    above = f"{manager.address}@x.example" if manager else ""
    return Entry(2, f"{who.address}@x.example", who.name or "", above, team, **about)


async def left(world: World, who: Account, last: date) -> None:
    """The list says that it was their last day."""
    await recognised(world, who)
    await listed(world, row(who, left=last))
