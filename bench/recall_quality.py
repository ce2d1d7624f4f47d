"""make bench-recall-quality: how well FSRS as configured predicts and asks, beside two others."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log
from pathlib import Path
from random import Random
from statistics import fmean

from bench.recall_learners import LEARNERS, Learner
from bench.recall_schedules import COURSE, Fixed, Ours, Schedule, Sm2

PAGE = Path(__file__).parent / "recall-quality.md"
WANTED = 0.85
"""True retention on day 30 that reviews are counted for."""
SESSIONS, CARDS = (0, 3, 7, 10), 5
"""Days of sessions that everybody comes to, and cards of each."""

METHODS: Mapping[str, Callable[[float], Schedule]] = {
    "FSRS as configured": Ours,
    "SM-2": Sm2,
    "fixed 1-3-7-14-30": Fixed,
}
USUAL = {"FSRS as configured": 0.9, "SM-2": 1.0, "fixed 1-3-7-14-30": 1.0}
STRAINS: Mapping[str, Sequence[float]] = {
    "FSRS as configured": (0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97),
    "SM-2": (4.0, 3.0, 2.0, 1.5, 1.0, 0.7, 0.5),
    "fixed 1-3-7-14-30": (14.0, 10.0, 6.0, 4.0, 3.0, 2.0, 1.5, 1.0, 0.7, 0.5, 0.3),
}
"""What each is strained with to hold more or less: desired retention, or a factor on its days."""


@dataclass(frozen=True)
class Course:
    """What a course of 30 days came to, on average."""

    retention: float
    """True probability of recall on day 30, before that day's check."""
    reviews: float
    """A card, before day 30."""
    worst: float
    """Most cards of one person on one day, on average."""


def learners(kind: str, people: int, seed: int) -> Iterator[list[Learner]]:
    """Each person with their cards, all drawn from the seed."""
    for number in range(people):
        cards = [
            LEARNERS[kind](
                Random(f"{seed} person {number}"),  # noqa: S311
                Random(f"{seed} card {card}"),  # noqa: S311
            )
            for card in range(len(SESSIONS) * CARDS)
        ]
        yield list(cards)


def losses(kind: str, people: int, seed: int = 1) -> dict[str, float]:
    """The log-loss of each method's predictions, on the same histories of eight random intervals.

    Also that of the truth, which nobody can beat, and of one average for everybody, which a fixed
    schedule amounts to. What a method says nothing about yet counts as that average.
    """
    draw = Random(f"{seed} histories")  # noqa: S311
    told: dict[str, list[float]] = {name: [] for name in ("the truth itself", *METHODS)}
    right = total = 1.0
    for cards in learners(kind, people, seed):
        for learner in cards:
            schedules = {name: make(USUAL[name]) for name, make in METHODS.items()}
            day = 4 / 24
            for turn in range(8):
                true = learner.recall(day)
                remembered = draw.random() < true
                average = right / (total + 1)
                told["the truth itself"].append(_loss(true, remembered))
                for name, schedule in schedules.items():
                    expected = schedule.expected(day)
                    told[name].append(_loss(average if expected is None else expected, remembered))
                    schedule.answered(day, remembered=remembered)
                learner.asked(day, remembered=remembered)
                right, total = right + remembered, total + 1
                day += ceil(draw.expovariate(1 / (2.0 * 1.5**turn)))
    return {name: fmean(values) for name, values in told.items()}


def _loss(expected: float, remembered: bool) -> float:
    sure = min(max(expected, 0.001), 0.999)
    return -log(sure if remembered else 1 - sure)


def course(kind: str, make: Callable[[float], Schedule], strain: float, people: int) -> Course:
    """Everybody's course; whoever is asked answers that day, and nobody is spared by a number."""
    draw = Random("answers")  # noqa: S311
    retention, reviews, worst = [], [], []
    for cards in learners(kind, people, 2):
        load: Counter[int] = Counter()
        for place, learner in enumerate(cards):
            schedule, asked = make(strain), 0
            met = SESSIONS[place // CARDS]
            while (due := schedule.due) is not None and due < COURSE:
                day = due if not asked and due < 1 else float(ceil(due))
                if day >= COURSE:
                    break
                remembered = draw.random() < learner.recall(day)
                learner.asked(day, remembered=remembered)
                schedule.answered(day, remembered=remembered)
                load[met + int(day)] += 1
                asked += 1
            retention.append(learner.recall(float(COURSE)))
            reviews.append(asked)
        worst.append(max(load.values(), default=0))
    return Course(fmean(retention), fmean(reviews), fmean(worst))


def needed(kind: str, name: str, people: int) -> float | None:
    """Reviews a card that hold the wanted retention on day 30, between two that were tried."""
    tried = [course(kind, METHODS[name], strain, people) for strain in STRAINS[name]]
    pairs = sorted((c.retention, c.reviews) for c in tried)
    for (low, few), (high, many) in pairwise(pairs):
        if low <= WANTED <= high:
            return few + (many - few) * (WANTED - low) / (high - low) if high > low else many
    return pairs[0][1] if pairs[0][0] > WANTED else None


def page(people: int) -> str:
    """The page with its tables."""
    loss = {kind: losses(kind, people) for kind in LEARNERS}
    names = ("the truth itself", *METHODS)
    first = [[name, *(f"{loss[kind][name]:.3f}" for kind in LEARNERS)] for name in names]
    courses = {
        (kind, name): course(kind, make, USUAL[name], people)
        for kind in LEARNERS
        for name, make in METHODS.items()
    }
    second = [[name, *(_course(courses[kind, name]) for kind in LEARNERS)] for name in METHODS]
    counts = {(kind, name): needed(kind, name, people) for kind in LEARNERS for name in METHODS}
    third = [[name, *(_needed(counts[kind, name]) for kind in LEARNERS)] for name in METHODS]
    heads = [f"{kind} learners" for kind in LEARNERS]
    return _PAGE.format(
        people=people,
        cards=len(SESSIONS) * CARDS,
        wanted=f"{100 * WANTED:.0f} %",
        loss=table(["log-loss", *heads], first),
        courses=table(["retention / reviews / worst day", *heads], second),
        needed=table([f"reviews a card for {100 * WANTED:.0f} %", *heads], third),
        loses=_loses(loss, courses, counts),
    )


def _course(one: Course) -> str:
    return f"{100 * one.retention:.0f} % / {one.reviews:.1f} / {one.worst:.1f}"


def _needed(reviews: float | None) -> str:
    return "not reached" if reviews is None else f"{reviews:.1f}"


def _loses(
    loss: Mapping[str, Mapping[str, float]],
    courses: Mapping[tuple[str, str], Course],
    counts: Mapping[tuple[str, str], float | None],
) -> str:
    """Where FSRS as configured is not the best, from the figures themselves."""
    ours, lines = "FSRS as configured", []
    for kind in LEARNERS:
        better = [n for n in METHODS if n != ours and loss[kind][n] < loss[kind][ours]]
        lines += [f"- {n} predicts {kind} learners better." for n in better]
        own = counts[kind, ours]
        for name in METHODS:
            theirs = counts[kind, name]
            if name != ours and theirs is not None and (own is None or theirs < own - 0.05):
                lines.append(f"- {name} needs fewer reviews of {kind} learners.")
            if courses[kind, name].worst < courses[kind, ours].worst - 0.05:
                lines.append(f"- {name} has a lighter worst day for {kind} learners.")
            if courses[kind, name].retention > courses[kind, ours].retention + 0.005:
                lines.append(f"- {name}, as it is, keeps more with {kind} learners.")
    return "\n".join(lines) or "- Nowhere in these tables."


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


_PAGE = """# How well recall asks

Written by `make bench-recall-quality`. {people} made-up people and {cards} cards each, who forget
in three ways: as FSRS has it (its own model: the best it can do), and in two ways it does not know,
with people and cards that differ: activation as in ACT-R, and half-lives. Ours is the product's
rules and settings, with FSRS's default parameters; nothing is fitted to anybody.

{loss}

Predictions of the same histories: eight reviews at random, growing intervals. A fixed schedule
predicts nothing, so its row is one average of all answers so far; lower is better.

{courses}

A course of 30 days: true recall on day 30 before its last check, reviews of each card before that
day, and the most cards one person gets on one day (no daily number holds any back here; the
product's is 3). Everybody answers every prompt on its day.

{needed}

Each method strained to ask more or less: FSRS by its desired retention, the others by a factor on
their days; the reviews at which true recall on day 30 is {wanted}. FSRS goes no lower than 0.7, the
least it takes; a fixed schedule strained that way is one that knows the day of the exam.

Where FSRS as configured loses:

{loses}

None of these people is real. The log-loss on 9,999 real users' histories is in
[the method](../docs/recall-method.md); what your own colleagues remember is what the report says.
"""


def main() -> None:
    """Simulate, print, and write the page."""
    options = argparse.ArgumentParser(prog="python -m bench.recall_quality", description=__doc__)
    options.add_argument("--short", action="store_true", help="few people; writes nothing")
    asked = options.parse_args()
    text = page(10 if asked.short else 150)
    print(text)
    if not asked.short:
        PAGE.write_text(text)


if __name__ == "__main__":
    main()
