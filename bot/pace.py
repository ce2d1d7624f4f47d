"""How fast a platform may be spoken to: moving windows per conversation and per workspace."""

from __future__ import annotations

import time
from collections.abc import Iterable

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot.messenger import Rate


class Pace:
    """Counts what is sent against a platform's limits. Real time, whatever the bot's clock says."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._parsed: dict[str, list[RateLimitItem]] = {}
        self._paused: dict[str, float] = {}

    def take(self, rates: Iterable[Rate], deed: str, workspace: str, conversation: str) -> float:
        """Seconds to wait before this deed may be done; 0 means go, and it is counted."""
        lanes = []
        for rate in rates:
            if rate.deed in ("any", deed):
                lane = workspace if rate.scope == "workspace" else f"{workspace}/{conversation}"
                lanes += [(item, f"{rate.deed}:{lane}") for item in self._items(rate.rate)]
        wait = (
            max(
                (
                    self._paused.get(lane, 0.0)
                    for lane in (workspace, f"{workspace}/{conversation}")
                ),
                default=0.0,
            )
            - time.monotonic()
        )
        for item, lane in lanes:
            if not self._limiter.test(item, lane):
                reset, _ = self._limiter.get_window_stats(item, lane)
                wait = max(wait, reset - time.time(), 0.05)
        if wait > 0:
            return wait
        for item, lane in lanes:
            self._limiter.hit(item, lane)
        return 0.0

    def pause(self, workspace: str, conversation: str, seconds: float) -> None:
        """The platform itself asked for a rest."""
        self._paused[f"{workspace}/{conversation}"] = time.monotonic() + seconds

    def _items(self, rate: str) -> list[RateLimitItem]:
        if rate not in self._parsed:
            self._parsed[rate] = parse_many(rate)
        return self._parsed[rate]
