"""Who may do what with a nomination, in which state: every combination, through the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import update

from bot.events import Person, ProfileChanged
from bot.rules.awards import Act, State
from bot.services import award_access, award_decisions, award_errors, awards
from bot.services.award_access import check
from bot.store import badges
from bot.store.models import PersonRow, columns
from bot.store.unit_of_work import UnitOfWork
from tests.awards import OTHER, dee, eli, in_state, prepare
from tests.world import HERE, World, ana, bo, chi, guest, leaver, mod, robot

STATES = tuple(State)
"""asked, endorsed, granted, declined, withdrawn, lapsed: a letter each in the table below."""
NOTHING = "......"

# y: it is done · l: too late, or too early · n: somebody else may · .: for them there is nothing
TABLE: dict[Act, dict[str, str]] = {
    Act.SEE: {
        "nominee": "..y...",
        "nominator": "yyyyyy",
        "endorser": "yyyyyy",
        "owner": "yyyyyy",
        "admin": "yyyyyy",
    },
    Act.NAME: {
        "nominator": "ylllll",
        "endorser": "nnnnnn",
        "owner": "nnnnnn",
        "admin": "nnnnnn",
    },
    Act.ENDORSE: {
        "nominator": "nnnnnn",
        "endorser": "ylllll",
        "owner": "nnnnnn",
        "admin": "nnnnnn",
    },
    Act.PASS: {
        "nominator": "nnnnnn",
        "endorser": "ylllll",
        "owner": "nnnnnn",
        "admin": "nnnnnn",
    },
    Act.GRANT: {
        "nominator": "nnnnnn",
        "endorser": "nnnnnn",
        "owner": "lyllll",
        "admin": "lyllll",
    },
    Act.DECLINE: {
        "nominator": "nnnnnn",
        "endorser": "nnnnnn",
        "owner": "lyllll",
        "admin": "lyllll",
    },
    Act.WITHDRAW: {
        "nominator": "yyllll",
        "endorser": "nnnnnn",
        "owner": "nnnnnn",
        "admin": "nnnnnn",
    },
}
WHO = {
    "nominee": chi,
    "nominator": ana,
    "endorser": bo,
    "owner": dee,
    "admin": mod,
    "stranger": eli,
    "guest": guest,
    "bot": robot,
    "leaver": leaver,
}


def letter(uow: UnitOfWork, organization_id: int, deed: Callable[[UnitOfWork], Any]) -> str:
    """What becomes of a deed, as a letter of the table; it leaves nothing behind."""
    own = UnitOfWork(uow.session, organization_id, None, uow.now, uow.secret)
    tried = uow.session.begin_nested()
    try:
        deed(own)
    except award_errors.TooLate:
        return "l"
    except award_errors.NotAllowed:
        return "n"
    except award_errors.Gone:
        return "."
    else:
        return "y"
    finally:
        tried.rollback()


async def outcome(world: World, organization_id: int, deed: Callable[[UnitOfWork], Any]) -> str:
    """The same in a transaction of its own."""
    found: str = await world.in_unit_of_work(lambda uow: letter(uow, organization_id, deed))
    return found


def deed(world: World, act: Act, actor: Person, id_: int, other: Person) -> Callable[..., Any]:
    """An act through its service."""
    settings = world.settings
    match act:
        case Act.SEE:
            return lambda uow: check(uow, settings, actor, id_, Act.SEE)
        case Act.NAME:
            return lambda uow: awards.name_another(uow, settings, actor, id_, other)
        case Act.ENDORSE:
            return lambda uow: awards.endorse(uow, settings, actor, id_, "I saw it")
        case Act.PASS:
            return lambda uow: awards.pass_on(uow, settings, actor, id_)
        case Act.GRANT:
            return lambda uow: award_decisions.grant(uow, settings, actor, id_, "Yes")
        case Act.DECLINE:
            return lambda uow: award_decisions.decline(uow, settings, actor, id_, "No")
        case Act.WITHDRAW:
            return lambda uow: awards.withdraw(uow, settings, actor, id_)


async def test_everybody_may_do_what_the_table_says_and_nothing_else(world: World) -> None:
    await prepare(world)
    await world.home(mod, OTHER)  # an administrator of another organization
    people = {who: await world.person(account) for who, account in WHO.items()}
    foreign = await world.person(mod, OTHER)
    eve = await world.person(eli)
    # Those that are settled come first, so that none stands in another's way.
    made = {s: await in_state(world, s, "mentor") for s in reversed(STATES)}
    expected = {
        (act, who): TABLE[act].get(who, NOTHING)
        for act in Act
        for who in (*people, "foreign 1", "foreign 2")
    }

    def tried(uow: UnitOfWork) -> dict[tuple[Act, str], str]:
        everybody = [(who, person, 1) for who, person in people.items()]
        everybody += [(f"foreign {n}", foreign, n) for n in (1, 2)]
        return {
            (act, who): "".join(
                letter(uow, n, deed(world, act, person, made[s].id, eve)) for s in STATES
            )
            for act in Act
            for who, person, n in everybody
        }

    found = await world.in_unit_of_work(tried)
    assert found == expected


async def test_only_owner_and_administrators_take_a_badge_back_and_only_once(world: World) -> None:
    await prepare(world)
    await world.home(mod, OTHER)
    await in_state(world, State.GRANTED)
    holder = await world.person(chi)
    (award,) = await world.read(lambda s: badges.awards_of(s, 1, [holder.id]))
    foreign = await world.person(mod, OTHER)

    async def tried(actor: Person, organization_id: int = 1) -> str:
        return await outcome(
            world,
            organization_id,
            lambda uow: award_decisions.revoke(uow, world.settings, actor, award.id, "A mistake"),
        )

    letters = {who: await tried(await world.person(account)) for who, account in WHO.items()}
    assert letters == dict.fromkeys(WHO, "n") | {"owner": "y", "admin": "y"}
    assert await tried(foreign) == "n"
    assert await tried(foreign, 2) == "."


async def test_an_owner_who_left_is_succeeded_by_administrators(world: World) -> None:
    await prepare(world)
    found = await in_state(world, State.ENDORSED)
    owner, admin = await world.person(dee), await world.person(mod)

    def asked(uow: UnitOfWork) -> list[str]:
        people = award_access.responsible(uow, world.settings, "unsung", found.nominee.id)
        return [p.name for p in people]

    assert await world.in_unit_of_work(asked) == [owner.name]
    gone = replace(dee, is_deleted=True)
    await world.dispatcher.handle(ProfileChanged(id=world.event_id(), workspace=HERE, actor=gone))
    assert await world.in_unit_of_work(asked) == [admin.name]
    grant = deed(world, Act.GRANT, owner, found.id, admin)
    assert await outcome(world, 1, grant) == "."
    assert await outcome(world, 1, deed(world, Act.GRANT, admin, found.id, admin)) == "y"


async def test_whoever_is_nominated_decides_nothing_about_it(world: World) -> None:
    await prepare(world)
    owner, admin, bob = [await world.person(a) for a in (dee, mod, bo)]
    nominator = await world.person(ana)

    def nominate(uow: UnitOfWork) -> int:
        about = awards.Proposal("unsung", owner, bob, "Fixed it", "https://example.org/")
        made = awards.nominate(uow, world.settings, nominator, about)
        awards.endorse(uow, world.settings, bob, made.id, "Yes, that")
        return made.id

    id_ = await world.in_unit_of_work(nominate)
    assert await outcome(world, 1, deed(world, Act.SEE, owner, id_, bob)) == "."
    assert await outcome(world, 1, deed(world, Act.GRANT, owner, id_, bob)) == "."
    assert await outcome(world, 1, deed(world, Act.GRANT, admin, id_, bob)) == "y"


async def test_whom_the_list_of_people_says_has_left_takes_no_part(small_world: World) -> None:
    world = small_world
    await prepare(world)
    found = await in_state(world, State.ENDORSED)
    owner, admin = await world.person(dee), await world.person(mod)

    def leave(uow: UnitOfWork) -> None:
        person = columns(PersonRow)
        uow.session.execute(
            update(PersonRow)
            .where(person.organization_id == 1, person.id == owner.id)
            .values(left_at=uow.now)
        )

    await world.in_unit_of_work(leave)
    assert await outcome(world, 1, deed(world, Act.GRANT, owner, found.id, admin)) == "."
    asked = await world.in_unit_of_work(
        lambda uow: award_access.responsible(uow, world.settings, "unsung", found.nominee.id)
    )
    assert asked == [admin]
