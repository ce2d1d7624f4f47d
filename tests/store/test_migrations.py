"""Migrations: up from empty they make what the models say, on both databases; down again, too."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from bot.rules.session_search import searchable
from bot.store.database import Database
from bot.store.migrate import (
    NotMigrated,
    config,
    heads,
    is_current,
    is_foreign,
    upgrade,
    upgrade_apart,
)


@pytest.fixture
def empty(database: Database) -> Database:
    """A database that nothing was ever in."""
    downgrade(database)
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("DROP TABLE alembic_version"))
    return database


def downgrade(database: Database) -> None:
    step(database, command.downgrade, "base")


def step(database: Database, move: Callable[[Config, str], None], to: str) -> None:
    with database.engine.connect() as connection, connection.begin():
        made = config()
        made.attributes["connection"] = connection
        move(made, to)


def tables(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_what_the_migrations_make_is_what_the_models_say(empty: Database) -> None:
    upgrade(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_constraint_has_the_name_a_later_migration_will_use(database: Database) -> None:
    with database.engine.connect() as connection:
        found = inspect(connection)
        for name in SQLModel.metadata.tables:
            assert found.get_pk_constraint(name)["name"] == f"pk_{name}"
            keys = [*found.get_foreign_keys(name), *found.get_unique_constraints(name)]
            assert all((k["name"] or "").startswith((f"fk_{name}_", f"uq_{name}_")) for k in keys)


def test_migrating_twice_is_harmless(empty: Database) -> None:
    upgrade(empty)
    upgrade(empty)
    assert tables(empty) == {*SQLModel.metadata.tables, "alembic_version"}


def test_down_again_nothing_is_left(empty: Database) -> None:
    upgrade(empty)
    downgrade(empty)
    assert tables(empty) == {"alembic_version"}
    upgrade(empty)
    assert tables(empty) == {*SQLModel.metadata.tables, "alembic_version"}


def test_whether_a_database_is_current_is_known(empty: Database) -> None:
    def stands() -> tuple[bool, bool]:
        with empty.engine.connect() as connection:
            return is_current(connection), is_foreign(connection)

    assert stands() == (False, False)
    upgrade(empty)
    assert stands() == (True, False)
    with empty.engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    assert stands() == (False, True)


def test_there_is_one_newest_migration() -> None:
    assert len(heads()) == 1


def test_a_migration_that_fails_leaves_nothing(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = op.create_table
    made: list[str] = []

    def fail_late(name: str, *rest: Any, **more: Any) -> Any:
        made.append(name)
        if len(made) == 5:
            raise OSError("planted")
        return create(name, *rest, **more)

    monkeypatch.setattr(op, "create_table", fail_late)
    with pytest.raises(OSError, match="planted"):
        upgrade(empty)
    assert len(made) == 5
    assert tables(empty) == set()


def test_what_was_there_before_is_found_by_a_search(empty: Database) -> None:
    step(empty, command.upgrade, "0007")
    filled = (
        "INSERT INTO organization (id, name, created_at) VALUES (1, 'o', '2026-01-01')",
        "INSERT INTO person (id, organization_id, name, time_zone, role, created_at)"
        " VALUES (1, 1, 'Ana', 'UTC', 'member', '2026-01-01')",
        "INSERT INTO session (id, organization_id, facilitator_id, title, abstract, place,"
        " wall_time, time_zone, minutes, rule, prerequisite, recalls, wants_speaker, state,"
        " created_at, revision) VALUES (1, 1, 1, 'Café', 'Straße', '', '', 'UTC', 45, '', '',"
        " '1', '0', 'announced', '2026-01-01', 0)",
        "INSERT INTO topic (id, organization_id, name) VALUES (1, 1, 'écrit')",
        "INSERT INTO session_topic (organization_id, session_id, topic_id) VALUES (1, 1, 1)",
        "INSERT INTO occurrence (id, organization_id, session_id, meant_for, wall_time, starts_at,"
        " ends_at, code) VALUES (1, 1, 1, '', '', '2026-01-01', '2026-01-01', '')",
        "INSERT INTO session_material (id, organization_id, occurrence_id, person_id, link,"
        " takeaways, added_at) VALUES (1, 1, 1, 1, 'https://X', 'Ö', '2026-01-01')",
    )
    with empty.engine.begin() as connection:
        for statement in filled:
            connection.execute(text(statement))
    upgrade(empty)
    with empty.engine.connect() as connection:
        said = connection.execute(text("SELECT said FROM session")).scalar_one()
        left = connection.execute(text("SELECT title, said FROM session_material")).one()
    assert said == searchable("Café", "Straße", "écrit") == "cafe\nstrasse\necrit"
    assert tuple(left) == ("", searchable("https://X", "Ö"))
    step(empty, command.downgrade, "0007")
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT title FROM session")).scalar_one() == "Café"


def test_deeds_of_before_are_closed_where_a_closed_circle_saw_them(empty: Database) -> None:
    step(empty, command.upgrade, "0021")
    person = "INSERT INTO person (id, organization_id, name, time_zone, role, created_at)"
    session = (
        "INSERT INTO session (id, organization_id, facilitator_id, title, abstract, place,"
        " wall_time, time_zone, minutes, rule, prerequisite, recalls, wants_speaker, state,"
        " created_at, revision, said, conversation_id)"
        " VALUES ({0}, 1, 1, '', '', '', '', 'UTC', 45, '', '', '1', '0', 'announced',"
        " '2026-01-01', 0, '', {0})"
    )
    occurrence = (
        "INSERT INTO occurrence (id, organization_id, session_id, meant_for, wall_time, starts_at,"
        " ends_at, code) VALUES ({0}, 1, {0}, '', '', '2026-01-01', '2026-01-01', '{0}')"
    )
    filled = [
        "INSERT INTO organization (id, name, created_at) VALUES (1, 'o', '2026-01-01')",
        f"{person} VALUES (1, 1, 'Ana', 'UTC', 'member', '2026-01-01')",
        "INSERT INTO workspace (id, organization_id, platform, address, name)"
        " VALUES (1, 1, 'fake', 'W1', '')",
    ]
    for number, (kind, name) in enumerate([("channel", "all"), ("group", "few")], 1):
        filled += [
            "INSERT INTO conversation (id, organization_id, workspace_id, address, kind, name,"
            f" reference) VALUES ({number}, 1, 1, 'C{number}', '{kind}', '{name}', '')",
            session.format(number),
            occurrence.format(number),
            "INSERT INTO question (id, organization_id, once, is_anonymous, is_private, title,"
            " body, about_message, state, rung, rung_at, asked_at, stirred_at, conversation_id)"
            f" VALUES ({number}, 1, '{number}', '1', '0', '', '', '', 'closed', '', '2026-01-01',"
            f" '2026-01-01', '2026-01-01', {number})",
            "INSERT INTO answer (id, organization_id, question_id, author_id, body, via, given_at)"
            f" VALUES ({number}, 1, {number}, 1, '', '', '2026-01-01')",
        ]
        filled += [
            "INSERT INTO deed (organization_id, person_id, kind, subject, other_id, at, is_open)"
            f" VALUES (1, 1, 'some', '{word}:{number}', 1, '2026-01-01', '1')"
            for word in ("occurrence", "question", "answer", "kudos")
        ]
    with empty.engine.begin() as connection:
        for statement in filled:
            connection.execute(text(statement))
    upgrade(empty)
    with empty.engine.connect() as connection:
        open_ = connection.execute(text("SELECT subject FROM deed WHERE is_open")).scalars()
        assert sorted(open_) == ["answer:1", "kudos:1", "kudos:2", "occurrence:1", "question:1"]


def test_a_country_that_only_a_list_can_have_said_is_the_lists(empty: Database) -> None:
    step(empty, command.upgrade, "0022")
    filled = ["INSERT INTO organization (id, name, created_at) VALUES (1, 'o', '2026-01-01')"]
    for number, (email, weekdays) in enumerate(
        [("ana@x.example", "NULL"), ("bo@x.example", "'null'"), ("", "NULL")], 1
    ):
        filled += [
            "INSERT INTO person (id, organization_id, name, time_zone, role, created_at, email)"
            f" VALUES ({number}, 1, '', 'UTC', 'member', '2026-01-01', '{email}')",
            "INSERT INTO person_rhythm (organization_id, person_id, country, weekdays)"
            f" VALUES (1, {number}, 'PT', {weekdays})",
        ]
    both = (
        "SELECT person.country, person_rhythm.country FROM person"
        " JOIN person_rhythm ON person_id = person.id ORDER BY person.id"
    )
    with empty.engine.begin() as connection:
        for statement in filled:
            connection.execute(text(statement))
    upgrade(empty)
    with empty.engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(both))]
    assert found == [("PT", None), (None, "PT"), (None, "PT")]
    step(empty, command.downgrade, "0022")
    with empty.engine.connect() as connection:
        kept = connection.execute(text("SELECT country FROM person_rhythm")).scalars()
        assert list(kept) == ["PT"] * 3


def test_migrating_in_another_process_makes_the_same(empty: Database) -> None:
    upgrade_apart(empty)
    upgrade_apart(empty)
    assert tables(empty) == {*SQLModel.metadata.tables, "alembic_version"}


def test_where_no_process_can_be_started_this_one_migrates(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    upgrade_apart(empty)
    assert tables(empty) == {*SQLModel.metadata.tables, "alembic_version"}


def test_why_it_failed_in_another_process_is_told(empty: Database) -> None:
    with empty.engine.connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE organization (id integer)"))
    with pytest.raises(NotMigrated, match="organization") as wrong:
        upgrade_apart(empty)
    assert "Traceback" not in str(wrong.value)
    assert tables(empty) == {"organization"}


def test_a_process_that_dies_is_told(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(NotMigrated, match="ended with 1"):
        upgrade_apart(empty)


def test_replicas_that_start_together_migrate_once(
    postgresql_database: Database,
) -> None:
    downgrade(postgresql_database)
    replicas = [Database(str(postgresql_database.url)) for _ in range(3)]
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(upgrade, replica) for replica in replicas]:
            done.result()
    for replica in replicas:
        replica.close()
    assert tables(postgresql_database) == {*SQLModel.metadata.tables, "alembic_version"}
