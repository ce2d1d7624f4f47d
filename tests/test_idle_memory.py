"""What an idle Potluck does not load: memory is for what people use."""

from __future__ import annotations

import subprocess
import sys

import pytest

SERVED = "import sys, adapters.cli, adapters.main, adapters.slack.app, adapters.teams.app"


def after(first: str, *named: str) -> set[str]:
    """Which of these modules a fresh interpreter has loaded after `first`."""
    said = f"{first}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    return set(named) & set(done.stdout.split())


def test_idle_without_what_draws_seals_or_speaks_other_dialects() -> None:
    heavy = ("matplotlib", "cryptography", "botbuilder", "sqlalchemy.dialects.postgresql")
    loaded = after(SERVED, "bot.store.models", "alembic", "holidays", "tantivy", *heavy)
    assert loaded == {"bot.store.models"}


@pytest.mark.parametrize("later", ["", "; import charset_normalizer"])
def test_botbuilder_comes_without_what_guesses_encodings_unless_somebody_needs_it(
    later: str,
) -> None:
    port = "import sys; from adapters.teams.port import lazy; lazy._load()"
    loaded = after(port + later, "botbuilder.core", "requests", "charset_normalizer")
    assert loaded == {"botbuilder.core", "requests", *later.split()[2:]}
