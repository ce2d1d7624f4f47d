"""python -m bench [--short]: start each server in turn, drive it, print the table."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import traffic
from bench.load import Load, load
from bench.report import Row, page, table
from bench.server import cores, free_port, serve

HERE = Path(__file__).parent
SETTLING = 1.0  # seconds between ready and the look at idle memory


@dataclass(frozen=True)
class Target:
    """A server to measure and the traffic for it."""

    name: str
    arguments: Sequence[str]
    requests: Callable[[], Iterator[bytes]]
    floor: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: str = ""


def targets(platforms: str) -> list[Target]:
    """All servers, floors before what is compared with them; `platforms` is the stand-ins' URL."""
    slack = {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": traffic.SLACK_SECRET,
        "SLACK_API_URL": f"{platforms}/api/",
    }
    floor = "bench.floors"
    return [
        Target("bare aiohttp POST", ["-m", f"{floor}.aiohttp_post"], traffic.small_posts),
        Target(
            "bare Bolt /kudos",
            ["-m", f"{floor}.bolt_command"],
            traffic.slack_kudos,
            environment=slack,
        ),
        Target(
            "bare CloudAdapter echo",
            ["-m", f"{floor}.cloudadapter_echo"],
            lambda: traffic.teams_kudos(platforms),
        ),
    ]


@dataclass
class Measured:
    """What the rounds of one target saw so far."""

    loads: list[Load] = field(default_factory=list)
    start_up: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def measure(target: Target, into: Measured, core: int, warm_up: float, seconds: float) -> None:
    """Start the server afresh, look at it idle, drive it; RuntimeError at an answer but 200."""
    with serve(target.arguments, target.environment, core, free_port(), target.ready) as server:
        time.sleep(SETTLING)
        into.start_up.append(server.start_up)
        into.memory.append(server.memory())
        seen = load(server.port, target.requests(), server.cpu, warm_up, seconds)
    if refused := {status: n for status, n in seen.statuses.items() if status not in (200, 201)}:
        raise RuntimeError(f"{target.name}: answers other than 200: {refused}")
    if seen.own_cpu > 0.95:
        print(f"note: for {target.name} the load generator's core was full", file=sys.stderr)
    into.loads.append(seen)


def main() -> None:
    """Run the rounds, floors and targets in turn, so that a slow moment of the machine hits all."""
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--short", action="store_true", help="one quick round; writes nothing")
    options.add_argument("--only", default="", help="only the servers whose name contains this")
    asked = options.parse_args()
    if not hasattr(os, "sched_setaffinity"):
        sys.exit("The bench pins processes to cores and reads /proc: it runs on Linux only.")
    rounds, warm_up, seconds = (1, 0.5, 2.0) if asked.short else (3, 2.0, 8.0)

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
        Row(t.name, m.loads, m.start_up, m.memory, t.floor if t.floor in results else None)
        for t in chosen
        for m in [results[t.name]]
    ]
    print(table(rows))
    if not asked.short and not asked.only:
        (HERE / "README.md").write_text(page(rows))


if __name__ == "__main__":
    main()
