"""Earning badges: in the transaction of the deed, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.events import Conversation, Person
from bot.rules.badge_weeks import latest_begin
from bot.rules.badges import NEW_FOR, SETTLING_IN, Rules
from bot.services import badge_history as history
from bot.services import badge_news as news
from bot.settings import Badge, DeedKind, Rule, Settings
from bot.settings.badge import Different
from bot.store import badge_counts, badge_log, deeds
from bot.store import badges as store
from bot.store.badge_counts import Need
from bot.store.badges import NewAward
from bot.store.unit_of_work import UnitOfWork

Goal: TypeAlias = tuple[int, str, int | None]
"""Person, badge, and the topic if it is earned for each on its own."""
Counts: TypeAlias = Mapping[Need, int]
Bound: TypeAlias = Callable[[Counts], int]
"""What a rule's number is at most."""


@dataclass(slots=True)
class _Acted:
    """What one person did in this transaction."""

    since: datetime
    """When the first of it happened."""
    is_late: bool
    """Whether any of it is written down later than it happened."""
    kinds: dict[DeedKind, int] = field(default_factory=dict)
    topics: dict[DeedKind, set[int]] = field(default_factory=dict)


def earn(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person | None = None,
    here: Conversation | None = None,
) -> None:
    """Give the badges that the deeds of this transaction complete; call it last.

    What was completed by a deed that is taken back within the time to undo kudos is withdrawn.
    `actor` is who acted just now, if anybody did: they are told at once. `here` is where.
    """
    if uow.undone:
        news.withdraw(uow, settings)
    known = _known(settings.badges.kinds)
    acted = _acted(uow, known.by_kind) if uow.done else {}
    if not acted:
        return
    store.take_turns(uow.session, acted)
    had, promising = _promising(uow, known, acted)
    if promising:
        news.give(uow, settings, list(_sure(uow, settings, had, promising)), actor, here)


@dataclass(frozen=True, slots=True)
class _Known:
    """What can be known of badges before anybody does anything."""

    badges: tuple[Badge, ...]
    by_kind: dict[DeedKind, list[Badge]]
    """Which of them a deed of each kind may complete."""
    naming: frozenset[str]
    """Keys of those whose rules name topics."""


def _known(badges: tuple[Badge, ...]) -> _Known:
    known = _KNOWN.get(id(badges))
    if known is not None and known.badges is badges:
        return known
    found: dict[DeedKind, list[Badge]] = {}
    for badge in badges:
        for kind in badge.rule.all_kinds if badge.rule else ():
            found.setdefault(kind, []).append(badge)
    naming = {badge.key for badge in badges if any(r.topics for r in history.rules_in([badge]))}
    known = _KNOWN[id(badges)] = _Known(badges, found, frozenset(naming))
    return known


_KNOWN: dict[int, _Known] = {}
"""Of the settings in use, kept so that nothing else gets their id; settings change at a start."""


def _acted(uow: UnitOfWork, badges: Mapping[DeedKind, Sequence[Badge]]) -> dict[int, _Acted]:
    """Person → what they did now that any badge asks for."""
    done = [(id_, deed) for id_, deed in uow.done if deed.kind in badges]
    if not done:
        return {}
    about = dict(uow.about)
    if unknown := [id_ for id_, _ in done if id_ not in about]:
        about |= deeds.topics_of(uow.session, uow.organization_id, unknown)
    out: dict[int, _Acted] = {}
    for id_, deed in done:
        own = out.setdefault(deed.person_id, _Acted(deed.at, is_late=False))
        own.since = min(own.since, deed.at)
        own.is_late |= deed.at < uow.now
        own.kinds[deed.kind] = own.kinds.get(deed.kind, 0) + 1
        own.topics.setdefault(deed.kind, set()).update(about.get(id_, ()))
    return out


def _promising(
    uow: UnitOfWork,
    known: _Known,
    acted: Mapping[int, _Acted],
) -> tuple[dict[Goal, int], dict[int, list[Badge]]]:
    """What these people have, and person → badges of which they may have reached the next level.

    Deeds are counted no further than that level asks for. Nobody who reached it is left out.
    """
    by_kind = known.by_kind
    asked = {badge.key: badge for own in acted.values() for k in own.kinds for badge in by_kind[k]}
    had = store.levels(uow.session, uow.organization_id, acted)
    naming = [badge for key, badge in asked.items() if key in known.naming]
    names = history.topic_ids(uow, naming) if naming else {}
    needs: dict[Need, int] = {}
    bounds: list[tuple[int, Badge, int, Bound]] = []
    for person_id, own in acted.items():
        for badge in dict.fromkeys(b for kind in own.kinds for b in by_kind[kind]):
            for topic_id in _scopes(badge, own):
                has = had.get((person_id, badge.key, topic_id), 0)
                if badge.rule is None:
                    continue
                # What is complete is counted to 1: the same rules make the same statement then,
                # whoever it is asked of, and it need not be compiled and planned anew.
                is_done = has >= len(badge.levels)
                look = _Look(person_id, topic_id, own, names, needs)
                bound = look.at(badge.rule, 1 if is_done else badge.levels[has])
                if not is_done:
                    bounds.append((person_id, badge, badge.levels[has], bound))
    if not bounds:
        return had, {}
    found = badge_counts.counts(uow.session, uow.organization_id, needs)
    out: dict[int, list[Badge]] = {}
    for person_id, badge, wanted, bound in bounds:
        if bound(found) >= wanted and badge not in out.setdefault(person_id, []):
            out[person_id].append(badge)
    return had, {person_id: badges for person_id, badges in out.items() if badges}


def _scopes(badge: Badge, own: _Acted) -> Iterable[int | None]:
    if not badge.per_topic or badge.rule is None:
        return (None,)
    kinds = badge.rule.all_kinds
    return {topic for kind, topics in own.topics.items() if kind in kinds for topic in topics}


@dataclass(frozen=True, slots=True)
class _Look:
    """What has to be counted to know whether somebody may have come far enough."""

    person_id: int
    topic_id: int | None
    acted: _Acted
    names: Mapping[str, int]
    needs: dict[Need, int]

    def at(self, rule: Rule, most: int, *, is_part: bool = False) -> Bound:
        """The most a rule's number can be at any of the new deeds, or `most` if it is more.

        Nothing, if none of them can raise it; a part may have been raised before.
        """
        each = rule.at_least
        if rule.parts:
            parts = [self.at(part, most * each, is_part=True) for part in rule.parts]
            choose = min if rule.all_of else max
            return lambda found: choose(part(found) for part in parts) // each
        topic_ids = self._topics(rule)
        if topic_ids is None:
            return lambda _: 0
        since = None
        if rule.within_days is not None:
            since = self.acted.since - timedelta(days=rule.within_days)
        need = Need(
            self.person_id,
            rule.kinds,
            since,
            rule.different,
            topic_ids,
            NEW_FOR if rule.newcomers else None,
            SETTLING_IN if rule.newcomers else timedelta(),
        )
        self._count(need, most * each)
        if rule.weeks_in_row and not is_part:
            return self._first_of_week(rule, need)
        if rule.colleagues is not None:
            return self._from_enough(rule, need, rule.colleagues)
        return lambda found: found[need] // each

    def _count(self, need: Need, most: int) -> None:
        self.needs[need] = max(most, self.needs.get(need, 0))

    def _topics(self, rule: Rule) -> tuple[int, ...] | None:
        """Of what deeds must be, one of these; empty: whatever it is; None: there is no such."""
        own = () if self.topic_id is None else (self.topic_id,)
        if not rule.topics:
            return own
        ids = {self.names[name] for name in rule.topics if name in self.names}
        return tuple(sorted(ids.intersection(own) if own else ids)) or None

    def _first_of_week(self, rule: Rule, need: Need) -> Bound:
        """A row of weeks grows with the first deed of a week alone, and is no longer than deeds."""
        new = sum(self.acted.kinds.get(kind, 0) for kind in rule.kinds)
        now = Need(
            self.person_id, need.kinds, latest_begin(self.acted.since), topic_ids=need.topic_ids
        )
        if not self.acted.is_late:
            self._count(now, new + 1)
        each, is_late = rule.at_least, self.acted.is_late
        return lambda found: 0 if not is_late and found[now] > new else found[need] // each

    def _from_enough(self, rule: Rule, need: Need, colleagues: int) -> Bound:
        different = Need(
            self.person_id,
            rule.kinds,
            need.since,
            Different.COLLEAGUES,
            need.topic_ids,
            need.new_for,
            need.settling_in,
        )
        self._count(different, colleagues)
        each = rule.at_least
        return lambda found: found[need] // each if found[different] >= colleagues else 0


def _sure(
    uow: UnitOfWork,
    settings: Settings,
    had: Mapping[Goal, int],
    promising: Mapping[int, Sequence[Badge]],
) -> Iterator[NewAward]:
    """Run what they did through the rules, as recomputing does: which levels are new."""
    badges = list({badge.key: badge for own in promising.values() for badge in own}.values())
    names = history.topic_ids(uow, badges)
    weeks = history.Weeks(uow, settings.attention, promising.keys(), badges)
    log = badge_log.of(
        uow.session,
        uow.organization_id,
        promising.keys(),
        history.kinds_of(badges),
        history.newness_of(badges),
    )
    for person_id, own in badge_log.by_person(log):
        rules = Rules(promising[person_id], names)
        for earned in history.replay(rules, weeks.of(person_id), own):
            if earned.level > had.get((person_id, earned.badge, earned.topic_id), 0):
                yield NewAward(
                    person_id,
                    earned.badge,
                    earned.level,
                    earned.topic_id,
                    earned.did.at,
                    earned.did.id,
                )
