"""What the easel's process does: simulate, and put the words of pictures and pages together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.rules.recall_curves import Curve
from bot.rules.recall_simulation import Company, Simulated, simulate
from bot.settings import Attention, Recall
from bot.views import recall_measures as views
from bot.views import recall_simulation as words


@dataclass(frozen=True, slots=True)
class Looked:
    """What a page says of a simulation."""

    summary: list[tuple[str, str]]
    days: list[tuple[date, int, int]]


def draw_progress(curves: tuple[Curve, ...], first: date, today: date) -> bytes:
    """The PNG of somebody's curves."""
    from adapters.web import drawing
    from adapters.web.easel import quietly

    lines = [(views.named(curve), curve.points) for curve in curves[: views.MOST_TOPICS]]
    return quietly(lambda: drawing.progress(views.PICTURE, views.TODAY, first, today, lines))


def look(recall: Recall, house: Attention, company: Company) -> Looked:
    """What a simulation says in words."""
    found = simulate(recall, house, company)
    return Looked(words.summary(found), found.by_day())


def draw_simulation(recall: Recall, house: Attention, company: Company) -> bytes:
    """The PNG of a simulation."""
    return plot(simulate(recall, house, company))


def plot(found: Simulated) -> bytes:
    """The PNG of one that was made."""
    from adapters.web import drawing
    from adapters.web.easel import quietly

    people = [messages for messages, _, _ in found.by_person()]
    return quietly(lambda: drawing.simulated(words.TITLES, found.by_day(), people))


def draw_chart(
    title: str, labels: tuple[str, ...], series: tuple[tuple[str, tuple[float, ...]], ...]
) -> bytes:
    """The PNG of a message's chart."""
    from adapters.web import drawing
    from adapters.web.easel import quietly

    return quietly(lambda: drawing.bars(title, labels, series))
