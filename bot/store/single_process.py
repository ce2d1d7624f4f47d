"""SQLite means one process: a second one is refused at the start, in plain words."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path


class InUse(RuntimeError):
    """Another process has this database open."""


def own_folder(base: Path) -> tuple[Path, Callable[[], None]]:
    """A folder in `base` that no other process uses, the same after a restart; and what lets it go.

    They are numbered: several replicas on one machine have one each.
    """
    for number in count():
        folder = base / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(InUse):
            return folder, claim_file(folder / "replica")
    raise AssertionError("unreachable")


def claim_file(database: Path) -> Callable[[], None]:
    """Claim a SQLite file for this process; returns what lets it go. Raises InUse.

    The claim is a lock on a file beside it, so it ends with the process however that ends.
    """
    lock = database.with_name(database.name + ".lock")
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        owner = os.read(handle, 20).decode(errors="replace").strip()
        os.close(handle)
        raise InUse(
            f"Another Potluck (process {owner or 'unknown'}) is using {database}. Stop it first,"
            " or give this one its own POTLUCK_DATA folder. To run several at once, set"
            " DATABASE_URL to a PostgreSQL database."
        ) from None
    os.ftruncate(handle, 0)
    os.write(handle, str(os.getpid()).encode())

    def release() -> None:
        os.close(handle)

    return release
