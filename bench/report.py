"""Turns measurements into the table that is printed and written to bench/README.md."""

import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from adapters.slack.limits import RATES
from bench import sessions
from bench.crowd import OFTEN
from bench.learners import EACH
from bench.load import CONNECTIONS, Load
from bench.potluck import Committed
from bench.sessions import Figure
from bench.traffic import PEOPLE
from bot.services.teams_import import BATCH

_INTRODUCTION = """# What Potluck costs

Written by `make bench`; every figure comes from one run on one machine. The server has one core,
the load generator and the stand-ins for Slack and Teams have the other. {connections} connections
each send their next request when the last is answered. Figures differ between machines, the ratios
much less.
"""

_EXPLANATION = """
Each request to Potluck is a kudos of its own, from and to {people} people in turn: verified, taken
once, the actor and the receiver resolved, written with its topic, its card and its direct message
queued in the same transaction, on disk (SQLite, WAL, `synchronous=FULL`), and only then answered.
Afterwards the rows in the database are counted: there were as many kudos as answers, or this page
would not have been written. Logs are on, as by default, and go to a file.

Meanwhile Potluck delivers what is queued, on the same core: the stand-ins take every call, at once.
Its own pace is Slack's and Teams' (a post a second and channel), so most of the queue is still
waiting when the run ends; what was sent within it is part of what it cost.

The bare Bolt app acknowledges and does nothing, and the bare CloudAdapter, without authentication,
sends the text back; both in their default settings. Potluck's answer in Teams, too, is sent through
the connector before the turn ends, and its delivery goes on beside it. Microsoft's package is
loaded for the first activity, so Potluck is idle in two sizes: before it and ever after.
"""


_SESSIONS = """
## Sessions

{table}

In one process and without a server: the real dispatcher, delivery and SQLite file, and a stand-in
for a platform that takes every call at once and has Slack's limits:
{rates}.

The presses come at moments of their own, from people nobody has met before, and most of them find
seats; the rest wait in line. An answer counts from the moment of the press until its rows are on
disk; the card is edited beside it, and shows at last what is in the database. The reminders are
those of one day, people live in a dozen zones; planning writes one moment for each time somebody
has to be told, and the outbox gets a row for each of them when it comes. One's own sessions are
what `/session mine` answers to people who answered to {own} sessions and run or speak at as many.
"""


_RECALL = """
## Recall

{table}

In one process each, with the real dispatcher and databases; SQLite and PostgreSQL are as durable
as in real life. Everybody learns {each} cards, half of which wait already, in zones whose nine
o'clock is the same moment, so that all are planned in one go, in transactions of some hundred
people. Answers are presses of a button: from the event until its rows are on disk. Prompts are sent
by the real delivery to a stand-in that takes every call at once and has the platform's limits; a
moving window lets the first window's worth leave at once, which is counted as if sending had begun
that much earlier.
"""

_BOARDS = """
## Boards

{table}

In one process each, with the real dispatcher and databases. The deeds of a year are those of an
organization in which few people are thanked by all, and some circles thank each other; the month
whose boards are looked at is nearly over. Nothing is counted beforehand: every look adds up the
deeds of its days, damps the circles and says who stands where. Looks only read, so they wait for
nobody who writes, and nobody who writes waits for them.
"""


_PEOPLE = """
## People

{table}

What `potluck people import --apply` does with a file: it is read, every row is decided on, and it
is written in transactions of {batch} people, in a process of its own on an idle database that is
as durable as in real life. The organization is empty before. Others wait for one batch at most.
"""


_BADGES = """
## Badges

{table}

What earning adds to a kudos, in CPU of the writer: from the deeds of giver and receiver until it is
decided who earned what, with thirty rules, among a million deeds. It counts no further than the
next level asks for. Recomputing reads every deed of everybody in the order of time, as `potluck
badges recompute --apply` does, in a process of its own.
"""

_DIGESTS = """
## Digests

{table}

All of a week: two million deeds, questions, answers, sessions and recalls of an organization in
many zones; its Monday passes hour by hour, and every manager's digest is put together, kept with
its mirror, and queued for its moment. Then the same Monday passes again.
"""

_MEASURES = """
## Measures

{table}

The programme's digest, and 250 personal ones made at once, among the same two million events.
"""

_FINDING = """
## Finding

{table}

Questions and answers as long as people write them, in words of a made-up language: few of them
often, most of them seldom. The index is the product's own over rows of the database, and is looked
at by a process that did not write it. Memory is all that Linux counts as resident; most of it is
the index's file, which the system takes back when it needs to.
"""

SECTIONS = {
    "sessions": _SESSIONS,
    "recall": _RECALL,
    "people": _PEOPLE,
    "badges": _BADGES,
    "boards": _BOARDS,
    "digests": _DIGESTS,
    "measures": _MEASURES,
    "finding": _FINDING,
}
"""Parts that are measured without a server."""


@dataclass(frozen=True)
class Start:
    """A start, and the process a moment later, when nothing happens."""

    seconds: float
    """Until it was ready."""
    memory: float
    """Resident, in MB (of 1,048,576 bytes)."""


@dataclass(frozen=True)
class Row:
    """One server under load, all rounds; `floor` names the row it is compared with."""

    name: str
    loads: Sequence[Load]
    starts: Sequence[Start]
    first_starts: Sequence[Start]
    """On an empty folder: the database is made."""
    floor: str | None = None
    committed: Sequence[Committed] = ()

    @property
    def per_second(self) -> float:
        """The median round's answers per second."""
        return median(load.per_second for load in self.loads)


def table(rows: Sequence[Row]) -> str:
    """The measurements as Markdown tables."""
    loaded = [row for row in rows if row.loads]
    floors = {row.name: row.per_second for row in loaded}
    lines = [
        "| server | requests/s | its floor | p50 ms | p99 ms | CPU µs each |",
        "|---|---|---|---|---|---|",
    ]
    for row in loaded:
        cells = [
            row.name,
            f"{row.per_second:,.0f}",
            f"{row.per_second / floors[row.floor]:.2f} × {row.floor}" if row.floor else "",
            f"{median(load.p50 for load in row.loads):.1f}",
            f"{median(load.p99 for load in row.loads):.1f}",
            f"{median(load.cpu_each for load in row.loads):,.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "| server | ready after s | idle MB | first start: s | MB |"]
    lines += ["|---|---|---|---|---|"]
    for row in rows:
        cells = [row.name, *_shown(row.starts), *(_shown(row.first_starts) or ("", ""))]
        lines.append(f"| {' | '.join(cells)} |")
    if counted := [row for row in loaded if row.committed]:
        lines += ["", "| server | answers | kudos committed | posts queued | of them sent |"]
        lines += ["|---|---|---|---|---|"]
    for row in counted:
        answers = sum(load.all_answers for load in row.loads)
        kudos, queued, sent = (
            sum(getattr(c, what) for c in row.committed) for what in ("kudos", "queued", "sent")
        )
        lines.append(f"| {row.name} | {answers:,} | {kudos:,} | {queued:,} | {sent:,} |")
    return "\n".join(lines)


def _shown(starts: Sequence[Start]) -> tuple[str, ...]:
    if not starts:
        return ()
    seconds, memory = median(s.seconds for s in starts), median(s.memory for s in starts)
    return f"{seconds:.2f}", f"{memory:.0f}"


def opening(rows: Sequence[Row]) -> str:
    """What bench/README.md begins with: the servers under load."""
    rounds = f"Median of {len(rows[0].loads)} rounds of {rows[0].loads[0].seconds:.0f} s"
    return (
        f"{_INTRODUCTION.format(connections=CONNECTIONS)}\n{table(rows)}\n\n"
        f"{rounds}, Python {platform.python_version()}.\n{_EXPLANATION.format(people=PEOPLE)}"
    )


def section(part: str, figures: Sequence[Figure]) -> str:
    """What it says about one part, with its heading."""
    return SECTIONS[part].format(
        table=sessions.table(figures, part),
        rates=_rates(),
        own=OFTEN,
        each=EACH,
        batch=f"{BATCH:,}",
    )


def put(text: str, new: str) -> str:
    """A page in which the section with the new one's heading (or the opening) is the new one."""
    heading = new.strip().partition("\n")[0]
    parts = [one.strip() + "\n" for one in re.split(r"\n(?=## )", text)]
    found = [n for n, one in enumerate(parts) if one.partition("\n")[0] == heading]
    if found:
        parts[found[0]] = new.strip() + "\n"
    else:
        parts.append(new.strip() + "\n")
    return "\n".join(parts)


def _rates() -> str:
    return ", ".join(f"{r.deed}s {r.rate} a {r.scope}" for r in RATES)
