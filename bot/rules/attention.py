"""One attention budget per person: which unasked messages go now, later, together or never."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum

from bot.rules.sessions import moment
from bot.rules.working_time import DAY, Rhythm, local_day, next_available, next_prompt_time

MINUTE = timedelta(minutes=1)
PATIENCE = 60
"""Days a message is put off at most, because others fill the days before."""


WEEK = timedelta(days=7)
FORGIVEN = timedelta(days=60)
"""After so long without a prompt nobody holds it against anybody that they let the last ones go."""


class Weight(IntEnum):
    """How much it matters that somebody reads it soon; the heavier goes first."""

    CAN_WAIT = 1
    """Nobody waits: recalls, digests, how was it."""
    AWAITED = 2
    """A colleague waits for an answer."""
    PROMISED = 3
    """What the person signed up for. It keeps their hours, yet no daily number holds it back."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something that wants somebody's attention unasked. All moments are aware."""

    key: str
    due: datetime
    """Not before this."""
    weight: Weight = Weight.CAN_WAIT
    expires_at: datetime | None = None
    """From this moment on it is worth nothing."""
    merge: str = ""
    """Prompts of one such word may stand in one message; empty: it stands alone."""
    at_prompt_time: bool = False
    """Whether it waits for the time of day at which the person likes to be asked."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One message: when (aware UTC), and the keys of what stands in it."""

    at: datetime
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allotment:
    """What becomes of all that is wanted; each prompt is in exactly one place."""

    now: tuple[Sending, ...]
    later: tuple[Sending, ...]
    lapsed: tuple[str, ...]


def moment_for(rhythm: Rhythm, prompt: Prompt, since: datetime) -> datetime | None:
    """When a prompt may go at the earliest, from `since` on (aware UTC).

    None when it would come too late, or never.
    """
    earliest = max(prompt.due, since)
    find = next_prompt_time if prompt.at_prompt_time else next_available
    at = find(rhythm, earliest)
    if at is None or (prompt.expires_at is not None and at >= prompt.expires_at):
        return None
    return at


def next_day(rhythm: Rhythm, at: datetime) -> datetime:
    """When the person's next day begins (aware UTC), by their own midnight."""
    midnight = datetime.combine(local_day(rhythm, at) + DAY, time())
    return max(moment(midnight, rhythm.zone).at, at + MINUTE)


class Welcome(IntEnum):
    """What somebody's silence says about the next prompt of a kind that they let go by."""

    STOPPED = 0
    """None is sent until they react."""
    NOT_YET = 1
    """The next comes a week after the last."""
    LAST = 2
    """One more, and it says that it is the last."""
    FIRST_OF_A_WEEK = 3
    """One more, which says that from now on they come once a week."""
    AS_USUAL = 4


def in_a_row(days: Sequence[date]) -> tuple[int, date | None]:
    """How many of these prompts (their days, newest first) count as one silence; the last's day."""
    number = 0
    for number, day in enumerate(days, 1):
        if number < len(days) and day - days[number] > FORGIVEN:
            break
    return number, days[0] if days else None


def welcome(ignored: int, last: date | None, day: date, patience: int) -> Welcome:
    """Whether somebody is prompted on `day` who let the last `ignored` prompts go by.

    `last` is the day of the last one. After `patience` of them they come once a week, after twice
    as many not at all; 0 is endless patience.
    """
    if not patience or ignored < patience or last is None or day - last > FORGIVEN:
        return Welcome.AS_USUAL
    if ignored >= 2 * patience:
        return Welcome.STOPPED
    if day - last < WEEK:
        return Welcome.NOT_YET
    if ignored == 2 * patience - 1:
        return Welcome.LAST
    return Welcome.FIRST_OF_A_WEEK if ignored == patience else Welcome.AS_USUAL


def allot(
    wanted: Iterable[Prompt], rhythm: Rhythm, taken: Mapping[date, int], now: datetime
) -> Allotment:
    """Divide a person's days among all that wants to reach them; the order given does not matter.

    `taken` is how many unasked messages each of their days has already. Heavier prompts choose
    first, then those due earlier. What fits into a message of the same day that it may be merged
    with joins it: the message goes when the last of its parts may, and while none has expired.
    """
    days = dict(taken)
    made: list[_Made] = []
    lapsed: list[str] = []
    for prompt in sorted(wanted, key=lambda p: (-p.weight, p.due, p.key)):
        at = _place(prompt, rhythm, days, made, now)
        if at is None:
            lapsed.append(prompt.key)
    sendings = [Sending(m.at, tuple(m.keys)) for m in sorted(made, key=lambda m: m.at)]
    return Allotment(
        now=tuple(s for s in sendings if s.at <= now),
        later=tuple(s for s in sendings if s.at > now),
        lapsed=tuple(sorted(lapsed)),
    )


@dataclass(slots=True)
class _Made:
    at: datetime
    merge: str
    keys: list[str]
    expires_at: datetime | None


def _place(
    prompt: Prompt, rhythm: Rhythm, days: dict[date, int], made: list[_Made], now: datetime
) -> datetime | None:
    since = now
    for _ in range(PATIENCE):
        at = moment_for(rhythm, prompt, since)
        if at is None:
            return None
        day = local_day(rhythm, at)
        for other in made:
            if _joins(prompt, at, other, rhythm, day):
                other.at = max(other.at, at)
                other.keys.append(prompt.key)
                other.expires_at = _earlier(other.expires_at, prompt.expires_at)
                return other.at
        if days.get(day, 0) < rhythm.most or prompt.weight is Weight.PROMISED:
            days[day] = days.get(day, 0) + 1
            made.append(_Made(at, prompt.merge, [prompt.key], prompt.expires_at))
            return at
        since = next_day(rhythm, at)
    return None


def _joins(prompt: Prompt, at: datetime, other: _Made, rhythm: Rhythm, day: date) -> bool:
    if not prompt.merge or prompt.merge != other.merge or local_day(rhythm, other.at) != day:
        return False
    expires_at = _earlier(other.expires_at, prompt.expires_at)
    return expires_at is None or max(at, other.at) < expires_at


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)
