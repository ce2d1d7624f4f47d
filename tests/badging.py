"""Badges for tests, and looks at who has which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from bot.events import Account
from bot.store import badges as store
from bot.store.badges import Award
from tests.world import World


def badge(key: str, rule: Mapping[str, Any] | None, *levels: int, **more: Any) -> dict[str, Any]:
    """One badge as app.yaml has it."""
    made = {"key": key, "name": key.replace("_", " ").title(), "words": f"The words of {key}."}
    return {**made, "rule": rule, "levels": list(levels) or [1], **more}


def use(world: World, *badges: dict[str, Any], **more: Any) -> None:
    """These badges, and no others."""
    world.configure(badges={"kinds": list(badges), **more})


async def awards(world: World, account: Account) -> list[Award]:
    """What somebody has, the newest first."""
    person = await world.person(account)

    def look(session: Session) -> list[Award]:
        return store.awards_of(session, 1, [person.id])

    found: list[Award] = await world.read(look)
    return found


async def levels(world: World, account: Account) -> list[str]:
    """The same as "key 2 #topic", in order."""
    return sorted(
        f"{a.badge} {a.level}" + (f" #{a.topic}" if a.topic else "")
        for a in await awards(world, account)
    )
