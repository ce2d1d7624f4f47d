"""The way to the next levels of badges, as far as somebody has come."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import Person
from bot.rules.badges import Career, Did
from bot.services import badge_history as history
from bot.settings import Badge, Settings
from bot.store import badge_log, topics
from bot.store import badges as store
from bot.store.unit_of_work import UnitOfWork

MOST = 3
"""Ways that are shown: the ones that are nearly gone, not a list of all there is to collect."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A level that somebody is on the way to."""

    badge: Badge
    level: int
    """Counted from 1."""
    topic: str
    """Of a badge that is earned for each topic; else empty."""
    value: int
    wanted: int


def ahead(uow: UnitOfWork, settings: Settings, person: Person, most: int = MOST) -> list[Ahead]:
    """The levels somebody is nearest to, the nearest first; of what they have begun alone."""
    at = uow.session, uow.organization_id
    badges = [b for b in settings.badges.kinds if b.rule is not None]
    if not badges:
        return []
    by_key = {b.key: b for b in badges}
    held: dict[tuple[str, int | None], int] = {}
    # What was revoked was earned before: there is no second way to it.
    for award in store.awards_of(*at, [person.id], revoked=True):
        key = award.badge, award.topic_id
        held[key] = max(held.get(key, 0), award.level)
    weeks = history.Weeks(uow, settings.attention, [person.id], badges)
    career = Career(badges, history.topic_ids(uow, badges), weeks.of(person.id))
    kinds, newness = history.kinds_of(badges), history.newness_of(badges)
    for deed in badge_log.of(*at, [person.id], kinds, newness):
        did = Did(deed.id, deed.kind, deed.at, deed.other_id, deed.topic_ids, deed.with_newcomer)
        for _ in career.add(did):
            pass
    found: list[tuple[float, Badge, int, int | None, int]] = []
    for way in career.ways():
        levels = way.badge.levels
        reached = max(way.reached, held.get((way.badge.key, way.topic_id), 0))
        if reached < len(levels) and (value := way.value(uow.now)) > 0:
            share = value / levels[reached]
            found.append((share, by_key[way.badge.key], reached, way.topic_id, value))
    found.sort(key=lambda one: (-one[0], one[1].key, one[3] or 0))
    near = found[:most]
    names = {t.id: t.name for t in topics.by_id(*at, [id_ for *_, id_, _ in near if id_])}
    return [
        Ahead(badge, reached + 1, names.get(topic_id or 0, ""), value, badge.levels[reached])
        for _, badge, reached, topic_id, value in near
    ]
