"""What came of a session, as the cells of a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC

from bot.rules.attendance import LEAST_ANSWERS, Came, average, became
from bot.rules.cells import harmless
from bot.store.outcomes import Attendance, Feedback
from bot.store.sessions import Occurrence

RATINGS = (5, 4, 3, 2, 1)
CAME = (Came.CAME, Came.WALKED_IN, Came.NO_SHOW, Came.CANCELLED)
HEADING = [
    *("Session", "Begins (UTC)"),
    *(str(c).capitalize() for c in CAME),
    *("Answers", "Rating (1 to 5)"),
    *(f"Rated {n}" for n in RATINGS),
    *("What they will use", "What they say"),
]
FEW = f"fewer than {LEAST_ANSWERS}"
BETWEEN = " | "


def sheet(
    times: Iterable[tuple[Occurrence, Sequence[Attendance], Sequence[Feedback]]],
) -> list[list[str]]:
    """A heading, then one row each; what fewer than three thought stays blank. No formulas."""
    return [HEADING, *(_row(*one) for one in times)]


def _row(
    occurrence: Occurrence, known: Sequence[Attendance], feedback: Sequence[Feedback]
) -> list[str]:
    came = Counter(became(a.answer, a.turn, attended=a.attended) for a in known)
    return [
        harmless(occurrence.session.title),
        occurrence.starts_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
        *(str(came[what]) for what in CAME),
        *_thought(feedback),
    ]


def _thought(feedback: Sequence[Feedback]) -> list[str]:
    mean = average([f.rating for f in feedback])
    if mean is None:
        return [FEW, "", *("" for _ in RATINGS), "", ""]
    rated = Counter(f.rating for f in feedback)
    return [
        str(len(feedback)),
        f"{mean:.1f}",
        *(str(rated[n]) for n in RATINGS),
        _together(f.will_use for f in feedback),
        _together(f.comment for f in feedback),
    ]


def _together(said: Iterable[str]) -> str:
    """What people said, in an order that tells nobody apart."""
    return harmless(BETWEEN.join(sorted(s for s in said if s)))
