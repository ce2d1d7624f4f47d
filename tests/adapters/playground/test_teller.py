"""Potluck hears of everything that was kept for it, however much there is."""

from __future__ import annotations

from typing import Any

from adapters.playground.teller import Teller


class Kept:
    """What is kept, handed out a hundred at a time, as the store does."""

    def __init__(self, number: int, refuses: str = "") -> None:
        self.rows = {f"deed-{n}": {"n": n} for n in range(number)}
        self.refuses = refuses
        self.heard: list[int] = []
        self.teller = Teller(self.untold, self.tell, self.told)

    async def untold(self) -> list[tuple[str, dict[str, Any]]]:
        return list(self.rows.items())[:100]

    async def tell(self, body: dict[str, Any]) -> None:
        if f"deed-{body['n']}" == self.refuses:
            raise RuntimeError
        self.heard.append(body["n"])

    async def told(self, deed: str) -> None:
        del self.rows[deed]


async def test_all_is_told_at_once() -> None:
    kept = Kept(250)
    assert await kept.teller.drain() is None
    assert kept.heard == list(range(250))
    assert kept.rows == {}


async def test_what_is_refused_waits_and_holds_up_nothing() -> None:
    kept = Kept(250, refuses="deed-3")
    assert await kept.teller.drain() == 1.0
    assert len(kept.heard) == 249
    assert list(kept.rows) == ["deed-3"]
