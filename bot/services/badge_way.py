"""How far somebody is on the way to the next level of each badge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.events import Person
from bot.rules.badges import NEW_FOR, SETTLING_IN, Career, Rules
from bot.services import badge_history as history
from bot.settings import Badge, Rule, Settings
from bot.store import badge_counts, badge_log, topics
from bot.store import badges as store
from bot.store.badge_counts import Need
from bot.store.topics import Topic
from bot.store.unit_of_work import UnitOfWork
from bot.views import badges as views

MOST_TOPICS = 3
"""Topics for which the way is told: those somebody did most about."""


@dataclass(frozen=True, slots=True)
class Part:
    """How much of what one rule counts there is, and how much is asked for."""

    rule: Rule
    has: int
    wanted: int

    @property
    def fraction(self) -> float:
        """From 0 to 1."""
        return min(self.has / self.wanted, 1.0)


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next level of a badge, counted from 1, and what of it is there."""

    badge: Badge
    level: int
    topic: str | None
    parts: tuple[Part, ...]
    is_any: bool
    """Whether one of the parts is enough."""

    @property
    def fraction(self) -> float:
        """From 0 to 1."""
        each = [part.fraction for part in self.parts]
        return max(each) if self.is_any else sum(each) / len(each)

    @property
    def said(self) -> str:
        """In words."""
        given = views.Given(self.badge, self.level, self.topic)
        parts = [(part.rule, min(part.has, part.wanted), part.wanted) for part in self.parts]
        return views.ahead(given, parts, is_any=self.is_any)


def way(uow: UnitOfWork, settings: Settings, person: Person, most: int) -> list[Ahead]:
    """What somebody is nearest to, the nearest first; nothing that has not begun."""
    badges = [badge for badge in settings.badges.kinds if badge.rule is not None]
    at = uow.session, uow.organization_id
    had = store.levels(*at, [person.id], [badge.key for badge in badges])
    names = history.topic_ids(uow, badges)
    about: dict[int | None, Topic] = {}
    if any(badge.per_topic for badge in badges):
        busy = badge_log.busiest_topics(*at, person.id, MOST_TOPICS)
        about = {topic.id: topic for topic in topics.by_id(*at, busy)}
    wanted: list[tuple[Badge, int, int | None, list[tuple[Rule, int, Need | None]]]] = []
    needs: dict[Need, int] = {}
    for badge in badges:
        for topic_id in about if badge.per_topic else (None,):
            has = had.get((person.id, badge.key, topic_id), 0)
            if badge.rule is None or has >= len(badge.levels):
                continue
            parts = list(_parts(uow, badge.rule, person.id, topic_id, names, badge.levels[has]))
            needs.update((need, max(n, needs.get(need, 0))) for _, n, need in parts if need)
            wanted.append((badge, has + 1, topic_id, parts))
    found = badge_counts.counts(*at, needs) if needs else {}
    rows = _rows(uow, settings, person, badges)
    out = []
    for badge, level, topic_id, parts in wanted:
        made = tuple(
            Part(rule, found[need] if need else rows.get((badge.key, topic_id), 0), number)
            for rule, number, need in parts
        )
        is_any = badge.rule is not None and bool(badge.rule.any_of)
        topic = about[topic_id].name if topic_id is not None else None
        out.append(Ahead(badge, level, topic, made, is_any))
    begun = [one for one in out if one.fraction > 0]
    return sorted(begun, key=lambda one: -one.fraction)[:most]


def _parts(
    uow: UnitOfWork,
    rule: Rule,
    person_id: int,
    topic_id: int | None,
    names: Mapping[str, int],
    wanted: int,
) -> Iterator[tuple[Rule, int, Need | None]]:
    """What is counted, and up to how much; no need for weeks in a row, which are replayed."""
    wanted *= rule.at_least
    for part in rule.parts:
        yield from _parts(uow, part, person_id, topic_id, names, wanted)
    if rule.weeks_in_row:
        yield rule, wanted, None
    elif rule.count:
        ids = {names[name] for name in rule.topics if name in names} if rule.topics else set()
        own = {topic_id} if topic_id is not None else set()
        # A topic nobody has used has no id; none is 0.
        narrowed = ((ids & own if own else ids) or {0}) if rule.topics else own
        since = uow.now - timedelta(days=rule.within_days) if rule.within_days else None
        need = Need(
            person_id,
            rule.count,
            since,
            rule.different,
            tuple(sorted(narrowed)),
            NEW_FOR if rule.newcomers else None,
            SETTLING_IN if rule.newcomers else timedelta(),
        )
        yield rule, wanted, need


def _rows(
    uow: UnitOfWork, settings: Settings, person: Person, badges: list[Badge]
) -> dict[tuple[str, int | None], int]:
    """Badge and topic → weeks in a row by now, of badges that are earned by those alone."""
    weekly = [badge for badge in badges if badge.rule is not None and badge.rule.weeks_in_row]
    if not weekly:
        return {}
    at = uow.session, uow.organization_id
    weeks = history.Weeks(uow, settings.attention, [person.id], weekly).of(person.id)
    log = badge_log.of(*at, [person.id], history.kinds_of(weekly), None)
    career = Career(Rules(weekly, {}), weeks)
    for deed in log:
        career.add(deed)
    return {key: own.value(uow.now) for key, own in career.ways.items()}
