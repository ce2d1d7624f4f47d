"""python -m bench [--short]: start each server in turn, drive it; then each part; print tables."""

import argparse
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from bench import sessions, traffic
from bench.load import Load, load
from bench.potluck import ARGUMENTS, READY, TEAMS, Committed, home
from bench.report import SECTIONS, Row, Start, opening, put, section, table
from bench.server import Server, cores, free_port, serve

HERE = Path(__file__).parent
SETTLING = 1.0  # seconds between ready and the look at idle memory


@dataclass(frozen=True)
class Target:
    """A server to measure and the traffic for it; without traffic only its start and its size."""

    name: str
    requests: Callable[[], Iterator[bytes]] | None = None
    floor: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    wakes: Callable[[], Iterator[bytes]] | None = None
    """What it is sent once, ahead of the look at idle memory."""
    module: str = ""
    """What to run instead of Potluck."""


def targets(platforms: str) -> list[Target]:
    """All servers, floors before what is compared with them; `platforms` is the stand-ins' URL."""
    slack = {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": traffic.SLACK_SECRET,
        "SLACK_API_URL": f"{platforms}/api/",
    }
    bolt, echo = "bare Bolt /kudos", "bare CloudAdapter echo"
    return [
        Target("bare aiohttp POST", traffic.small_posts, module="bench.floors.aiohttp_post"),
        Target(bolt, traffic.slack_kudos, environment=slack, module="bench.floors.bolt_command"),
        Target("Potluck /kudos in Slack", traffic.slack_kudos, bolt, slack),
        Target(
            echo,
            lambda: traffic.teams_kudos(platforms),
            module="bench.floors.cloudadapter_echo",
        ),
        Target(
            "Potluck kudos in Teams",
            lambda: traffic.teams_kudos(platforms),
            echo,
            {"POTLUCK_PLAYGROUND": "0"},
        ),
        Target("Potluck, playground alone"),
        Target("Potluck, Slack and Teams", environment={**slack, **TEAMS}),
        Target(
            "the same, spoken to in Teams",
            environment={**slack, **TEAMS},
            wakes=lambda: traffic.teams_kudos(platforms),
        ),
    ]


@dataclass
class Measured:
    """What the rounds of one target saw so far."""

    loads: list[Load] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)
    first_starts: list[Start] = field(default_factory=list)
    committed: list[Committed] = field(default_factory=list)


def measure(target: Target, into: Measured, core: int, warm_up: float, seconds: float) -> None:
    """Start the server afresh, look at it idle, drive it, count what it committed.

    Raises RuntimeError at an answer other than 200, or an answer that nothing was committed for.
    """
    with home() as own:
        arguments = ["-m", target.module] if target.module else ARGUMENTS
        environment = {**target.environment, **({} if target.module else own.environment)}
        ready = "" if target.module else READY
        if not target.module:
            with serve(arguments, environment, core, free_port(), ready) as server:
                into.first_starts.append(_idle(server, target))
        with serve(arguments, environment, core, free_port(), ready) as server:
            into.starts.append(_idle(server, target))
            if target.requests is None:
                return
            seen = load(server.port, target.requests(), server.cpu, warm_up, seconds)
        into.loads.append(seen)
        if refused := {s: n for s, n in seen.statuses.items() if s not in (200, 201)}:
            raise RuntimeError(f"{target.name}: answers other than 200: {refused}")
        if seen.own_cpu > 0.95:
            print(f"note: for {target.name} the load generator's core was full", file=sys.stderr)
        if not target.module:
            into.committed.append(own.committed())
            if into.committed[-1].kudos != seen.all_answers:
                raise RuntimeError(
                    f"{target.name}: {seen.all_answers} answers, {into.committed[-1]}"
                )


def _idle(server: Server, target: Target) -> Start:
    if target.wakes is not None:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
            wire.sendall(next(target.wakes()))
            wire.recv(64)
    time.sleep(SETTLING)
    return Start(server.start_up, server.memory())


def main() -> None:
    """Run the rounds, floors and targets in turn, so that a slow moment of the machine hits all."""
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--short", action="store_true", help="one quick round; writes nothing")
    options.add_argument(
        "--only",
        default="",
        help=f"only the servers whose name contains this, or one of: {', '.join(SECTIONS)}",
    )
    asked = options.parse_args()
    if not hasattr(os, "sched_setaffinity"):
        sys.exit("The bench pins processes to cores and reads /proc: it runs on Linux only.")
    rounds, warm_up, seconds = (1, 1.5, 2.0) if asked.short else (3, 3.0, 8.0)

    server_core, own_core = cores()
    os.sched_setaffinity(0, {own_core})
    results: dict[str, Measured] = {}
    with serve(["-m", "bench.platforms"], {}, own_core, free_port()) as platforms:
        chosen = [t for t in targets(f"http://127.0.0.1:{platforms.port}") if asked.only in t.name]
        for _ in range(rounds):
            for target in chosen:
                measured = results.setdefault(target.name, Measured())
                measure(target, measured, server_core, warm_up, seconds)
    rows = [
        Row(
            t.name,
            m.loads,
            m.starts,
            m.first_starts,
            t.floor if t.floor in results else None,
            m.committed,
        )
        for t in chosen
        for m in [results[t.name]]
    ]
    if rows:
        print(table(rows))
    readme = HERE / "README.md"
    if rows and not asked.short and not asked.only:
        readme.write_text(put(readme.read_text(), opening(rows)))
    for name in SECTIONS:
        if not name.startswith(asked.only):
            continue
        os.sched_setaffinity(0, {server_core, own_core})
        part = import_module(f"bench.{name}")
        figures = part.measure(part.SHORT if asked.short else part.FULL)
        print(f"\n{sessions.table(figures, name)}", flush=True)
        if not asked.short:
            readme.write_text(put(readme.read_text(), section(name, figures)))


if __name__ == "__main__":
    main()
