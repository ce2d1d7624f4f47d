"""Turns measurements into the table that is printed and written to bench/README.md."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.load import CONNECTIONS, Load

_INTRODUCTION = """# What Potluck costs

Written by `make bench`; every figure comes from one run on one machine. The server has one core,
the load generator and the stand-ins for Slack and Teams have the other. {connections} connections
each send their next request when the last is answered. Figures differ between machines, the ratios
much less.
"""


@dataclass(frozen=True)
class Row:
    """One server under load, all rounds; `floor` names the row it is compared with."""

    name: str
    loads: Sequence[Load]
    start_up: Sequence[float]  # seconds
    memory: Sequence[float]  # MB, idle
    floor: str | None = None

    @property
    def per_second(self) -> float:
        """The median round's answers per second."""
        return median(load.per_second for load in self.loads)


def table(rows: Sequence[Row]) -> str:
    """The measurements as a Markdown table."""
    lines = [
        "| server | requests/s | p50 ms | p99 ms | CPU µs each | its floor | ready s | MB idle |",
        "|---|---|---|---|---|---|---|---|",
    ]
    floors = {row.name: row.per_second for row in rows}
    for row in rows:
        ratio = f"{row.per_second / floors[row.floor]:.2f} × {row.floor}" if row.floor else ""
        cells = [
            row.name,
            f"{row.per_second:,.0f}",
            f"{median(load.p50 for load in row.loads):.1f}",
            f"{median(load.p99 for load in row.loads):.1f}",
            f"{median(load.cpu_each for load in row.loads):,.0f}",
            ratio,
            f"{median(row.start_up):.2f}",
            f"{median(row.memory):.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def page(rows: Sequence[Row]) -> str:
    """The whole of bench/README.md."""
    rounds = f"Median of {len(rows[0].loads)} rounds of {rows[0].loads[0].seconds:.0f} s"
    return (
        f"{_INTRODUCTION.format(connections=CONNECTIONS)}\n{table(rows)}\n\n"
        f"{rounds}, Python {platform.python_version()}.\n"
    )
