"""Delivery for scenarios, in which no luck decides what is sent first."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.delivery import Delivery
from bot.store.parcels import Parcel


class InOrder(Delivery):
    """Sends one post after the other, in the order in which they were claimed.

    Between conversations there is no such order: where several may write at once, as on
    PostgreSQL, luck would decide which message is the first one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn = asyncio.Lock()

    async def _deliver(self, parcel: Parcel) -> None:
        async with self._turn:
            await super()._deliver(parcel)
