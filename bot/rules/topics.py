"""Decisions about topics: which ones somebody wrote, and which they may have meant."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from bot.rules.kudos import topics_in

NEAR = 0.72
"""How alike a name must be to be offered, from 0 to 1: "postgers" is .88 to "postgres", while
"sql" and "sqs" are .67."""
MOST_NEAR = 3


def written(text: str) -> list[str]:
    """The topics in a list of words, with or without `#` and commas; lower case, each once."""
    words = text.replace(",", " ").replace(";", " ").split()
    found = (topics_in(f"#{word.lstrip('#')}") for word in words)
    return list(dict.fromkeys(name for names in found for name in names))


def near(name: str, known: Collection[str]) -> list[str]:
    """Known names that somebody may have meant by one nobody knows, the nearest first."""
    return get_close_matches(name, known, n=MOST_NEAR, cutoff=NEAR)
