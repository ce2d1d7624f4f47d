"""What badges are earned by: one person's deeds in the order of time, and when a level is reached.

This is the one place that decides. Earning as deeds happen and recomputing all of history both ask
it, so they agree.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.settings.badge import Badge, Different, Rule
from bot.settings.deed_kinds import DeedKind

NEW_FOR = timedelta(days=90)
"""How long a colleague is new."""
SETTLING_IN = timedelta(days=30)
"""Whom Potluck meets within so long of its own first day is no newcomer, unless a list says so."""


class Did(Protocol):
    """A deed as rules see it; the log's own rows are such."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> DeedKind: ...
    @property
    def at(self) -> datetime: ...
    @property
    def other_id(self) -> int | None:
        """For whom or thanks to whom; None: nobody in particular."""

    @property
    def topic_ids(self) -> tuple[int, ...]: ...
    @property
    def with_newcomer(self) -> bool: ...


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


class _Asks:
    """What a rule counts, worked out once for everybody."""

    __slots__ = (
        "colleagues",
        "different",
        "each",
        "kinds",
        "newcomers",
        "parts",
        "topics",
        "window",
    )

    def __init__(self, rule: Rule, topics: Mapping[str, int]) -> None:
        self.kinds, self.different = frozenset(rule.kinds), rule.different
        self.newcomers, self.colleagues, self.each = rule.newcomers, rule.colleagues, rule.at_least
        self.topics = {topics[t] for t in rule.topics if t in topics} if rule.topics else None
        self.window = timedelta(days=rule.within_days) if rule.within_days else None
        self.parts = tuple(_Asks(part, topics) for part in rule.parts)


class _Count:
    """Deeds, or different colleagues or topics, of a window."""

    __slots__ = ("asks", "deeds", "number", "seen")

    def __init__(self, asks: _Asks) -> None:
        self.asks = asks
        self.deeds: deque[Did] = deque()
        self.seen: dict[int, int] = {}
        self.number = 0

    def add(self, did: Did) -> None:
        asks = self.asks
        if did.kind not in asks.kinds or (asks.newcomers and not did.with_newcomer):
            return
        if asks.topics is not None and asks.topics.isdisjoint(did.topic_ids):
            return
        if asks.window is not None:
            self.deeds.append(did)
        self.number += 1
        for one in self._told_apart(did):
            self.seen[one] = self.seen.get(one, 0) + 1

    def _told_apart(self, did: Did) -> tuple[int, ...]:
        asks = self.asks
        if asks.different is Different.TOPICS:
            return did.topic_ids
        if did.other_id is None or (asks.different is None and asks.colleagues is None):
            return ()
        return (did.other_id,)

    def value(self, at: datetime) -> int:
        asks = self.asks
        if asks.window is not None:
            before = at - asks.window
            while self.deeds and self.deeds[0].at <= before:
                self._forget(self.deeds.popleft())
        if asks.different is not None:
            return len(self.seen)
        return self.number if asks.colleagues is None or len(self.seen) >= asks.colleagues else 0

    def _forget(self, did: Did) -> None:
        self.number -= 1
        for one in self._told_apart(did):
            left = self.seen[one] - 1
            if left:
                self.seen[one] = left
            else:
                del self.seen[one]


class _Row:
    """Weeks in a row with a deed."""

    __slots__ = ("kinds", "last", "number", "weeks")

    def __init__(self, asks: _Asks, weeks: Weeks) -> None:
        self.kinds, self.weeks = asks.kinds, weeks
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


def _number(rule: Rule, asks: _Asks, weeks: Weeks) -> _Number:
    made: _Number
    if rule.parts:
        parts = [_number(r, a, weeks) for r, a in zip(rule.parts, asks.parts, strict=True)]
        made = _Together(parts, min if rule.all_of else max)
    elif rule.weeks_in_row:
        made = _Row(asks, weeks)
    else:
        made = _Count(asks)
    return made if asks.each == 1 else _Steps(made, asks.each)


class Rules:
    """Badges that are earned, ready to be asked of many people.

    `topics` are the names that rules use and their ids; a name that is unknown is nobody's deed.
    """

    def __init__(self, badges: Iterable[Badge], topics: Mapping[str, int]) -> None:
        self.by_kind: dict[DeedKind, list[tuple[Badge, Rule, _Asks]]] = {}
        for badge in badges:
            if badge.rule is not None:
                ready = badge, badge.rule, _Asks(badge.rule, topics)
                for kind in badge.rule.all_kinds:
                    self.by_kind.setdefault(kind, []).append(ready)


class Way:
    """One person's way through the levels of one badge, for one topic or for all."""

    __slots__ = ("_levels", "_number", "badge", "reached", "topic_id")

    def __init__(
        self, badge: Badge, rule: Rule, asks: _Asks, topic_id: int | None, weeks: Weeks
    ) -> None:
        self.badge, self.topic_id = badge, topic_id
        self._number = _number(rule, asks, weeks)
        self._levels = badge.levels
        self.reached = 0

    def add(self, did: Did, earned: list[Earned]) -> None:
        """A deed, none older than those before; the levels it completes are added."""
        self._number.add(did)
        value = self._number.value(did.at)
        while self.reached < len(self._levels) and value >= self._levels[self.reached]:
            self.reached += 1
            earned.append(Earned(self.badge.key, self.reached, self.topic_id, did))

    def value(self, at: datetime) -> int:
        """What the rule's number is at a moment, none earlier than the last deed."""
        return self._number.value(at)


class Career:
    """All that one person does, in the order of time, and every badge they earn by it."""

    __slots__ = ("_rules", "_weeks", "ways")

    def __init__(self, rules: Rules, weeks: Weeks) -> None:
        self._rules, self._weeks = rules, weeks
        self.ways: dict[tuple[str, int | None], Way] = {}

    def add(self, did: Did) -> list[Earned]:
        """A deed, none older than those before; what it completes."""
        earned: list[Earned] = []
        for badge, rule, asks in self._rules.by_kind.get(did.kind, ()):
            for topic_id in did.topic_ids if badge.per_topic else _ANY:
                key = badge.key, topic_id
                way = self.ways.get(key)
                if way is None:
                    way = self.ways[key] = Way(badge, rule, asks, topic_id, self._weeks)
                # Once nothing more can be earned, what follows is not counted.
                if way.reached < len(badge.levels):
                    way.add(did, earned)
        return earned


_ANY: tuple[None] = (None,)
