"""Sums that fade: what was added counts half after some days, and nothing has to be swept.

A sum is kept as the base 2 logarithm of what it would be at the epoch. Adding one at a time t is
adding 2^(t/h) to it, and its worth at any time is 2^(sum - t/h): one number, no time beside it,
and two sums compare as they stand.
"""

from __future__ import annotations

from datetime import datetime
from math import exp2, log2

DAY = 86_400.0
WEEK, MONTH, SEASON, YEAR = 7.0, 30.0, 120.0, 365.0
"""Half-lives, in days."""


def added(kept: float | None, days: float, at: datetime, amount: float = 1.0) -> float:
    """A kept sum (None: empty) with `amount` (> 0) added at that time (aware); any order."""
    new = at.timestamp() / DAY / days + log2(amount)
    if kept is None:
        return new
    high, low = max(kept, new), min(kept, new)
    return high + log2(1.0 + exp2(low - high))


def worth(kept: float | None, days: float, at: datetime) -> float:
    """What a kept sum (None: empty) is worth at that time (aware)."""
    return 0.0 if kept is None else exp2(min(kept - at.timestamp() / DAY / days, 60.0))
