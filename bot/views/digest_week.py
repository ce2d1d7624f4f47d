"""What a manager's digest has to tell of a week, as its words are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.events import Person
from bot.rules.digest_team import Strength, Tip
from bot.rules.digests import Period
from bot.store.threads import Card


@dataclass(frozen=True, slots=True)
class Given:
    """A session that people of the team gave."""

    title: str
    speakers: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Attended:
    """A session that people of the team came to; how many, 0 when that is not told."""

    title: str
    listeners: int


@dataclass(frozen=True, slots=True)
class Coming:
    """A session to come, and the topic of it that the team has to do with."""

    title: str
    starts_at: datetime
    topic: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the team that everybody may read."""

    id: int
    asker: Person
    title: str
    asked_at: datetime
    answerer: Person | None = None
    way: Card | None = None


@dataclass(frozen=True, slots=True)
class Thanked:
    """Thanks that everybody may read."""

    giver: Person
    to: tuple[Person, ...]
    note: str
    way: Card | None = None


@dataclass(frozen=True, slots=True)
class Awarded:
    """A badge somebody got."""

    person: Person
    badge: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Unthanked:
    """Somebody to think of; whether they were seen helping meanwhile."""

    person: Person
    was_seen: bool


@dataclass(frozen=True, slots=True)
class Week:
    """What there is to tell of a team."""

    period: Period
    is_many: bool
    """Whether there are enough people for figures."""
    helped: tuple[int, ...] = ()
    """How often they helped in each of the last weeks, this one last; empty: not told."""
    everybody: tuple[int, ...] = ()
    """The same of the whole organization, where their own is not told."""
    given: tuple[Given, ...] = ()
    attended: tuple[Attended, ...] = ()
    coming: tuple[Coming, ...] = ()
    answered: tuple[Question, ...] = ()
    waiting: tuple[Question, ...] = ()
    thanked: tuple[Thanked, ...] = ()
    awarded: tuple[Awarded, ...] = ()
    took_part: int = 0
    """At least so many answered recall prompts; 0: not told."""
    topics: tuple[tuple[str, Strength], ...] = ()
    unthanked: Unthanked | None = None
    tip: Tip | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened that is worth a message."""
        news = (self.given, self.attended, self.answered, self.waiting, self.thanked, self.awarded)
        return not any((*news, self.coming))
