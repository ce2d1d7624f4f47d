"""Alembic's entry: runs on the connection that `bot.store.migrate` hands it."""

from alembic import context
from sqlmodel import SQLModel

import bot.store.models  # noqa: F401  (makes the tables known)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
