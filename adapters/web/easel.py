"""Where pictures are drawn: a process of its own, that is there only while pictures are wanted.

matplotlib takes 60 MB and a second to load, and holds the interpreter while it draws: Potluck
itself has neither to give.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from typing import TypeVar

T = TypeVar("T")

IDLE = 60.0
"""Seconds after which a process that nobody needs ends."""
MOST = 20
"""Pictures that may wait; whoever comes then is told to come again."""


class Busy(Exception):
    """Too many wait already."""


class Easel:
    """Runs one thing at a time elsewhere."""

    def __init__(self, idle: float = IDLE) -> None:
        self._idle = idle
        self._pool: ProcessPoolExecutor | None = None
        self._waiting = 0
        self._ending: asyncio.TimerHandle | None = None
        self._stopped = False

    @property
    def is_up(self) -> bool:
        """Whether there is a process now."""
        return self._pool is not None

    async def run(self, deed: Callable[[], T]) -> T:
        """What `deed` gives, which has to be picklable (a `partial` of a module's function).

        Raises Busy.
        """
        if self._waiting >= MOST:
            raise Busy
        self._waiting += 1
        if self._ending is not None:
            self._ending.cancel()
        try:
            return await self._tried(deed)
        except BrokenProcessPool:  # it was killed, for want of memory say: once more, in a new one
            if self._stopped:
                raise Busy from None
            self.close()
            return await self._tried(deed)
        finally:
            self._waiting -= 1
            if not self._waiting and not self._stopped:
                self._ending = asyncio.get_running_loop().call_later(self._idle, self.close)

    async def _tried(self, deed: Callable[[], T]) -> T:
        if self._pool is None:
            context = get_context("spawn")  # a fork would copy threads that hold locks
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin)
        return await asyncio.get_running_loop().run_in_executor(self._pool, deed)

    def close(self) -> None:
        """End the process."""
        if self._ending is not None:
            self._ending.cancel()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def stop(self) -> None:
        """Potluck ends: it does not wait for a picture that is being drawn."""
        self._stopped = True
        if self._pool is not None:
            for process in active_children():
                process.kill()
        self.close()


def _begin() -> None:
    """In the process: it ends with Potluck, however that ends, and Ctrl-C is Potluck's to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_potluck, daemon=True).start()


def _end_with_potluck() -> None:
    potluck = parent_process()
    if potluck is not None:
        potluck.join()
        os._exit(0)


def quietly(deed: Callable[[], T]) -> T:
    """Run something whose warnings nobody could act on: a letter no font has, say."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return deed()
