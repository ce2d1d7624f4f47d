"""What the subcommands of `potluck` share: a database beside a running one, errors in sentences.

What they need is imported when they run, so that help is quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from bot.settings import Environment
    from bot.store.database import Database


class CannotRun(RuntimeError):
    """Why nothing was done, and what to do about it."""


def stop(why: str) -> NoReturn:
    """End with the exit code 1, and say why."""
    print(why, file=sys.stderr)
    raise typer.Exit(1)


@contextmanager
def sentences() -> Iterator[None]:
    """What can't be done within it, or is wrong in the configuration, ends the command in words.

    Secrets are never among them.
    """
    from adapters.logs import Redactor
    from bot.settings import BadSettings

    redact = Redactor.of(os.environ)
    try:
        yield
    except BadSettings as bad:
        stop(redact("\n".join(str(p) for p in bad.problems)))
    except CannotRun as why:
        stop(redact(str(why)))


def real_time() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)


def secret_in(environment: Environment) -> str:
    """What anonymous askers are sealed with. Raises CannotRun when its file can't be used."""
    from bot.settings import secret_of

    try:
        return secret_of(environment)
    except OSError as error:
        why = f"The file of the secret can't be used: {error.strerror}. Set POTLUCK_SECRET."
        raise CannotRun(why) from None


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database, which a running Potluck may have open too. Raises CannotRun."""
    from sqlalchemy import make_url

    from bot.store.database import Database

    where = make_url(url)
    is_file = where.get_backend_name() == "sqlite"
    if is_file and not Path(where.database or "").is_file():
        raise CannotRun(
            f"There is no database at {where.database}. Set POTLUCK_DATA or DATABASE_URL as they"
            " are where Potluck runs."
        )
    with current(Database(url, beside=True)) as database:
        yield database


@contextmanager
def current(database: Database) -> Iterator[Database]:
    """A database of this version, closed in the end. Raises CannotRun, also when it fails."""
    from sqlalchemy.exc import DBAPIError

    from bot.store import migrate

    try:
        with database.engine.connect() as connection:
            if not migrate.is_current(connection):
                raise CannotRun(
                    "The database belongs to another version. Start this version of Potluck once,"
                    " or use the command of that one."
                )
        yield database
    except DBAPIError:
        raise CannotRun(
            "The database can't be used. Check DATABASE_URL, and that the server runs."
        ) from None
    finally:
        database.close()
