"""Scenarios: people whose profile changes, and workspaces that come and go."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from bot.events import Account, BotAdded, BotRemoved, ProfileChanged
from bot.profiles import Profiles
from bot.services.people import keep_roles
from bot.store.models import AccountRow, Role, columns
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.roles import role_of
from tests.sessions import plan
from tests.world import DIRECT, HERE, World, ana, bo, mod, renamed, words

ACCOUNT = columns(AccountRow)


async def test_a_new_name_is_shown_from_then_on(world: World) -> None:
    event = ProfileChanged(id="P1", workspace=HERE, actor=renamed(bo, "Bo Bergström"))
    await world.dispatcher.handle(event)
    world.messenger.people["bo"] = renamed(bo, "Bo Bergström")
    given = await world.command(ana, "kudos", Account("bo"), " for the query planner")
    assert "Sent to Bo Bergström" in words(given.reply)


async def test_profiles_of_people_nobody_met_are_not_kept(world: World) -> None:
    count = select(func.count(ACCOUNT.id))
    before = await world.read(lambda s: s.scalar(count, execution_options=ANY_ORGANIZATION))
    stranger = Account("stranger", "Sam Stranger", "UTC")
    await world.dispatcher.handle(ProfileChanged(id="P2", workspace=HERE, actor=stranger))
    after = await world.read(lambda s: s.scalar(count, execution_options=ANY_ORGANIZATION))
    assert after == before


async def test_who_left_can_no_longer_be_thanked(world: World) -> None:
    gone = Account("bo", is_deleted=True)
    await world.dispatcher.handle(ProfileChanged(id="P3", workspace=HERE, actor=gone))
    refused = await world.command(ana, "kudos", Account("bo"), " for the query planner")
    assert words(refused.reply) == (
        "Bo Berg no longer has an account here. Pick somebody else."
        " | You wrote: for the query planner"
    )


async def test_whoever_adds_the_bot_is_greeted_once(world: World) -> None:
    for number in range(2):
        event = BotAdded(id=f"A{number}", workspace=HERE, actor=ana, conversation=DIRECT)
        await world.dispatcher.handle(event)
    await world.deliver()
    assert [w[:19] for w in world.messenger.in_("D-ana")] == ["Hello, I'm Potluck."]


async def test_an_uninstalled_workspace_is_written_to_no_more_until_it_returns(
    world: World,
) -> None:
    await world.command(ana, "kudos", bo, " for the query planner")
    await world.dispatcher.handle(BotRemoved(id="R1", workspace=HERE, actor=ana))
    await world.deliver()
    assert world.messenger.shown == {}
    await world.dispatcher.handle(BotAdded(id="A1", workspace=HERE, actor=ana))
    await world.command(ana, "kudos", bo, " for the review")
    await world.deliver()
    assert len(world.messenger.in_("C-general")) == 1


async def test_whom_app_yaml_no_longer_names_decides_on_reports_no_more(world: World) -> None:
    world.configure(admins=["fake:ana"])
    await world.home(ana)
    allowed = await world.command(ana, "kudos", "reports")
    assert words(allowed.reply) == "Nothing has been reported. All is well."
    world.configure(admins=[])
    await world.database.write(lambda s: keep_roles(s, world.settings))
    refused = await world.command(ana, "kudos", "reports")
    assert words(refused.reply).startswith("Only moderators decide")
    still = await world.command(mod, "kudos", "reports")
    assert words(still.reply) == "Nothing has been reported. All is well."


async def role(world: World, account: Account) -> Role:
    """What somebody is."""
    person = await world.person(account)
    found: Role = await world.read(lambda s: role_of(s, 1, person.id))
    return found


async def test_app_yaml_appoints_and_the_next_start_takes_what_it_no_longer_gives(
    world: World,
) -> None:
    async def restart(**named: list[str]) -> list[Role]:
        world.profiles = Profiles([world.messenger])
        world.configure(**({"admins": [], "managers": [], "facilitators": []} | named))
        await world.database.write(lambda s: keep_roles(s, world.settings))
        for account in (ana, bo, mod):
            await world.home(account)
        return [await role(world, account) for account in (ana, bo, mod)]

    named = {"facilitators": ["fake:ana", "fake:mod"], "managers": ["fake:bo", "fake:mod"]}
    assert await restart(**named) == [Role.FACILITATOR, Role.MANAGER, Role.ADMIN]
    assert await restart(admins=["fake:ana"], facilitators=["fake:ana", "fake:bo"]) == [
        Role.ADMIN,
        Role.FACILITATOR,
        Role.ADMIN,
    ]
    assert await restart() == [Role.MEMBER, Role.MEMBER, Role.ADMIN]


async def test_a_former_workspace_administrator_keeps_what_app_yaml_gives(world: World) -> None:
    world.configure(managers=["fake:mod"])
    await world.home(mod)
    assert await role(world, mod) is Role.ADMIN
    member = replace(mod, is_admin=False)
    world.messenger.people["mod"] = member
    await world.dispatcher.handle(ProfileChanged(id="P1", workspace=HERE, actor=member))
    await world.home(member)
    assert await role(world, mod) is Role.MANAGER


async def test_whoever_is_appointed_announces_where_only_facilitators_may(world: World) -> None:
    only = {"announce": "facilitators"}
    world.configure(sessions=only)
    assert "is announced" not in words((await plan(world)).reply)
    world.configure(sessions=only, facilitators=["fake:ana"])
    assert "is announced" in words((await plan(world)).reply)
