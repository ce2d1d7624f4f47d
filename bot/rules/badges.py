"""What badges are earned by: one person's deeds in the order of time, and when a level is reached.

This is the one place that decides. Earning as deeds happen and recomputing all of history both ask
it, so they agree.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.settings.badge import Badge, Different, Rule
from bot.settings.deed_kinds import DeedKind

NEW_FOR = timedelta(days=90)
"""How long a colleague is new."""
SETTLING_IN = timedelta(days=30)
"""Whom Potluck meets within so long of its own first day is no newcomer, unless a list says so."""


@dataclass(frozen=True, slots=True)
class Did:
    """A deed as rules see it."""

    id: int
    kind: DeedKind
    at: datetime
    other_id: int | None = None
    """For whom or thanks to whom; None: nobody in particular."""
    topics: tuple[int, ...] = ()
    with_newcomer: bool = False


@dataclass(frozen=True, slots=True)
class Earned:
    """A level, counted from 1, and the deed that completed it."""

    badge: str
    level: int
    topic_id: int | None
    did: Did


class Weeks(Protocol):
    """A person's weeks, by their own calendar, numbered without gaps."""

    def number(self, at: datetime) -> int:
        """The week a moment (aware) lies in."""

    def are_off(self, since: int, until: int, kinds: Collection[DeedKind]) -> bool:
        """Whether nobody could expect such a deed of them in any week of [since, until)."""


class _Number(Protocol):
    """A number that grows and shrinks as deeds come and windows move on."""

    def add(self, did: Did) -> None:
        """A deed, none older than those before."""

    def value(self, at: datetime) -> int:
        """How much it is at a moment, none earlier than the last deed."""


class _Count:
    """Deeds, or different colleagues or topics, of a window."""

    def __init__(self, rule: Rule, topics: Mapping[str, int]) -> None:
        self.kinds, self.different = frozenset(rule.count), rule.different
        self.newcomers, self.colleagues = rule.newcomers, rule.colleagues
        self.topics = {topics[t] for t in rule.topics if t in topics} if rule.topics else None
        self.window = timedelta(days=rule.within_days) if rule.within_days else None
        self.deeds: deque[tuple[datetime, Did]] = deque()
        self.seen: Counter[int] = Counter()
        self.number = 0

    def add(self, did: Did) -> None:
        if did.kind not in self.kinds or (self.newcomers and not did.with_newcomer):
            return
        if self.topics is not None and self.topics.isdisjoint(did.topics):
            return
        if self.window is not None:
            self.deeds.append((did.at, did))
        self.number += 1
        for one in self._told_apart(did):
            self.seen[one] += 1

    def _told_apart(self, did: Did) -> Iterable[int]:
        if self.different is Different.TOPICS:
            return did.topics
        if self.different is None and self.colleagues is None:
            return ()
        return () if did.other_id is None else (did.other_id,)

    def value(self, at: datetime) -> int:
        if self.window is not None:
            self._forget(at - self.window)
        if self.different is not None:
            return len(self.seen)
        return self.number if self.colleagues is None or len(self.seen) >= self.colleagues else 0

    def _forget(self, before: datetime) -> None:
        while self.deeds and self.deeds[0][0] <= before:
            _, did = self.deeds.popleft()
            self.number -= 1
            for one in self._told_apart(did):
                self.seen[one] -= 1
                if not self.seen[one]:
                    del self.seen[one]


class _Row:
    """Weeks in a row with a deed."""

    def __init__(self, rule: Rule, weeks: Weeks) -> None:
        self.kinds, self.weeks = frozenset(rule.weeks_in_row), weeks
        self.last: int | None = None
        self.number = 0

    def add(self, did: Did) -> None:
        if did.kind not in self.kinds:
            return
        week = self.weeks.number(did.at)
        if week == self.last:
            return
        self.number = self.number + 1 if self._holds_until(week) else 1
        self.last = week

    def value(self, at: datetime) -> int:
        return self.number if self._holds_until(self.weeks.number(at)) else 0

    def _holds_until(self, week: int) -> bool:
        if self.last is None:
            return False
        return week <= self.last + 1 or self.weeks.are_off(self.last + 1, week, self.kinds)


class _Together:
    """All or any of several numbers."""

    def __init__(self, parts: Sequence[_Number], choose: Callable[[Iterable[int]], int]) -> None:
        self.parts, self.choose = parts, choose

    def add(self, did: Did) -> None:
        for part in self.parts:
            part.add(did)

    def value(self, at: datetime) -> int:
        return self.choose(part.value(at) for part in self.parts)


class _Steps:
    """So many of a number make one step."""

    def __init__(self, number: _Number, each: int) -> None:
        self.number, self.each = number, each
        self.add = number.add

    def value(self, at: datetime) -> int:
        return self.number.value(at) // self.each


def _number(rule: Rule, topics: Mapping[str, int], weeks: Weeks) -> _Number:
    made: _Number
    if rule.parts:
        parts = [_number(part, topics, weeks) for part in rule.parts]
        made = _Together(parts, min if rule.all_of else max)
    elif rule.weeks_in_row:
        made = _Row(rule, weeks)
    else:
        made = _Count(rule, topics)
    return made if rule.at_least == 1 else _Steps(made, rule.at_least)


class Way:
    """One person's way through the levels of one badge, for one topic or for all."""

    def __init__(
        self,
        badge: Badge,
        rule: Rule,
        topic_id: int | None,
        topics: Mapping[str, int],
        weeks: Weeks,
    ) -> None:
        self.badge, self.topic_id = badge, topic_id
        self._number = _number(rule, topics, weeks)
        self._levels = badge.levels
        self.reached = 0

    def add(self, did: Did) -> Iterator[Earned]:
        """A deed, none older than those before; the levels it completes."""
        self._number.add(did)
        value = self._number.value(did.at)
        while self.reached < len(self._levels) and value >= self._levels[self.reached]:
            self.reached += 1
            yield Earned(self.badge.key, self.reached, self.topic_id, did)

    def value(self, at: datetime) -> int:
        """What the rule's number is at a moment, none earlier than the last deed."""
        return self._number.value(at)


class Career:
    """All that one person does, in the order of time, and every badge they earn by it.

    `topics` are the names that rules use and their ids; a name that is unknown is nobody's deed.
    """

    def __init__(self, badges: Iterable[Badge], topics: Mapping[str, int], weeks: Weeks) -> None:
        self._topics, self._weeks = topics, weeks
        self._by_kind: dict[DeedKind, list[tuple[Badge, Rule]]] = {}
        for badge in badges:
            if badge.rule is not None:
                for kind in badge.rule.all_kinds:
                    self._by_kind.setdefault(kind, []).append((badge, badge.rule))
        self._ways: dict[tuple[str, int | None], Way | None] = {}

    def add(self, did: Did) -> Iterator[Earned]:
        """A deed, none older than those before; what it completes."""
        for badge, rule in self._by_kind.get(did.kind, ()):
            for topic_id in did.topics if badge.per_topic else _ANY:
                yield from self._add(did, badge, rule, topic_id)

    def ways(self) -> Iterator[Way]:
        """Every way they have begun and not gone to its end."""
        yield from (way for way in self._ways.values() if way is not None)

    def _add(self, did: Did, badge: Badge, rule: Rule, topic_id: int | None) -> Iterator[Earned]:
        key = badge.key, topic_id
        if key in self._ways:
            way = self._ways[key]
        else:
            way = self._ways[key] = Way(badge, rule, topic_id, self._topics, self._weeks)
        if way is None:
            return
        yield from way.add(did)
        if way.reached == len(badge.levels):
            self._ways[key] = None  # Nothing more can be earned: what follows is not counted.


_ANY: tuple[None] = (None,)
