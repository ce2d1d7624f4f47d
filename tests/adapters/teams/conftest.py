"""Fixtures: the Microsoft on loopback, and a house whose Teams door is open to it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.adapters.teams.fakes import FakeMicrosoft
from tests.adapters.teams.house import House, build


@pytest.fixture
async def microsoft() -> AsyncIterator[FakeMicrosoft]:
    made = FakeMicrosoft()
    await made.start()
    yield made
    await made.close()


@pytest.fixture
async def house(
    microsoft: FakeMicrosoft, tmp_path: Path, migrated_file: Path
) -> AsyncIterator[House]:
    shutil.copy(migrated_file, tmp_path / "potluck.db")
    database = Database(f"sqlite:///{tmp_path / 'potluck.db'}")
    made = await build(microsoft, database)
    yield made
    await made.close()
    database.close()
