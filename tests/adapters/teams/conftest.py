"""Fixtures: the Microsoft on loopback."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.teams.fakes import FakeMicrosoft


@pytest.fixture
async def microsoft() -> AsyncIterator[FakeMicrosoft]:
    made = FakeMicrosoft()
    await made.start()
    yield made
    await made.close()
