"""`potluck people import`: a dry run first, then a list is written beside a running Potluck."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from adapters import people
from adapters.cli import app
from adapters.terminal import CannotRun, real_time
from bot.rules import teams_import as rules
from bot.services import teams_import as service
from bot.store import teams
from bot.store import teams_import as store
from bot.store.database import Database
from bot.store.teams import Line

LIST = """\
Team,E-mail,Name,Manager,Started
Red,ana@x.example,Ana,,2020-02-03
Red,bo@x.example,Bo,ana@x.example,
Red,BO@x.example,Bo Two,ana@x.example,
Blue,chi@x.example,Chi,zoe@x.example,
Blue,dee@x.example,Dee,eve@x.example,
Blue,eve@x.example,Eve,dee@x.example,
,who?,Nobody \x1b[2J Known,,
"""


@pytest.fixture
def running(populated_url: str) -> Iterator[Database]:
    """A Potluck's open database, in which two accounts have e-mails."""
    database = Database(populated_url)
    with database.engine.begin() as connection:
        for address in ("ana", "bo"):
            connection.execute(
                text("UPDATE account SET email = :email WHERE address = :address"),
                {"email": f"{address.title()}@X.example", "address": address},
            )
    yield database
    database.close()


def bring(database: Database, folder: Path, *arguments: str, said: str | bytes = LIST) -> Result:
    """Run the command on a list."""
    file = folder / "people.csv"
    file.write_bytes(said if isinstance(said, bytes) else said.encode())
    url = database.url.render_as_string(hide_password=False)
    command = ["people", "import", *arguments, str(file)]
    return CliRunner().invoke(app, command, env={"DATABASE_URL": url})


def stand(database: Database) -> dict[str, tuple[str, str]]:
    """Name → under whom, and in which team."""
    now = real_time() + timedelta(seconds=1)
    above = asyncio.run(database.read(lambda s: teams.manager_of(s, 1, None, now)))
    within = asyncio.run(database.read(lambda s: teams.team_of(s, 1, None, now)))
    with database.engine.connect() as connection:
        names = {r.id: r.name for r in connection.execute(text("SELECT id, name FROM person"))}
    return {
        names[id_]: (above[id_].name if id_ in above else "", getattr(within.get(id_), "name", ""))
        for id_ in sorted(above.keys() | within.keys(), key=lambda one: names[one])
    }


def named(session: Session) -> dict[str, int]:
    """Name → id."""
    return {r.name: r.id for r in session.execute(text("SELECT name, id FROM person"))}


def rows(database: Database) -> list[tuple[str, ...]]:
    """All that a list could have written."""
    with database.engine.connect() as connection:
        return sorted(
            tuple(map(str, row))
            for table in ("person", "reporting", "team", "person_rhythm", "timer")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        )


def test_a_dry_run_changes_nothing_and_applying_tells_what_was_refused(
    running: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 2)
    before = rows(running)
    dry = bring(running, tmp_path)
    assert dry.exit_code == 0, dry.output
    assert ": 7 rows" in dry.stdout
    assert "Row 4, bo@x.example: refused: row 3 has this e-mail already" in dry.stdout
    assert "Row 5, chi@x.example: its manager zoe@x.example is neither in the file" in dry.stdout
    assert (
        "Row 6, dee@x.example: it closes a circle: dee@x.example → eve@x.example → dee@x.example."
        in dry.stdout
    )
    assert "Row 7, eve@x.example: it is part of the circle of row 6." in dry.stdout
    assert "Row 8: refused: “who?” is no e-mail address" in dry.stdout
    counts = "3 new, 2 changed, 0 as they were, 2 refused, 3 taken in part."
    assert f"Nothing was changed yet: {counts}" in dry.stdout
    assert "run this again with --apply" in dry.stdout
    assert "\x1b" not in dry.stdout
    assert rows(running) == before

    done = bring(running, tmp_path, "--apply")
    assert done.exit_code == 0, done.output
    assert f"Done: {counts}" in done.stdout
    assert "Writing the list" in done.stderr
    assert stand(running) == {
        "Ana Alves": ("", "Red"),
        "Bo Berg": ("Ana Alves", "Red"),
        "Chi": ("", "Blue"),
        "Dee": ("", "Blue"),
        "Eve": ("", "Blue"),
    }
    written = rows(running)
    again = bring(running, tmp_path, "--apply")
    assert "Done: 0 new, 0 changed, 5 as they were, 2 refused, 3 taken in part." in again.stdout
    assert rows(running) == written


def test_what_can_not_be_read_is_refused_in_a_sentence(running: Database, tmp_path: Path) -> None:
    before = rows(running)
    for said, why in (
        ("", "it is empty"),
        ("\0", "zero bytes"),
        ("email,name,team\n", "It lacks the column manager; it has “email”, “name”, “team”."),
    ):
        wrong = bring(running, tmp_path, "--apply", said=said)
        assert wrong.exit_code == 1
        assert why in wrong.stderr
    latin = bring(
        running, tmp_path, said="email,name,manager,team\nj@x.example,José,,\n".encode("latin-1")
    )
    assert "read as Windows writes them" in latin.stdout
    assert rows(running) == before


def test_a_list_that_is_too_long_is_refused_in_a_sentence(
    running: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_ROWS", 3)
    wrong = bring(running, tmp_path, "--apply")
    assert wrong.exit_code == 1
    assert "more than 3 rows" in wrong.stderr
    assert stand(running) == {}


def test_who_is_missing_in_a_complete_list_leaves_but_not_a_fifth_of_all_unasked(
    running: Database, tmp_path: Path
) -> None:
    names = [f"p{i}@x.example" for i in range(9)]
    whole = "email,name,manager,team\nana@x.example,Ana,,\n" + "".join(
        f"{name},{name[:2]},ana@x.example,Red\n" for name in names
    )
    assert bring(running, tmp_path, "--apply", said=whole).exit_code == 0
    assert len(stand(running)) == 9

    two_gone = "\n".join(whole.splitlines()[:-1]) + "\n"
    without = bring(running, tmp_path, "--apply", said=two_gone)
    assert "leaving" not in without.stdout
    unread = bring(running, tmp_path, "--complete", said=two_gone + ",Who,,\n")
    assert unread.exit_code == 1
    assert "1 row names nobody, so I can't tell who is missing." in unread.stderr

    dry = bring(running, tmp_path, "--complete", said=two_gone)
    assert "Bo Berg (Bo@X.example) is not in the file" not in dry.stdout
    assert "Bo Berg is not in the file, and leaves." in dry.stdout
    assert "p8 (p8@x.example) is not in the file, and leaves." in dry.stdout
    assert "2 leaving" in dry.stdout
    assert len(stand(running)) == 9

    half = "\n".join(whole.splitlines()[:6]) + "\n"
    before = rows(running)
    refused = bring(running, tmp_path, "--apply", "--complete", said=half)
    assert refused.exit_code == 1
    assert "6 of 11 people are not in the file and would leave: more than 20%" in refused.stderr
    assert rows(running) == before

    done = bring(running, tmp_path, "--apply", "--complete", said=two_gone)
    assert "Done: 0 new, 0 changed, 9 as they were, 0 refused, 2 leaving." in done.stdout
    assert len(stand(running)) == 8
    again = bring(running, tmp_path, "--apply", "--complete", said=two_gone)
    assert "0 refused." in again.stdout
    sure = bring(running, tmp_path, "--apply", "--complete", "--yes", said=half)
    assert "4 leaving" in sure.stdout
    assert len(stand(running)) == 4

    back = bring(running, tmp_path, "--apply", said=whole)
    assert "5 changed, 5 as they were" in back.stdout
    assert len(stand(running)) == 9


def test_one_of_several_organizations_is_named(running: Database, tmp_path: Path) -> None:
    with running.engine.begin() as connection:
        name = connection.execute(text("SELECT name FROM organization")).scalar_one()
        connection.execute(
            text("INSERT INTO organization (name, created_at) VALUES ('Other', :now)"),
            {"now": datetime(2026, 1, 2, tzinfo=UTC).isoformat()},
        )
    unsaid = bring(running, tmp_path, "--apply")
    assert unsaid.exit_code == 1
    there = f"--organization and one of\n  {name} (7 accounts)\n  Other (0 accounts)"
    assert there in unsaid.stderr
    wrong = bring(running, tmp_path, "--apply", "--organization", "Nowhere")
    assert "No organization is called “Nowhere”." in wrong.stderr
    assert stand(running) == {}
    done = bring(running, tmp_path, "--apply", "--organization", "other")
    assert "Other: 7 rows" in done.stdout
    assert stand(running) == {}


def test_without_an_organization_it_says_what_to_do(database: Database, tmp_path: Path) -> None:
    wrong = bring(database, tmp_path, "--apply")
    assert wrong.exit_code == 1
    assert "Nobody has used Potluck yet." in wrong.stderr


async def test_who_is_moved_meanwhile_makes_it_look_again(
    running: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a list is written, somebody puts its first under its last by hand."""
    monkeypatch.setattr(service, "BATCH", 1)
    said = "email,name,manager,team\n" + "".join(
        f"p{i}@x.example,P{i},{f'p{i - 1}@x.example' if i else ''},\n" for i in range(4)
    )
    entries = people.listed(said.encode()).entries
    steps: list[int] = []

    def tell(_done: int, of: int) -> None:
        steps.append(of)
        if len(steps) == 5:
            with Session(running.engine) as session, session.begin():
                ids = named(session)
                teams.put(session, 1, [Line(ids["P0"], ids["P3"], None)], real_time())

    done = await people.write(running, 1, entries, people.Options(), tell)
    assert steps == [7] * 5 + [3] * 3
    assert [r.became.value for r in done.rows] == ["new"] * 4
    above = await running.read(lambda s: teams.manager_of(s, 1, None, real_time()))
    names = {id_: name for name, id_ in (await running.read(named)).items()}
    assert {names[id_]: m.name for id_, m in above.items()} == {"P1": "P0", "P2": "P1", "P3": "P2"}


async def test_when_too_much_moves_it_stops_with_a_sentence(
    running: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "moved", lambda *_: True)
    entries = people.listed(LIST.encode()).entries
    with pytest.raises(CannotRun, match="Too much changes meanwhile"):
        await people.write(running, 1, entries, people.Options(), lambda _done, _of: None)
