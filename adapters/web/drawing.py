"""Draws pictures with matplotlib. Imported in a process of its own: see `easel.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator, PercentFormatter

from adapters.web.letters import families

INK, QUIET = "#2b2b2b", "#8a8a8a"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5195", "#5c5c5c")
"""Told apart by those who see colours differently too (Okabe and Ito 2008, and two more)."""
STYLES = ("-", "--", "-.", ":")
DOTS = 100
"""An inch."""
FEWEST = 5
"""Labels for which a chart of bars leaves room: a single bar would look like a wall."""
LONGEST = 28
"""Characters of a label."""


def progress(
    title: str,
    today_label: str,
    first: date,
    today: date,
    lines: Sequence[tuple[str, Sequence[float | None]]],
) -> bytes:
    """A PNG of predicted recall (0 to 1) from the day `first` on, a line a topic."""
    figure = _figure(8, 4.5)
    axes = figure.subplots()
    for n, (name, points) in enumerate(lines):
        known = [(first + timedelta(days=d), p) for d, p in enumerate(points) if p is not None]
        if not known:
            continue
        axes.plot(
            [_at(day) for day, _ in known],
            [p for _, p in known],
            color=COLOURS[n % len(COLOURS)],
            linestyle=STYLES[n // len(COLOURS) % len(STYLES)]
            if n >= len(COLOURS)
            else STYLES[n % 4],
            linewidth=2,
            label=_literal(name),
        )
    axes.axvline(_at(today), color=QUIET, linewidth=1)
    axes.annotate(
        _literal(today_label),
        (_at(today), 0.02),
        color=QUIET,
        xytext=(4, 0),
        textcoords="offset points",
    )
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_title(_literal(title), loc="left", color=INK)
    _dated(axes)
    if lines:
        figure.legend(loc="outside lower center", ncols=min(len(lines), 4), frameon=False)
    return _png(figure)


def simulated(
    titles: tuple[str, str, str],
    days: Sequence[tuple[date, int, int]],
    people: Sequence[int],
) -> bytes:
    """A PNG of messages and cards a day, and of how many people get how many messages.

    `titles`: of messages, of cards, of the people.
    """
    figure = _figure(9, 6)
    above, below = figure.subplots(2, 1)
    when = [_at(day) for day, _, _ in days]
    above.bar(when, [cards for _, _, cards in days], color=COLOURS[5], label=_literal(titles[1]))
    above.plot(when, [m for _, m, _ in days], color=COLOURS[0], label=_literal(titles[0]))
    above.legend(frameon=False, loc="upper left")
    _dated(above)
    most = max(people, default=0)
    below.hist(people, bins=[n - 0.5 for n in range(most + 2)], color=COLOURS[2])
    below.set_title(_literal(titles[2]), loc="left", color=INK)
    below.xaxis.set_major_locator(MaxNLocator(integer=True))
    below.yaxis.set_major_locator(MaxNLocator(integer=True))
    return _png(figure)


def bars(title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]]) -> bytes:
    """A PNG of bars side by side, one of each series for every label, with their numbers."""
    figure = _figure(8, 3.2)
    axes = figure.subplots()
    wide = 0.72 / len(series)
    for n, (name, values) in enumerate(series):
        at = [i + wide * (n - (len(series) - 1) / 2) for i in range(len(labels))]
        drawn = axes.bar(
            at, values, width=wide * 0.94, color=COLOURS[n % len(COLOURS)], label=_literal(name)
        )
        axes.bar_label(drawn, fmt="%g", padding=2, color=INK)
    below = families("".join(labels))
    axes.set_xticks(range(len(labels)), [_literal(label) for label in labels], fontfamily=below)
    spare = max(FEWEST - len(labels), 0) / 2
    axes.set_xlim(-0.5 - spare, len(labels) - 0.5 + spare)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(0, max(1.0, *(v for _, values in series for v in values)) * 1.15)
    axes.set_title(_literal(title), loc="left", color=INK)
    axes.grid(visible=True, axis="y", color="#e4e4e4")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    if len(series) > 1:
        figure.legend(loc="outside lower center", ncols=len(series), frameon=False)
    return _png(figure)


def _figure(width: float, height: float) -> Figure:
    figure = Figure(figsize=(width, height), dpi=DOTS, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _at(day: date) -> float:
    return float(date2num(day))  # type: ignore[no-untyped-call]


def _dated(axes: Any) -> None:
    axes.xaxis_date()
    locator = axes.xaxis.get_major_locator()
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.grid(visible=True, axis="y", color="#e4e4e4")
    axes.spines[["top", "right"]].set_visible(False)


def _literal(text: str) -> str:
    """What somebody wrote is no formula, and no label that matplotlib hides (`_…`)."""
    cut = text if len(text) <= LONGEST * 2 else f"{text[: LONGEST * 2]}…"
    printable = "".join(c if c.isprintable() else " " for c in cut)
    return "\u200b" * printable.startswith("_") + printable.replace("\\", "\\\\").replace(
        "$", r"\$"
    )


def _png(figure: Figure) -> bytes:
    for text in figure.findobj(Text):
        text.set_fontfamily(families(text.get_text()))
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
