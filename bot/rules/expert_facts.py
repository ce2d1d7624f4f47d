"""What earlier answers say of people: votes of near questions, and whose words are the asker's."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import log

from bot.rules.expert_choice import SIMILAR

SEASON, YEAR = 120.0, 365.0
DOUBTED = 0.3
"""What an answer still counts when it didn't work for somebody."""
CLOSEST = 60
"""How many of the nearest questions are read for their answers' words."""

_WORD = re.compile(r"[^\W_]{3,}")
MOST_WORDS = 60
"""Words of a question that are looked for: a stack trace has thousands."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody answered an earlier question that resembles this one."""

    person_id: int
    question_id: int
    nearness: float
    """0 to 1."""
    days: float
    """How long ago it was asked."""
    accepted: bool = False
    doubted: bool = False


@dataclass(slots=True)
class Votes:
    """What the nearest questions say of one person; as `Facts` names them."""

    near: float = 0.0
    nearest: float = 0.0
    accepted: float = 0.0
    worded: float = 0.0
    similar: set[int] = field(default_factory=set)
    """The similar questions they answered."""


def votes(
    answers: Iterable[Answered], overlaps: Mapping[tuple[int, int], float]
) -> dict[int, Votes]:
    """Person → what near questions say of them.

    `overlaps`: question and person → how much of what is asked their answers there have, 0 to 1.
    """
    found: dict[int, Votes] = defaultdict(Votes)
    for given in answers:
        mine = found[given.person_id]
        trust = DOUBTED if given.doubted else 1.0
        year = trust * given.nearness * 0.5 ** (given.days / YEAR)
        mine.near += year
        mine.nearest += trust * given.nearness**2 * 0.5 ** (given.days / SEASON)
        mine.accepted += year if given.accepted else 0.0
        mine.worded += year * overlaps.get((given.question_id, given.person_id), 0.0)
        if given.nearness >= SIMILAR and not given.doubted:
            mine.similar.add(given.question_id)
    return found


def words(text: str) -> list[str]:
    """The first words of a text, lower case, each once."""
    return list(dict.fromkeys(_WORD.findall(text.lower())))


def overlaps(
    asked: Sequence[str], answers: Iterable[tuple[int, int, str]]
) -> dict[tuple[int, int], float]:
    """Question and person → how much of what is asked their answers there have, 0 to 1.

    `answers`: question, person, text. A word counts the more, the fewer answers have it.
    """
    wanted = set(asked[:MOST_WORDS])
    has: dict[tuple[int, int], set[str]] = defaultdict(set)
    for question_id, person_id, text in answers:
        has[question_id, person_id].update(wanted.intersection(_WORD.findall(text.lower())))
    having = Counter(word for known in has.values() for word in known)
    rare = {word: log(1.0 + len(has) / (1.0 + having[word])) for word in wanted}
    total = sum(rare.values())
    return {key: sum(rare[w] for w in known) / total for key, known in has.items() if known}


def faded(moments: Iterable[tuple[int, datetime]], now: datetime) -> dict[int, float]:
    """Person → their deeds at these moments (aware), halving every 120 days."""
    found: dict[int, float] = defaultdict(float)
    for person_id, at in moments:
        found[person_id] += 0.5 ** ((now - at).total_seconds() / 86_400 / SEASON)
    return found
