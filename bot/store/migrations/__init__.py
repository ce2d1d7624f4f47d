"""Alembic's room: how each version of the tables came from the one before."""
