"""A Teams tenant with Potluck installed, in Microsoft's playground."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.peers.agenda import clock
from tests.peers.desk import Desk
from tests.peers.potluck import potluck
from tests.peers.processes import free_port
from tests.peers.teams import AgentsPlayground, agents_playground
from tests.peers.teams_people import TeamsPerson


@dataclass(frozen=True)
class Tenant:
    """A tenant with Potluck installed, and the clock that Potluck goes by."""

    teams: AgentsPlayground
    clock: Desk
    ana: TeamsPerson
    bo: TeamsPerson
    chi: TeamsPerson


@contextmanager
def teams_tenant(
    browser: Browser, page: Page, logs: Path, more: Mapping[str, str] | None = None
) -> Iterator[Tenant]:
    """Run it, with `more` in its environment; Potluck may have logged no trouble in the end."""
    port = free_port()
    environ = {"POTLUCK_PLAYGROUND": "1", **(more or {})}
    with potluck(logs, environ, port) as bot, agents_playground(page, port, logs) as teams:
        teams.open("Personal Chat")
        expect(teams.text("Hello, I'm Potluck.")).to_be_visible()
        with clock(browser, bot.url) as moved:
            names = ("Ana Ferreira", "Bo Lindqvist", "Chidi Okafor")
            ana, bo, chi = (TeamsPerson(teams, n, name) for n, name in enumerate(names))
            yield Tenant(teams, moved, ana, bo, chi)
        troubles = [e for e in bot.troubles() if e.get("result") != "unsure"]
        # Teams does not tell what its first channel is called: the trial's round-up finds none.
        assert [e for e in troubles if e["event"] != "kudos.no_roundup"] == []
