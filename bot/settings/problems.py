"""What is wrong with the settings, all at once and each in a sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it stands ("app.yaml, line 3" or a variable's name), and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class BadSettings(ValueError):
    """Settings that can't be meant. Its text is for the operator and holds no secret."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A question with a leading space, or nothing when no known word is near."""
    lowered = {k.lower(): k for k in known}
    near = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return f' Did you mean "{lowered[near[0]]}"?' if near else ""


def listed(words: Iterable[str]) -> str:
    """The words as a sentence has them: a, b or c."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
