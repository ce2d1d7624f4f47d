"""Scenarios: one human in two workspaces is one person, or not, and says so."""

from __future__ import annotations

import pytest

from tests.linking import (
    ANA,
    LOBBY,
    THERE,
    here_with,
    join_workspaces,
    person,
    there,
)
from tests.world import World, ana, bo, words


@pytest.fixture
def both(world: World) -> World:
    """Two workspaces of one organization."""
    join_workspaces(world)
    return world


async def test_the_same_verified_address_is_the_same_person_at_once(both: World) -> None:
    await here_with(both, ana, "Ana@Example.com")
    second = await there(both, "ana-2", "Ana Alves", ANA)
    assert await person(both, second) == await both.person(ana)
    await both.command(bo, "kudos", ana, " for the query planner")
    shown = await both.command(second, "kudos", second, at=LOBBY, workspace=THERE)
    assert "for the query planner" in words(shown.reply)
