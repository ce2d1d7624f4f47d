"""`kill -9` at every commit: nothing acknowledged is lost, nothing is announced twice."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.store.models import PostState
from tests.conftest import copied

ROOT = Path(__file__).resolve().parents[1]
MOST = 25
"""Commits a life may make, one after another: there are twenty or so."""

CARD, DIRECT, DIGEST = "kudos.card", "kudos.received", "digest"
SHOWN = {CARD: "post C-general", DIRECT: "post D-bo", DIGEST: "post C-digest"}


@pytest.fixture
def sqlite_files(tmp_path: Path, populated_file: Path) -> list[str]:
    """A database that knows the colleagues for every case."""
    files = [tmp_path / f"{n}.db" for n in range(MOST)]
    for file in files:
        shutil.copy(populated_file, file)
    return [f"sqlite:///{file}" for file in files]


@pytest.fixture
def postgresql_copies(
    postgresql: str, populated_template: str, worker_id: str
) -> Iterator[list[str]]:
    """The same in PostgreSQL."""
    names = [f"crash_{worker_id}_{n}" for n in range(MOST)]
    copies = [copied(postgresql, populated_template, name) for name in names]
    yield [next(copy) for copy in copies]
    for copy in copies:
        next(copy, None)


def crashes(databases: list[str], folder: Path, when: str) -> list[dict[str, Any]]:
    """What became of each case."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.crashing", when, str(folder), *databases],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_at_any_commit_loses_nothing_and_repeats_only_what_is_stated(
    sqlite_files: list[str], tmp_path: Path, when: str
) -> None:
    cases = crashes(sqlite_files, tmp_path / "files", when)
    assert len(cases) > MOST / 2
    unsure = kept(cases)
    assert unsure == set(SHOWN)


def test_the_same_on_postgresql(postgresql_copies: list[str], tmp_path: Path) -> None:
    """Before each commit alone: to the database that is the same as after the one before it."""
    cases = crashes(postgresql_copies, tmp_path / "files", "before")
    assert len(cases) > MOST / 2
    assert kept(cases) == set(SHOWN)


def kept(cases: list[dict[str, Any]]) -> set[str]:
    """Every promise is kept; which posts were on their way when somebody died."""
    unsure: set[str] = set()
    for case in cases:
        crashed, ended = case["crashed"], case["ended"]
        assert crashed["kudos"] >= ("given" in crashed["told"]), case
        assert crashed["undone"] >= ("undone" in crashed["told"]), case
        assert (ended["kudos"], ended["undone"]) == (1, 1), case
        for post, deed in SHOWN.items():
            before, times = crashed["platform"].get(deed, 0), ended["platform"].get(deed, 0)
            if crashed["posts"].get(post) != PostState.UNKNOWN:
                withdrawn_unseen = post == DIRECT and times == 0 and crashed["undone"]
                assert times == 1 or withdrawn_unseen, case
                assert ended["posts"][post] == PostState.SENT, case
                continue
            unsure.add(post)
            if post == DIGEST:  # better never than twice
                assert times == before <= 1, case
                assert ended["posts"][post] == PostState.DEAD, case
            else:  # better twice than never
                assert times == before + 1, case
                assert ended["posts"][post] == PostState.SENT, case
        edits = ended["platform"].get("edit C-general", 0)
        assert edits >= 1, case  # the card says that it was taken back
    return unsure
