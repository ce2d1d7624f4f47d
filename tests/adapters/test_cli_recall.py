"""`potluck recall import`: a dry run first, then cards are written beside a running Potluck."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from adapters.cli import app
from bot.services import recall_import
from bot.store import recall_cards, recall_decks
from bot.store.database import Database
from bot.store.models import CardState, RecallMemoryRow
from bot.store.outbox import ANY_ORGANIZATION
from tests.recall import at, learns, press, written
from tests.sessions import announced
from tests.world import NOON, World

CARDS = """prompt,options,solution,link
First?,* a | b,,
Second?,a | b,,
Third?,,An index.,example.com
first?,* a | b,,
Used \x1b[2J it?,,,
Fifth?,,Five.,
"""


@pytest.fixture
def running(populated_url: str) -> Iterator[Database]:
    """A Potluck's open database, with a deck of ana's and a session in it."""
    database = Database(populated_url)

    async def hold() -> None:
        world = World(database)
        world.everybody_is_known()
        await announced(world)
        await written(world)
        await world.close()

    asyncio.run(hold())
    yield database
    database.close()


def run(database: Database, file: Path, *arguments: str, said: str | bytes = CARDS) -> Result:
    """Run the command on a file."""
    file.write_bytes(said if isinstance(said, bytes) else said.encode())
    url = database.url.render_as_string(hide_password=False)
    command = ["recall", "import", *arguments, str(file)]
    return CliRunner().invoke(app, command, env={"DATABASE_URL": url})


def deck(database: Database, deck_id: int) -> dict[str, CardState]:
    """Prompt → state of the cards of a deck."""

    async def read() -> dict[str, CardState]:
        ids = await database.read(
            lambda s: recall_decks.card_ids(s, 1, deck_id, tuple(CardState), baseline=None)
        )
        found = await database.read(lambda s: recall_cards.cards(s, 1, ids))
        return {card.prompt: card.state for card in found.values()}

    return asyncio.run(read())


def test_a_dry_run_changes_nothing_and_applying_tells_what_was_refused(
    running: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall_import, "BATCH", 2)
    file = tmp_path / "cards.csv"
    before = deck(running, 1)
    dry = run(running, file, "--deck", "query plans")
    assert dry.exit_code == 0, dry.output
    assert dry.stdout.startswith("Query plans (Ana Alves)")
    assert "Row 3, 'Second?': Which one is right?" in dry.stdout
    assert "Row 4, 'Third?': Paste the whole address" in dry.stdout
    assert "\x1b" not in dry.stdout
    assert "Nothing was changed yet: 3 new, 1 there already, 2 refused." in dry.stdout
    assert "with --apply" in dry.stdout
    assert deck(running, 1) == before

    done = run(running, file, "--deck", "1", "--apply")
    assert done.exit_code == 0, done.output
    assert "Done: 3 new, 1 there already, 2 refused." in done.stdout
    assert "Reading cards" in done.stderr
    after = deck(running, 1)
    assert after["First?"] is CardState.DRAFT
    assert len(after) == len(before) + 3
    again = run(running, file, "--deck", "1", "--apply", "--use")
    assert "Done: 0 new, 4 there already, 2 refused." in again.stdout


def test_cards_of_a_session_may_be_used_at_once(running: Database, tmp_path: Path) -> None:
    said = "## What is a plan?\nSolution: A tree.\n\n## Used one?\n"
    dry = run(running, tmp_path / "cards.md", "--session", "1", said=said)
    assert "Nothing was changed yet: 2 new" in dry.stdout, dry.output
    done = run(running, tmp_path / "cards.md", "--session", "1", "--apply", "--use", said=said)
    assert "Done: 2 new" in done.stdout, done.output
    assert set(deck(running, 2).values()) == {CardState.ACTIVE}


@pytest.mark.parametrize(
    ("arguments", "said", "why"),
    [
        ((), CARDS, "Say where the cards go"),
        (("--deck", "1", "--session", "1"), CARDS, "Say where the cards go"),
        (("--deck", "nope"), CARDS, "No deck has the title or number “nope”. The latest:"),
        (("--session", "999999"), CARDS, "No session has the code or number “999999”."),
        (("--deck", "1"), "Größe\n".encode("latin-1"), "is not UTF-8 text"),
        (("--deck", "1"), "", "it is empty"),
        (("--deck", "1"), "name\nana\n", "The first row must name the columns"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    running: Database, tmp_path: Path, arguments: tuple[str, ...], said: str | bytes, why: str
) -> None:
    refused = run(running, tmp_path / "cards.csv", *arguments, said=said)
    assert refused.exit_code == 1
    assert why in refused.stderr


def test_a_deck_takes_only_so_many_and_the_rest_is_told(
    running: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall_import, "MOST_CARDS", 3)
    rows = "\n".join(f"Question {n}?,Yes." for n in range(5))
    done = run(
        running, tmp_path / "c.csv", "--deck", "1", "--apply", said=f"prompt,solution\n{rows}"
    )
    assert "Done: 2 new, 0 there already, 3 refused." in done.stdout, done.output
    assert "A deck takes 3 cards." in done.stdout


def test_the_log_is_run_again_and_what_differs_is_told(running: Database) -> None:
    async def answer() -> None:
        world = World(running)
        world.everybody_is_known()
        world._ids = count(5000)
        await learns(world, {"prompt": "Another?"})
        await at(world, NOON + timedelta(hours=20))
        await press(world, world.messenger.last("D-bo"), "It is broken")
        await world.close()

    async def spoil() -> None:
        await running.write(
            lambda s: s.execute(
                update(RecallMemoryRow).values(difficulty=1.5), execution_options=ANY_ORGANIZATION
            )
        )

    env = {"DATABASE_URL": running.url.render_as_string(hide_password=False)}
    asyncio.run(answer())
    fine = CliRunner().invoke(app, ["recall", "verify"], env=env)
    assert fine.exit_code == 0
    assert fine.stdout.startswith("1 reviewed: 1 the same, 0 with another next date")
    asyncio.run(spoil())
    wrong = CliRunner().invoke(app, ["recall", "verify"], env=env)
    assert wrong.exit_code == 1
    assert "the log leads elsewhere." in wrong.stdout
    assert "1 different." in wrong.stdout
