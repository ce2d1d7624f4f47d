"""Potluck itself, as its own process: the same `serve` that an operator starts."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.peers.install import ROOT
from tests.peers.processes import Program, free_port

AT_ANY_HOUR = """attention:
  day_begins: "00:00"
  day_ends: "23:59"
  working_days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
  daily_messages: 50
  public_holidays: false
"""
"""People work whenever these tests run: nothing waits for Monday morning."""
_INHERITED = ("PATH", "HOME", "LANG", "TZ")


@dataclass(frozen=True)
class Potluck:
    """A running Potluck."""

    program: Program
    port: int

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}/"

    def log(self) -> list[dict[str, Any]]:
        """What it has logged so far."""
        return [json.loads(line) for line in self.program.output.splitlines() if line[:1] == "{"]

    def troubles(self) -> list[dict[str, Any]]:
        """What it logged as a warning or worse."""
        return [entry for entry in self.log() if entry["level"] not in ("debug", "info")]


@contextmanager
def potluck(
    logs: Path,
    environ: Mapping[str, str],
    port: int = 0,
    command: str = "serve",
    decided: str = "",
) -> Iterator[Potluck]:
    """Run it on `port` with nothing else in its environment; it must end well when asked to.

    `decided` is what app.yaml says besides.
    """
    port = port or free_port()
    settings = logs / "app.yaml"
    settings.write_text(AT_ANY_HOUR + decided)
    environment = {
        **{name: os.environ[name] for name in _INHERITED if name in os.environ},
        "PORT": str(port),
        "POTLUCK_DATA": str(logs / "data"),
        "POTLUCK_CONFIG": str(settings),
        **environ,
    }
    program = Program(
        [sys.executable, "-m", "adapters.cli", command], logs / "potluck.log", ROOT, environment
    )
    with program:
        # A demo walks through a quarter before it opens.
        program.wait_for("Stop it with Ctrl-C.", 400 if command == "demo" else 30)
        up = Potluck(program, port)
        yield up
        assert program.stop() == 0, program.output[-3000:]
        assert [e for e in up.log() if e["level"] in ("error", "critical")] == []
