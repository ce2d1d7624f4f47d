"""A list of people, brought in beside a running Potluck as its operator does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.peers.install import ROOT


def bring(logs: Path, said: str, *options: str) -> str:
    """Run `potluck people import` on a list, beside the Potluck that writes its logs there."""
    file = logs / "people.csv"
    file.write_text(said, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "adapters.cli", "people", "import", str(file), *options],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "POTLUCK_DATA": str(logs / "data")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
