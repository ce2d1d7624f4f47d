"""Potluck under measurement: its own data, and what it has committed there."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ARGUMENTS = ("-m", "adapters.cli", "serve")
READY = "/readyz"

TEAMS = {
    "MicrosoftAppId": "00000000-0000-4000-8000-000000000001",
    "MicrosoftAppPassword": "bench-password",
    "MicrosoftAppTenantId": "00000000-0000-4000-8000-000000000002",
}
_OPERATOR = "kudos:\n  allowance: 100\n"  # the most there is: people here give all day long


@dataclass(frozen=True)
class Committed:
    """What stands in the database."""

    kudos: int
    queued: int
    """Posts that were written with them: cards, direct messages."""
    sent: int
    """Those of them that a platform has."""


@dataclass(frozen=True)
class Home:
    """A fresh folder of data."""

    folder: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes Potluck live there."""
        return {
            "POTLUCK_DATA": str(self.folder / "data"),
            "POTLUCK_CONFIG": str(self.folder / "app.yaml"),
        }

    def committed(self) -> Committed:
        """Read it, once Potluck has ended."""
        with closing(sqlite3.connect(self.folder / "data/potluck.db")) as database:

            def count(what: str) -> int:
                number: int = database.execute(f"SELECT count(*) FROM {what}").fetchone()[0]  # noqa: S608
                return number

            return Committed(
                count("kudos"), count("outbox"), count("outbox WHERE sent_at IS NOT NULL")
            )


@contextmanager
def home() -> Iterator[Home]:
    """A folder for one run; gone afterwards."""
    with TemporaryDirectory(prefix="potluck-bench-") as folder:
        (Path(folder) / "app.yaml").write_text(_OPERATOR)
        yield Home(Path(folder))
