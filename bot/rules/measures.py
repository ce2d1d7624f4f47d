"""How the programme goes, in numbers: shares, waits and weeks; docs/measures.md explains each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil, sqrt

from bot.rules import zones
from bot.rules.recall_measures import Difference, Share, Verdict, wilson
from bot.rules.working_time import Rhythm, windows

LEAST = 5
"""Of fewer people, or fewer questions, nothing is told."""
WATCHED = timedelta(days=7)
"""How long each question is watched: all of them equally long, so that they can be compared."""
HALF, MOST = 0.5, 0.8
"""The quantiles that are told: half of the questions, and four out of five."""
A_WEEK_ON, A_MONTH_ON = (5, 10), (25, 36)
"""Days (first included, last not) since something was learnt at which recall counts as that of
7 and of 30 days: prompts keep to working days, and nobody answers to the hour."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Week:
    """From one Monday's midnight to the next by the clocks of a zone; `begins`, `ends` aware UTC.

    When clocks change it has 167 or 169 hours.
    """

    monday: date
    zone: str

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return _midnight(self.monday, self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return _midnight(self.monday + 7 * DAY, self.zone)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + 6 * DAY

    def earlier(self, weeks: int = 1) -> Week:
        """The week so many weeks before."""
        return Week(self.monday - 7 * weeks * DAY, self.zone)


def last_week(now: datetime, zone: str) -> Week:
    """The last week that is over at `now` (aware): what happens today moves no number."""
    today = now.astimezone(zones.zone(zone)).date()
    return Week(today - timedelta(days=today.weekday() + 7), zone)


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many; told from five on."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share itself, 0 to 1."""
        return self.count / self.of


def part(count: int, of: int, people: int | None = None, least: int = LEAST) -> Part | None:
    """A share; None: of fewer than `least`, or about fewer than `least` people."""
    told = of >= least and (people is None or people >= least)
    return Part(count, of) if told else None


def change(now: Part, before: Part) -> Verdict:
    """Whether a share moved by more than chance would move it, 95 times of 100.

    Newcombe (1998, method 10) from Wilson's (1927) intervals, as of independent questions.
    """
    low, high = wilson(now.value, now.of)
    below, above = wilson(before.value, before.of)
    apart = now.value - before.value
    if apart - sqrt((now.value - low) ** 2 + (above - before.value) ** 2) > 0:
        return Verdict.HIGHER
    if apart + sqrt((high - now.value) ** 2 + (before.value - below) ** 2) < 0:
        return Verdict.LOWER
    return Verdict.UNSURE


@dataclass(frozen=True, slots=True)
class Figures:
    """A week of the programme in numbers; None stands for too few people to tell."""

    week: Week
    contributors: int | None
    """Different people who thanked, answered or spoke."""
    sessions: int
    """That took place."""
    seats: Part | None
    """Seats taken, of those there were."""
    attendance: Part | None
    """Those who came, of those who had said so."""
    waits: Waits | None
    """Of the questions asked in the week before: this one is over, so all were watched for long."""
    deflected: Part | None
    """Needed not be asked, of all that people came with."""
    gain: Difference | None
    """Right after sessions minus right before, of the same people and questions."""
    week_on: Share | None
    """Remembered about 7 days after it was learnt."""
    month_on: Share | None
    """Remembered about 30 days after, at the end of the course."""
    effect: Difference | None
    """The same minus the cards that were held out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: when it was asked, first answered, and its answer accepted (aware, or None)."""

    at: datetime
    answered_at: datetime | None
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wait:
    """How long people waited: half of them at most `half`, four in five at most `most`.

    None: for longer than a question is watched.
    """

    half: timedelta | None
    most: timedelta | None


@dataclass(frozen=True, slots=True)
class Waits:
    """What became of a week's questions within seven days each; waits by the clock and at work."""

    questions: int
    replied: Part
    """Had an answer within seven days."""
    settled: Part
    """Had an accepted one."""
    reply: Wait
    reply_at_work: Wait
    settling: Wait
    settling_at_work: Wait


def quantile(lengths: Sequence[timedelta | None], share: float) -> timedelta | None:
    """The shortest time within which so large a share (above 0, to 1) had ended; None: it had not.

    Those that have not ended (None) are longer than all others: leaving them out would make waits
    look the shorter the more questions nobody answers. Raises ValueError when there are no lengths.
    """
    if not lengths:
        raise ValueError("there is no quantile of nothing")
    ended = sorted(length for length in lengths if length is not None)
    # A hair less, so that 0.8 of 5 is the fourth whatever binary fractions make of it.
    rank = max(ceil(share * len(lengths) - 1e-9), 1)
    return ended[rank - 1] if rank <= len(ended) else None


def waits(asked: Iterable[Asked], work: Rhythm, least: int = LEAST) -> Waits | None:
    """How long the questions of a week waited; None: fewer than `least` were asked.

    Each is watched for seven days from its own asking. `work` is when the organization works: the
    hours of who asks are nobody's business, least of all when they asked anonymously.
    """
    questions = list(asked)
    if len(questions) < max(least, 1):
        return None
    replies = [_within(q.at, q.answered_at) for q in questions]
    settled = [_within(q.at, q.accepted_at) for q in questions]
    clock = WorkClock(work, min(q.at for q in questions), max(q.at for q in questions) + WATCHED)
    return Waits(
        len(questions),
        Part(sum(at is not None for at in replies), len(questions)),
        Part(sum(at is not None for at in settled), len(questions)),
        _wait([_apart(q.at, at) for q, at in zip(questions, replies, strict=True)]),
        _wait([clock.between(q.at, at) for q, at in zip(questions, replies, strict=True)]),
        _wait([_apart(q.at, at) for q, at in zip(questions, settled, strict=True)]),
        _wait([clock.between(q.at, at) for q, at in zip(questions, settled, strict=True)]),
    )


class WorkClock:
    """A clock that runs in working time alone, between two moments (aware)."""

    def __init__(self, work: Rhythm, since: datetime, until: datetime) -> None:
        """`work`: the hours it runs in."""
        self._edges: list[datetime] = []
        self._read: list[timedelta] = []
        total = timedelta()
        day = since.astimezone(zones.zone(work.zone)).date()
        last = until.astimezone(zones.zone(work.zone)).date()
        while day <= last:
            for begins, ends in windows(work, day):
                self._edges += [begins, ends]
                self._read += [total, total + (ends - begins)]
                total += ends - begins
            day += DAY

    def between(self, since: datetime, until: datetime | None) -> timedelta | None:
        """The working time between two moments (aware) it covers; None when there is no end."""
        return None if until is None else self._at(until) - self._at(since)

    def _at(self, moment: datetime) -> timedelta:
        """What it shows: it stands still between one stretch's end and the next one's beginning."""
        n = bisect_right(self._edges, moment)
        if n == 0:
            return timedelta()
        runs = n % 2 == 1
        return self._read[n - 1] + (moment - self._edges[n - 1] if runs else timedelta())


def _within(at: datetime, done: datetime | None) -> datetime | None:
    return None if done is None or done - at > WATCHED else max(done, at)


def _apart(at: datetime, done: datetime | None) -> timedelta | None:
    return None if done is None else done - at


def _wait(lengths: Sequence[timedelta | None]) -> Wait:
    return Wait(quantile(lengths, HALF), quantile(lengths, MOST))


def _midnight(day: date, zone: str) -> datetime:
    """The first moment of a day (aware UTC), also where clocks skip midnight."""
    return datetime.combine(day, time(), zones.zone(zone)).astimezone(UTC)
