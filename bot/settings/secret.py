"""The secret that anonymous askers are sealed with: from the environment, or a file of our own."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from sqlalchemy import make_url

from bot.settings.environment import Environment

FILE = "secret.key"
"""Beside the data of a Potluck that runs alone."""


def is_alone(environment: Environment) -> bool:
    """Whether no other replica can share the database: then a file may hold the secret."""
    return make_url(environment.database_url).get_backend_name() == "sqlite"


def file_of(environment: Environment) -> Path:
    """Where the secret is kept when the environment has none."""
    return environment.data / FILE


def secret_of(environment: Environment) -> str:
    """The secret. With SQLite one is made and kept, readable by its owner alone; else empty.

    Replicas that share a database must share the secret, so none is made for them.
    Raises OSError when the file can't be read or written.
    """
    if environment.secret or not is_alone(environment):
        return environment.secret
    file = file_of(environment)
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        made = secrets.token_urlsafe(32)
        out.write(made + "\n")
    return made
