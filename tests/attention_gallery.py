"""Every message and form about attention, as full as they get: for each renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from bot.messages import Blank, Message
from bot.rules.rhythm import Choices, Fault, Problem
from bot.rules.working_time import Rhythm
from bot.store.attention import DayOff
from bot.views import attention as views

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
RHYTHM = Rhythm(
    "America/Argentina/ComodRivadavia",
    frozenset({0, 2, 5}),
    quiet_from=time(22),
    quiet_until=time(6),
    country="DE-BY",
    paused_until=NOW + timedelta(days=3),
    prompts_at=time(10, 30),
    most=0,
)
AWAY = tuple(
    DayOff(
        n, date(2026, 12, 1) + timedelta(days=20 * n), date(2026, 12, 9) + timedelta(days=20 * n)
    )
    for n in range(12)
)


def messages(wild: str) -> Mapping[str, Callable[[], Message]]:
    """Every message, by name; `wild` is what somebody wrote."""
    full = views.hours(RHYTHM, AWAY, NOW, saved=True)
    said = Message.of(wild[:300])
    return {
        "hours": lambda: full,
        "hours, usual": partial(views.hours, Rhythm(), (), NOW),
        "home": lambda: Message.of(*views.home(Rhythm(), NOW)),
        "home, paused": lambda: Message.of(*views.home(RHYTHM, NOW)),
        "home, none": lambda: Message.of(*views.home(replace(RHYTHM, paused_until=None), NOW)),
        "not away": views.not_away,
        "together": partial(views.together, [full, said, full, said]),
    }


def forms(wild: str) -> Mapping[str, Blank]:
    """Every form, by name."""
    problems = [Problem(f"{n}", fault, wild) for n, fault in enumerate(Fault)]
    chosen = Choices(
        frozenset({6, 0}),
        time(7),
        time(15),
        (time(11), time(12)),
        "DE-BY",
        time(8),
        1,
        NOW,
    )
    full = views.form(chosen, date(2026, 12, 3))
    errors = dict(
        zip([e.name for e in full.entries], views.errors(problems).values(), strict=False)
    )
    return {
        "hours": views.form(Choices(country=""), None),
        "hours, full": full,
        "hours, wrong": full.model_copy(update={"errors": errors}),
    }
