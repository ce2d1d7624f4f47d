"""`potluck badges recompute`: a dry run first, then what is missing is given, once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from adapters.cli import app
from bot.store.database import Database
from bot.store.models import BadgeAwardRow, DeedRow, DeedTopicRow, OutboxRow, columns
from tests.world import World, ana, bo, chi

RULES = """
badges:
  kinds:
    - key: thanked
      name: Thanked
      words: Colleagues say thank you.
      rule: {count: kudos_received, different: colleagues}
      levels: [1, 2]
    - key: sql
      name: Knows it
      words: Helped with it.
      rule: {count: kudos_received}
      per_topic: true
"""


@pytest.fixture
def running(populated_url: str) -> Iterator[Database]:
    """A Potluck's open database: two thanked ana before there were badges."""
    database = Database(populated_url)

    async def hold() -> None:
        world = World(database)
        world.everybody_is_known()
        await world.command(bo, "kudos", ana, "for #sql")
        await world.command(chi, "kudos", ana, "for the help")
        await world.close()

    asyncio.run(hold())
    yield database
    database.close()


def run(database: Database, folder: Path, *arguments: str, rules: str = RULES) -> Result:
    """Run the command beside it."""
    file = folder / "app.yaml"
    file.write_text(rules, encoding="utf-8")
    url = database.url.render_as_string(hide_password=False)
    environ = {"DATABASE_URL": url, "POTLUCK_CONFIG": str(file), "POTLUCK_DATA": str(folder)}
    return CliRunner().invoke(app, ["badges", "recompute", *arguments], env=environ)


def counted(database: Database) -> tuple[int, int, int]:
    """Deeds, awards and posts."""

    def look(session: Session) -> tuple[int, int, int]:
        tables = (DeedRow, BadgeAwardRow, OutboxRow)
        found = [
            session.scalar(
                select(func.count()).select_from(t).where(columns(t).organization_id == 1)
            )
            for t in tables
        ]
        return found[0] or 0, found[1] or 0, found[2] or 0

    return asyncio.run(database.read(look))


def forget_the_log(database: Database) -> None:
    """As it was before deeds were logged."""

    def job(session: Session) -> None:
        for table in (DeedTopicRow, DeedRow):
            session.execute(delete(table).where(columns(table).organization_id == 1))

    asyncio.run(database.write(job))


def test_a_dry_run_says_who_would_gain_what_and_changes_nothing(
    running: Database, tmp_path: Path
) -> None:
    before = counted(running)
    said = run(running, tmp_path)
    assert said.exit_code == 0, said.output
    assert "Ana Alves: Thanked, level 1 (2026-11-18)" in said.stdout
    assert "Ana Alves: Thanked, level 2 (2026-11-18)" in said.stdout
    assert "Ana Alves: Knows it #sql (2026-11-18)" in said.stdout
    assert "Nothing was changed yet: 3 to give" in said.stdout
    assert counted(running) == before


def test_applied_it_gives_what_is_missing_once_and_writes_to_nobody(
    running: Database, tmp_path: Path
) -> None:
    deeds, _, posts = counted(running)
    said = run(running, tmp_path, "--apply")
    assert "Done: 3 to give" in said.stdout
    assert counted(running) == (deeds, 3, posts)
    again = run(running, tmp_path, "--apply")
    assert "Done: 0 to give" in again.stdout
    assert counted(running) == (deeds, 3, posts)
    harder = RULES.replace("[1, 2]", "[2, 3]")
    assert "0 to give" in run(running, tmp_path, "--apply", rules=harder).stdout
    assert counted(running)[1] == 3


def test_deeds_from_before_the_log_count_in_a_dry_run_and_are_written_when_applied(
    running: Database, tmp_path: Path
) -> None:
    deeds = counted(running)[0]
    forget_the_log(running)
    said = run(running, tmp_path)
    assert "3 to give; deeds written: 4 from before badges" in said.stdout
    assert counted(running)[:2] == (0, 0)
    run(running, tmp_path, "--apply")
    assert counted(running)[:2] == (deeds, 3)


def test_a_rule_that_cant_be_meant_stops_it(running: Database, tmp_path: Path) -> None:
    said = run(running, tmp_path, rules=RULES.replace("[1, 2]", "[2, 1]"))
    assert said.exit_code == 1
    assert "line 8" in said.stderr
    assert "must grow from level to level" in said.stderr
