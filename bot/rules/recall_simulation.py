"""What a policy of recall would send to a made-up company, by the rules that Potluck itself keeps.

When a card begins, which are held out, when somebody is asked, what is chosen, and when a card
comes again: all of it is decided by the same functions that plan real prompts. Made up are the
people, their sessions, and how well they remember.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from bot.rules.attention import Welcome, next_day, welcome
from bot.rules.memory import Grade, Memory, course_after, recall_probability, review
from bot.rules.recall_enrolment import beginning
from bot.rules.recall_plan import asked_at, choose
from bot.rules.rhythm import Choices, rhythm_of
from bot.rules.working_time import Away, Rhythm, local_day, next_prompt_time
from bot.settings import Attention, Recall

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONES = (
    "Europe/Berlin",
    "Europe/Lisbon",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Tokyo",
)
"""Where the made-up people live, in turn."""
UNDERSTOOD = 0.9
"""Probability of having understood a card in the session; from then on it fades as any other."""
ON_LEAVE = 0.5
"""Share of people who are away for a week within the time looked at."""
MOST_PEOPLE, MOST_DAYS = 100_000, 730


@dataclass(frozen=True, slots=True)
class Company:
    """Who and what is made up."""

    people: int = 500
    days: int = 60
    begins: date = date(2026, 1, 5)
    seed: int = 1
    sessions_a_week: int = 2
    cards: int = 5
    """Of each session."""
    attendance: float = 0.15
    """Probability that somebody comes to a session."""
    answers: float = 0.7
    """Probability that somebody answers the prompt of a day; else its cards wait."""
    others: float = 0.5
    """Probability of each message more that somebody gets unasked on a day."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One prompt: to whom (a number from 0), on which of their days, with how many cards."""

    person: int
    day: date
    cards: int
    waiting: int
    """Cards that were due as well, and wait for a day to come."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What would have been sent, and how much would have stuck."""

    company: Company
    sent: tuple[Sent, ...]
    checks: tuple[tuple[int, bool, bool], ...]
    """Person, whether it was held out, whether it was remembered: at the end of a course."""

    def by_day(self) -> list[tuple[date, int, int]]:
        """Each day with its messages and cards."""
        begins = self.company.begins
        days = {begins + n * DAY: [0, 0] for n in range(self.company.days)}
        for one in self.sent:
            counted = days.setdefault(one.day, [0, 0])
            counted[0] += 1
            counted[1] += one.cards
        return [(day, messages, cards) for day, (messages, cards) in sorted(days.items())]

    def by_person(self) -> list[tuple[int, int, int]]:
        """Of each person: messages, cards, and cards on their busiest day."""
        people = [[0, 0, 0] for _ in range(self.company.people)]
        for one in self.sent:
            own = people[one.person]
            own[0] += 1
            own[1] += one.cards
            own[2] = max(own[2], one.cards)
        return [(messages, cards, most) for messages, cards, most in people]

    def stuck(self, *, held_out: bool) -> tuple[int, int]:
        """Of the checks at the end of a course: how many remembered, and how many there were."""
        own = [right for _, out, right in self.checks if out is held_out]
        return sum(own), len(own)


@dataclass(slots=True)
class _Card:
    """A card of one person, as planning sees it."""

    card_id: int
    began_at: datetime
    memory: Memory
    ends_at: datetime | None
    is_held_out: bool
    due_at: datetime

    @property
    def stability(self) -> float | None:
        """Days, as the memory model has it."""
        return self.memory.stability

    @property
    def seen_at(self) -> datetime:
        """When it was asked last, or met."""
        return self.memory.reviewed_at or self.began_at


def simulate(
    recall: Recall, house: Attention, company: Company, done: Callable[[int], None] = lambda n: None
) -> Simulated:
    """What these settings would send; the same seed gives the same. `done` counts people.

    Raises ValueError for a company that is too large, too small or impossible.
    """
    if not (1 <= company.people <= MOST_PEOPLE and 1 <= company.days <= MOST_DAYS):
        raise ValueError(f"1 to {MOST_PEOPLE:,} people and 1 to {MOST_DAYS} days")
    if not all(0 <= p <= 1 for p in (company.attendance, company.answers)):
        raise ValueError("attendance and answers are probabilities, 0 to 1")
    if not (0 <= company.others < 1 and company.sessions_a_week >= 0 and company.cards >= 0):
        raise ValueError("others is 0 to below 1; sessions and cards are not negative")
    sent: list[Sent] = []
    checks: list[tuple[int, bool, bool]] = []
    for person in range(company.people):
        for happened in _life(recall, house, company, person):
            if isinstance(happened, Sent):
                sent.append(happened)
            else:
                checks.append(happened)
        done(1)
    return Simulated(company, tuple(sent), tuple(checks))


def _life(
    recall: Recall, house: Attention, company: Company, person: int
) -> Iterator[Sent | tuple[int, bool, bool]]:
    """What happens to one person, in order."""
    draw = Random(f"{company.seed} {person}")  # noqa: S311
    start = datetime.combine(company.begins, time(), UTC)
    end = start + company.days * DAY
    rhythm = _rhythm(house, company, person, draw, start)
    cards = _cards(recall, company, person, draw, start)
    at: datetime | None = start
    silent: tuple[int, date | None] = 0, None
    while (
        at is not None
        and at < end
        and (ripens := min((c.due_at for c in cards), default=end)) < end
    ):
        moment = next_prompt_time(rhythm, max(at, ripens))
        if moment is None or moment >= end:
            return
        found = asked_at(rhythm, moment - HOUR)
        if found is None:
            return
        goes, meant = found
        at = next_day(rhythm, goes)
        if _others(company, draw) >= rhythm.most:
            continue
        ripe = [card for card in cards if card.due_at <= meant]
        asked = choose(ripe, goes, recall.daily_cards)
        day = local_day(rhythm, goes)
        if not asked or welcome(*silent, day, house.patience) <= Welcome.NOT_YET:
            continue
        yield Sent(person, day, len(asked), len(ripe) - len(asked))
        silent = silent[0] + 1, day
        if draw.random() < company.answers:
            silent = 0, None
            for card in asked:
                if (check := _answer(recall, card, goes, draw)) is not None:
                    yield person, card.is_held_out, check


def _rhythm(
    house: Attention, company: Company, person: int, draw: Random, start: datetime
) -> Rhythm:
    away: tuple[Away, ...] = ()
    if draw.random() < ON_LEAVE:
        first = company.begins + draw.randrange(company.days) * DAY
        away = (Away(first, first + 6 * DAY),)
    return rhythm_of(house, Choices(), away, ZONES[person % len(ZONES)], start)


def _cards(
    recall: Recall, company: Company, person: int, draw: Random, start: datetime
) -> list[_Card]:
    """Those of all sessions that this person will come to; each begins when it ends."""
    out = []
    for place, ended in enumerate(_sessions(company, start)):
        if draw.random() >= company.attendance:
            continue
        for n in range(company.cards):
            card_id = place * company.cards + n
            first = beginning(
                person,
                card_id,
                ended,
                course_days=recall.course_days,
                first_after_hours=recall.first_after_hours,
                hold_out=recall.hold_out,
            )
            memory = Memory(first.due_at)
            ends = first.window_ends_at
            out.append(_Card(card_id, ended, memory, ends, first.is_held_out, first.due_at))
    return out


def _sessions(company: Company, start: datetime) -> Sequence[datetime]:
    """When sessions end: on working days, spread over each week, at 13:00 UTC."""
    weeks = range((company.days + 6) // 7)
    days = [
        w * 7 + n * 5 // max(company.sessions_a_week, 1)
        for w in weeks
        for n in range(company.sessions_a_week)
    ]
    monday = start - start.weekday() * DAY
    return [monday + d * DAY + 13 * HOUR for d in days if monday + d * DAY >= start]


def _others(company: Company, draw: Random) -> int:
    number = 0
    while draw.random() < company.others:
        number += 1
    return number


def _answer(recall: Recall, card: _Card, at: datetime, draw: Random) -> bool | None:
    """Somebody answers; whether they remembered, if that was the check at the end."""
    predicted = recall_probability(card.memory, at)
    if predicted is None:
        met = review(Memory(card.began_at), Grade.GOOD, card.began_at)
        predicted = UNDERSTOOD * (recall_probability(met, at) or 0.0)
    remembers = draw.random() < predicted
    after = review(
        card.memory,
        Grade.GOOD if remembers else Grade.AGAIN,
        at,
        retention=recall.desired_retention,
        longest_days=recall.longest_days,
    )
    card.memory = after
    card.due_at, card.ends_at, is_last = course_after(after.due_at, at, card.ends_at)
    return remembers if is_last else None
