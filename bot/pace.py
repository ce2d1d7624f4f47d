"""How fast a platform may be spoken to: moving windows per conversation and per workspace."""

from __future__ import annotations

import time
from collections.abc import Iterable

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot.messenger import Deed, Rate, RateLimited


class Pace:
    """Counts what is sent against a platform's limits. Real time, whatever the bot's clock says."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._parsed: dict[str, list[RateLimitItem]] = {}
        self._paused: dict[str, float] = {}

    def take(self, rates: Iterable[Rate], deed: Deed, workspace: str, conversation: str) -> float:
        """Seconds to wait before this deed may be done; 0 means go, and it is counted."""
        lanes = []
        for rate in rates:
            if rate.deed in ("any", deed):
                lane = workspace if rate.scope == "workspace" else f"{workspace}/{conversation}"
                lanes += [(item, f"{rate.deed}:{lane}") for item in self._items(rate.rate)]
        wait = 0.0
        for item, lane in lanes:
            if not self._limiter.test(item, lane):
                reset, _ = self._limiter.get_window_stats(item, lane)
                wait = max(wait, reset - time.time(), 0.05)
        if wait > 0:
            return wait
        for item, lane in lanes:
            self._limiter.hit(item, lane)
        return 0.0

    def pause(self, limited: RateLimited, workspace: str, conversation: str) -> None:
        """The platform itself asked for a rest from what its limit concerns."""
        where = workspace if limited.scope == "workspace" else f"{workspace}/{conversation}"
        what, until = f"{limited.deed}:{where}", time.monotonic() + limited.seconds
        self._paused[what] = max(self._paused.get(what, 0.0), until)

    def rest(self, deeds: Iterable[Deed], workspace: str, conversation: str) -> float:
        """Seconds until the platform may be asked for all of these again; 0 for now."""
        lanes = workspace, f"{workspace}/{conversation}"
        paused = [f"{deed}:{lane}" for deed in (*deeds, "any") for lane in lanes]
        until = max(self._paused.get(what, 0.0) for what in paused)
        return max(until - time.monotonic(), 0.0)

    def _items(self, rate: str) -> list[RateLimitItem]:
        if rate not in self._parsed:
            self._parsed[rate] = parse_many(rate)
        return self._parsed[rate]
