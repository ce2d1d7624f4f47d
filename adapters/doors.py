"""Which doors an environment opens. A new platform adds its line to WIRING."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from adapters.door import Door, Misconfigured
from bot.settings import BadSettings, Environment, Problem, Roundup, Settings

Environ = Mapping[str, str]

WIRING = {
    # platform: (what reads its configuration, what opens the door)
    "slack": ("adapters.slack.config:from_environ", "adapters.slack.app:SlackDoor"),
    "teams": (
        "adapters.teams.port.settings:TeamsSettings.from_env",
        "adapters.teams.app:TeamsDoor",
    ),
}
PLAYGROUND = ("adapters.playground.config:from_environ", "adapters.playground.app:PlaygroundDoor")
"""Wired apart: whether it opens depends on the others."""
DEMO = "adapters.playground.demo:seed"
"""What plants a quarter of activity in a playground."""
DEMO_VARIABLES = ("HOST", "PORT", "LOG_LEVEL", "POTLUCK_CONFIG")


@dataclass(frozen=True, slots=True)
class Planned:
    """A door that is to be opened."""

    platform: str
    config: Any
    is_local: bool = False
    """It has no credentials, so only this machine may use it."""

    def build(self) -> Door:
        """The door. Only now the platform's packages are imported."""
        where = PLAYGROUND if self.platform == "playground" else WIRING[self.platform]
        return cast("Door", _named(where[1])(self.config))


def planned(environment: Environment, environ: Environ) -> list[Planned]:
    """The doors to open. Raises BadSettings with every problem found.

    Without credentials Teams is open to this machine alone, for local work; that does not count
    as configured, so the playground opens beside it. Once something is configured, such a door
    stays shut unless POTLUCK_PLAYGROUND asks for local work: a reverse proxy on this machine
    would let the whole world in by it.
    """
    doors: list[Planned] = []
    problems: list[Problem] = []

    def take(platform: str, reader: str, *others: bool) -> None:
        try:
            config = _named(reader)(environ, *others)
        except Misconfigured as wrong:
            problems.append(Problem(platform, f"{wrong.problem} {wrong.mend}"))
            return
        if config is not None:
            doors.append(Planned(platform, config, bool(getattr(config, "local", False))))

    for platform, (reader, _) in WIRING.items():
        take(platform, reader)
    others = any(not d.is_local for d in doors) or bool(problems)
    if not environment.is_loopback or (others and not environment.playground):
        doors = [door for door in doors if not door.is_local]
    take("playground", PLAYGROUND[0], others)
    problems = problems or _out_of_place(environment, doors)
    if problems:
        raise BadSettings(problems)
    return doors


def demo_environ(environ: Environ) -> dict[str, str]:
    """The same environment for a playground alone, which stores apart from everything else."""
    kept = {name: environ[name] for name in DEMO_VARIABLES if name in environ}
    data = Path(environ.get("POTLUCK_DATA", "").strip() or "data") / "demo"
    return kept | {"POTLUCK_PLAYGROUND": "1", "POTLUCK_DATA": str(data)}


async def plant_demo(doors: Mapping[str, Door], settle: Callable[[], Awaitable[None]]) -> None:
    """Plant a quarter of activity, once; `settle` fires what is due and sends what is queued."""
    await _named(DEMO)(doors["playground"], settle)


def for_newcomers(settings: Settings, doors: list[Planned]) -> Settings:
    """The settings, and where the playground is the only door what there is to see come due.

    Whoever tries Potluck out and moves the clock forward should see a weekly round-up in #general,
    and as an administrator the programme's digest. Where an operator decided about it, that stands.
    """
    if not all(d.platform == "playground" or d.is_local for d in doors):
        return settings
    kudos, digests = settings.kudos, settings.digests
    if kudos.roundup is None:
        kudos = kudos.model_copy(update={"roundup": Roundup(channel="general")})
    if not digests.programme.recipients:
        told = digests.programme.model_copy(update={"recipients": ("admins",)})
        digests = digests.model_copy(update={"programme": told})
    return settings.model_copy(update={"kudos": kudos, "digests": digests})


def _out_of_place(environment: Environment, doors: list[Planned]) -> list[Problem]:
    """What is right in itself and wrong here."""
    if any(d.platform == "playground" for d in doors) and not environment.is_loopback:
        alone = all(d.is_local or d.platform == "playground" for d in doors)
        other = "configure Slack or Teams" if alone else "set POTLUCK_PLAYGROUND=0"
        what = (
            f"{environment.host} lets other machines in, but in the playground anybody may speak"
            f" as anybody. Set HOST=127.0.0.1, or {other}."
        )
        return [Problem("HOST", what)]
    if not doors:
        what = "the playground is shut, and neither Slack nor Teams is configured: no way in."
        return [Problem("POTLUCK_PLAYGROUND", f"{what} Unset it, or configure one of them.")]
    return []


def _named(path: str) -> Any:
    """What "package.module:name.name" names, imported when first asked for."""
    module, _, names = path.partition(":")
    found: Any = importlib.import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
    return found
