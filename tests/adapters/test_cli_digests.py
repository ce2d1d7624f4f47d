"""`potluck digests run`: what would go to whom, and what is due made once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner, Result

from adapters.cli import app
from adapters.digest_runs import Run, Told
from bot.settings import Settings
from bot.store.database import Database
from bot.store.models import DigestKind
from tests.digests import MONDAY, a_team, digests, mentions, posts
from tests.world import World, ana, bo


@pytest.fixture
def running(populated_url: str) -> Iterator[Database]:
    """A Potluck's open database, with a week of Mo's team in it."""
    database = Database(populated_url)

    async def hold() -> None:
        world = World(database)
        world.everybody_is_known()
        await a_team(world)
        await world.command(bo, "kudos", ana, "for the \x1b[2Jmigration")
        await world.deliver()
        await world.close()

    asyncio.run(hold())
    yield database
    database.close()


def run(database: Database, *arguments: str) -> Result:
    """Run the command."""
    url = database.url.render_as_string(hide_password=False)
    env = {"DATABASE_URL": url, "POTLUCK_SECRET": "a secret of more than sixteen characters"}
    return CliRunner().invoke(app, ["digests", "run", *arguments], env=env)


def test_a_dry_run_of_a_week_prints_what_would_go_to_whom(running: Database) -> None:
    done = run(running, "--dry-run", "--week", "2026-W47")
    assert done.exit_code == 0, done.output
    assert "To Mo Moderator (manager):" in done.stdout
    assert "  - Bo Berg thanked Ana Alves: “for the  [2Jmigration”" in done.stdout
    assert "\x1b" not in done.stdout
    assert "Nothing was changed. It would be 1 digest." in done.stdout
    assert "Digests (manager)" in done.stderr
    assert kept(running) == (0, 0, 0)
    none = run(running, "--dry-run", "--week", "2026W30")
    assert "It would be 0 digests." in none.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--week", "2026-W47"], "A week can only be looked at: add --dry-run."),
        (["--dry-run", "--week", "soup"], "'soup' is no week. Write it like 2026-W47."),
        (["--dry-run", "--week", "2026-W54"], "'2026-W54' is no week."),
    ],
)
def test_what_can_not_be_meant_is_refused_in_words(
    running: Database, arguments: list[str], said: str
) -> None:
    done = run(running, *arguments)
    assert done.exit_code == 1
    assert said in done.stderr
    assert kept(running) == (0, 0, 0)


def test_there_is_no_database(running: Database) -> None:
    env = {"DATABASE_URL": "sqlite:////nowhere/potluck.db"}
    done = CliRunner().invoke(app, ["digests", "run", "--dry-run"], env=env)
    assert done.exit_code == 1
    assert "There is no database at" in done.stderr


def test_what_is_due_is_made_once(running: Database) -> None:
    assert make(running, MONDAY) == ["Mo Moderator"]
    assert kept(running) == (1, 2, 1)
    assert make(running, MONDAY) == []
    assert kept(running) == (1, 2, 1)


def test_a_dry_run_of_now_shows_what_is_due(running: Database) -> None:
    assert make(running, MONDAY, is_dry=True) == ["Mo Moderator"]
    assert make(running, datetime(2026, 11, 22, 12, tzinfo=UTC), is_dry=True) == []
    assert kept(running) == (0, 0, 0)
    done = run(running)
    assert done.exit_code == 0, done.output
    assert "Done:" in done.stdout


def make(database: Database, now: datetime, *, is_dry: bool = False) -> list[str]:
    """Whom what is due now is made for."""
    told: list[Told] = []
    each = Run(database, Settings(), 1, DigestKind.MANAGER, is_dry=is_dry, now=now)
    steps: list[int] = []
    assert asyncio.run(each.each(told.append, steps.append)) == len(told)
    assert sum(steps) >= asyncio.run(each.readers())
    return [one.name for one in told]


def kept(database: Database) -> tuple[int, int, int]:
    """How many digests, mentions and posts there are."""

    async def count() -> tuple[int, int, int]:
        world = World(database)
        found = await digests(world), await mentions(world), await posts(world)
        await world.close()
        return len(found[0]), len(found[1]), len(found[2])

    return asyncio.run(count())
