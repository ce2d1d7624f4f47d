"""The calendar's pages of the small world, as a browser finds them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.calendars import Client, serving
from tests.world import World


@pytest.fixture
async def client(world: World) -> AsyncIterator[Client]:
    """A browser before the calendar's pages."""
    async with serving(world) as made:
        yield made
