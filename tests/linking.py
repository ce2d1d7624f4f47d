"""One organization with two workspaces, and people who are in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.dispatcher import Outcome
from bot.events import Account, Conversation, ConversationKind, Person, Workspace
from tests.world import HERE, World, ana, bo

THERE = Workspace("other", "W2", "Other Team")
LOBBY = Conversation("C-lobby", ConversationKind.CHANNEL, "lobby")
ORGANIZATION = {"name": "fake:W1", "workspaces": ["fake:W1", "other:W2"]}
"""The first workspace was met before it was listed: its organization is named after it."""
ANA = "ana@example.com"


@dataclass
class OtherMessenger:
    """A second platform that remembers in the same place as the first."""

    world: World
    platform: str = "other"

    def __getattr__(self, name: str) -> Any:
        return getattr(self.world.messenger, name)


def join_workspaces(world: World) -> None:
    """List both workspaces as one organization, on two platforms, as after a restart."""
    other: Any = OtherMessenger(world)
    world.profiles._messengers["other"] = other
    world.delivery._messengers["other"] = other
    world.configure(organizations=[ORGANIZATION])


def known_as(world: World, account: Account) -> Account:
    """What the platforms say about an account from now on."""
    world.messenger.people[account.address] = account
    world.profiles.forget(HERE, account.address)
    world.profiles.forget(THERE, account.address)
    return Account(account.address)


async def here_with(world: World, account: Account, email: str | None) -> Account:
    """Somebody of the first workspace acts, and has an address there."""
    known_as(world, Account(account.address, account.name, account.time_zone, email=email))
    await world.home(account)
    await world.command(account, "hours")
    return account


async def there(world: World, address: str, name: str, email: str | None, **more: Any) -> Account:
    """Somebody acts in the second workspace."""
    account = known_as(world, Account(address, name, "Europe/Lisbon", email=email, **more))
    await act(world, account)
    return account


async def act(world: World, account: Account) -> Outcome:
    """Somebody of the second workspace does something that is written down."""
    return await world.command(account, "link", at=LOBBY, workspace=THERE)


async def person(world: World, account: Account) -> Person:
    """Who somebody of the second workspace is."""
    return await world.person(account, THERE)


__all__ = [
    "ANA",
    "LOBBY",
    "THERE",
    "act",
    "ana",
    "bo",
    "here_with",
    "join_workspaces",
    "known_as",
    "person",
    "there",
]
