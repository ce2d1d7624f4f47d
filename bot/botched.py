"""Errors of ours in what a messenger does, told apart from those its port knows."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

from bot.messenger import MaybeSent, RateLimited, Refused, TryLater

T = TypeVar("T")


class Botched(Exception):
    """A messenger failed in a way that is none of its port's: an error of ours."""

    def __init__(self, error: Exception) -> None:
        super().__init__(type(error).__name__)
        self.error = error


async def told(call: Awaitable[T]) -> T:
    """What a messenger answers. Raises the errors of its port, and Botched for any other."""
    try:
        return await call
    except (RateLimited, TryLater, MaybeSent, Refused):
        raise
    except Exception as error:
        raise Botched(error) from error


def where(error: Exception) -> str:
    """The innermost places in the code that an error came through, without anybody's words."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " > ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)
