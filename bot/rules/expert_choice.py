"""Who is asked: what is known of each expert → how likely they answer → the few to ask, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, log
from typing import Any, Literal

DAY = 86_400.0
LOAD = 0.02
"""What being asked once in the last seven days takes off somebody's score (a logarithm): asked
ten times, they come after a colleague who is 1.2 times less likely to answer. Chosen from the
curve in bench/expert-choice.svg: the busiest person's share falls, and no hit is lost yet."""
PASSED = 2.0
"""A pass counts as so many further asks: somebody who passes has no time this week."""
WORTH_OF_A_WORD = 3.0
"""Whoever declared a topic is treated as if they had answered so many questions about it: enough
to be asked on the first day, little enough that answers soon count for more."""
NOT_MINE = 3.0
"""What "not my topic" takes off, for a question as near as that one or of the same topic."""
UNRELATED = 4.0
"""What is taken off somebody whom nothing links to the question, while others are linked to it."""
SIMILAR = 0.5
"""How near an earlier question is, at least, to be called similar (of the nearest one's score)."""


@dataclass(frozen=True, slots=True)
class AnsweredSimilar:
    """They answered so many earlier questions that resemble this one."""

    count: int
    topic: str = ""
    """The topic of most of them, if it is one of this question's."""


@dataclass(frozen=True, slots=True)
class Declared:
    """They said that they know this topic."""

    topic: str


@dataclass(frozen=True, slots=True)
class Nominated:
    """A colleague named them for this topic, and they said yes."""

    topic: str
    by: int
    """Person id of that colleague."""


@dataclass(frozen=True, slots=True)
class KnowsTopic:
    """They answered so many questions about this topic."""

    count: int
    topic: str


@dataclass(frozen=True, slots=True)
class HelpsOften:
    """Nothing links them to the question, but they answer a lot."""


Reason = AnsweredSimilar | Declared | Nominated | KnowsTopic | HelpsOften


def as_data(reason: Reason) -> dict[str, str | int]:
    """A reason as it is stored with the request."""
    match reason:
        case AnsweredSimilar(count, topic):
            return {"kind": "answered", "count": count, "topic": topic}
        case Declared(topic):
            return {"kind": "declared", "topic": topic}
        case Nominated(topic, by):
            return {"kind": "nominated", "topic": topic, "by": by}
        case KnowsTopic(count, topic):
            return {"kind": "knows", "count": count, "topic": topic}
        case HelpsOften():
            return {"kind": "often"}


def from_data(data: Mapping[str, Any]) -> Reason | None:
    """The same back; None for what is none of these."""
    match data:
        case {"kind": "answered", "count": int(count)}:
            return AnsweredSimilar(count, str(data.get("topic", "")))
        case {"kind": "declared", "topic": str(topic)}:
            return Declared(topic)
        case {"kind": "nominated", "topic": str(topic), "by": int(by)}:
            return Nominated(topic, by)
        case {"kind": "knows", "count": int(count), "topic": str(topic)}:
            return KnowsTopic(count, topic)
        case {"kind": "often"}:
            return HelpsOften()
        case _:
            return None


@dataclass(slots=True, kw_only=True)
class Facts:
    """What is known of somebody who might be asked. Sums fade as their names say."""

    person_id: int
    week: float = 0.0
    """Others' questions answered, halving every 7 days; `month`, `season`: 30, 120."""
    month: float = 0.0
    season: float = 0.0
    year: float = 0.0
    newcomers: float = 0.0
    """Of those of `year`, by people who had never asked before."""
    questions: int = 0
    """Answered ever."""
    first_at: datetime | None = None
    seen_at: datetime | None = None
    topic: float = 0.0
    """Answered about the question's topic (the one they know best), halving every 120 days."""
    topic_questions: int = 0
    topic_name: str = ""
    asker: float = 0.0
    """Answered of this asker's questions, halving every 120 days."""
    near: float = 0.0
    """Answered of the nearest questions: their nearness, halving every 365 days."""
    nearest: float = 0.0
    """The same with nearness squared, halving every 120 days."""
    accepted: float = 0.0
    """`near` of accepted answers alone."""
    worded: float = 0.0
    """`near`, each by how many of the question's telling words their answer has."""
    similar: int = 0
    """How many similar questions they answered."""
    similar_topic: str = ""
    declared: str = ""
    """A topic of the question that they are an expert of."""
    nominated_by: int | None = None
    asked: int = 0
    """How often they were asked in the last seven days; `passed`: of these."""
    passed: int = 0
    not_mine: float = 0.0
    """0 to 1: how surely they said "not my topic" of what this question is about."""

    @property
    def is_linked(self) -> bool:
        """Whether anything links them to the question itself."""
        return bool(self.near or self.topic or self.declared)


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody to ask, and why, the weightiest reason first."""

    person_id: int
    score: float
    """The higher the better; comparable within one choice."""
    reasons: tuple[Reason, ...]


Feature = Literal[
    "week",
    "month",
    "season",
    "topic",
    "asker",
    "seen",
    "tenure",
    "questions",
    "newcomers",
    "accepted",
    "worded",
    "nearest",
    "near",
]
FEATURES: tuple[Feature, ...] = Feature.__args__  # type: ignore[attr-defined]

PRIOR: Mapping[Feature, float] = {
    "week": 0.23,
    "month": 0.76,
    "season": -0.55,
    "topic": 0.50,
    "asker": 0.06,
    "seen": -0.17,
    "tenure": -0.09,
    "questions": 0.42,
    "newcomers": 0.60,
    "accepted": 0.12,
    "worded": 0.30,
    "nearest": 0.25,
    "near": 0.05,
}
"""Weights before an organization's own answers have taught anything: rounded from fits to three
public communities together, made while the features were found. `python -m bench.fit_experts` fits
them again: its weights differ where features say nearly the same (the three of activity, the two of
nearness), and their hits by less than chance does; these lost fewer of the less busy."""
SCALE: Mapping[Feature, float] = {
    "week": 1.13,
    "month": 1.04,
    "season": 0.97,
    "topic": 0.72,
    "asker": 0.69,
    "seen": 2.2,
    "tenure": 1.5,
    "questions": 1.0,
    "newcomers": 0.62,
    "accepted": 1.1,
    "worded": 1.08,
    "nearest": 1.03,
    "near": 1.0,
}
"""How much each usually varies among people, so that learning moves all weights alike."""
RATE = 0.003
"""How far one answer moves the weights. Of those tried (to 0.012) the slowest that still makes up
for weights that were fitted to other communities."""
PULL = 0.05
"""How strongly the weights are drawn back to the prior, of each such move."""


def vectors(all_facts: Sequence[Facts], *, newcomer: bool, now: datetime) -> list[list[float]]:
    """The features of people who are compared with one another, as `FEATURES` orders them.

    Activity counts by its share among them, so that a busy and a quiet organization look alike.
    `now` is aware.
    """
    nearest = max((f.near for f in all_facts), default=0.0)
    told = [_with_word(f, nearest) for f in all_facts]
    shares = {
        name: _log_shares([getattr(f, name) for f in told], floor)
        for name, floor in (
            ("week", 0.003),
            ("month", 0.003),
            ("season", 0.003),
            ("topic", 0.01),
            ("accepted", 0.003),
            ("worded", 0.003),
            ("nearest", 0.003),
            ("near", 0.003),
        )
    }
    made = []
    for i, facts in enumerate(told):
        own: dict[Feature, float] = {name: shares[name][i] for name in shares}  # type: ignore[misc]
        own["asker"] = log(0.1 + facts.asker)
        own["seen"] = log(600.0 + _seconds(facts.seen_at, now))
        own["tenure"] = log(DAY + _seconds(facts.first_at, now))
        own["questions"] = min(log(0.5 + facts.questions), 3.0)
        own["newcomers"] = log((facts.newcomers + 1.0) / (facts.year + 3.0)) if newcomer else 0.0
        made.append([own[name] for name in FEATURES])
    return made


@dataclass(frozen=True, slots=True)
class _Told:
    """The facts that features are made of, with what somebody said of themselves in them."""

    week: float
    month: float
    season: float
    topic: float
    accepted: float
    worded: float
    nearest: float
    near: float
    asker: float
    newcomers: float
    year: float
    questions: float
    seen_at: datetime | None
    first_at: datetime | None


def _with_word(facts: Facts, nearest: float) -> _Told:
    word = WORTH_OF_A_WORD if facts.declared else 0.0
    alike = 0.02 * word * nearest  # as if some of those answers had been theirs
    return _Told(
        week=facts.week + 0.2 * word,
        month=facts.month + word,
        season=facts.season + word,
        topic=facts.topic + word,
        accepted=facts.accepted,
        worded=facts.worded,
        nearest=facts.nearest,
        near=facts.near + alike,
        asker=facts.asker,
        newcomers=facts.newcomers,
        year=facts.year,
        questions=facts.questions + word,
        seen_at=facts.seen_at,
        first_at=facts.first_at,
    )


def _log_shares(values: Sequence[float], floor: float) -> list[float]:
    total = sum(values)
    if total <= 1e-9:
        return [0.0] * len(values)
    return [log(floor + value / total) for value in values]


def _seconds(since: datetime | None, now: datetime) -> float:
    """How long ago; whoever never did counts as a year."""
    return 365 * DAY if since is None else max((now - since).total_seconds(), 0.0)


def probabilities(made: Sequence[Sequence[float]], weights: Sequence[float]) -> list[float]:
    """How likely each is to be the one who answers, by these weights (as `FEATURES` orders)."""
    scores = [sum(w * x for w, x in zip(weights, own, strict=True)) for own in made]
    highest = max(scores, default=0.0)
    parts = [exp(score - highest) for score in scores]
    total = sum(parts)
    return [part / total for part in parts]


def learned(weights: Sequence[float], made: Sequence[Sequence[float]], who: int) -> list[float]:
    """The weights after the person at place `who` of those compared answered."""
    chance = probabilities(made, weights)
    moved = []
    for n, name in enumerate(FEATURES):
        expected = sum(p * own[n] for p, own in zip(chance, made, strict=True))
        scale = SCALE[name]
        step = RATE * (made[who][n] - expected) / (scale * scale)
        moved.append(weights[n] + step - RATE * PULL * (weights[n] - PRIOR[name]))
    return moved


def scores(
    all_facts: Sequence[Facts],
    made: Sequence[Sequence[float]],
    weights: Sequence[float],
    load: float = LOAD,
) -> list[float]:
    """What each is ordered by: the log of how likely they answer, less what spares them."""
    anybody_linked = any(f.is_linked for f in all_facts)
    found = []
    for facts, chance in zip(all_facts, probabilities(made, weights), strict=True):
        score = log(max(chance, 1e-12))
        score -= load * (facts.asked + PASSED * facts.passed)
        score -= NOT_MINE * facts.not_mine
        if anybody_linked and not facts.is_linked:
            score -= UNRELATED
        found.append(score)
    return found


def choose(
    all_facts: Sequence[Facts],
    ordered_by: Sequence[float],
    *,
    most: int,
    unavailable: Collection[int] = (),
    turn: int = 0,
) -> list[Choice]:
    """The `most` to ask, best first; none of those unavailable.

    Equals take turns: `turn` (say the question's number) says whose it is.
    """
    able = [
        (score, facts)
        for score, facts in zip(ordered_by, all_facts, strict=True)
        if facts.person_id not in unavailable
    ]
    able.sort(key=lambda each: (-round(each[0], 9), _place(each[1].person_id, turn)))
    return [Choice(f.person_id, score, reasons(f)) for score, f in able[:most]]


def _place(person_id: int, turn: int) -> int:
    """An order of people that differs from turn to turn and is the same everywhere."""
    return (person_id * 2_654_435_761 + turn * 40_503 * 65_537) % 4_294_967_291


def reasons(facts: Facts) -> tuple[Reason, ...]:
    """Why somebody may know, the weightiest reason first; at least one."""
    found: list[Reason] = []
    if facts.similar:
        found.append(AnsweredSimilar(facts.similar, facts.similar_topic))
    elif facts.topic_questions and facts.topic_name:
        found.append(KnowsTopic(facts.topic_questions, facts.topic_name))
    if facts.declared and facts.nominated_by is not None:
        found.append(Nominated(facts.declared, facts.nominated_by))
    elif facts.declared:
        found.append(Declared(facts.declared))
    return tuple(found) or (HelpsOften(),)
