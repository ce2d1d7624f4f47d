"""Replaying what people did through the rules: when would each level have been earned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from bot.rules.badge_weeks import OwnWeeks, week_of
from bot.rules.badges import NEW_FOR, SETTLING_IN, Career, Earned, Rules
from bot.rules.working_time import Rhythm
from bot.services.attention import as_rhythm
from bot.settings import Attention, Badge, DeedKind, Rule
from bot.store import attention, badge_log, topics
from bot.store.badge_log import Logged, Newness
from bot.store.unit_of_work import UnitOfWork

NEWNESS = Newness(NEW_FOR, SETTLING_IN)


def rules_in(badges: Iterable[Badge]) -> Iterator[Rule]:
    """Every rule that counts by itself."""

    def leaves(rule: Rule) -> Iterator[Rule]:
        if rule.parts:
            for part in rule.parts:
                yield from leaves(part)
        else:
            yield rule

    for badge in badges:
        if badge.rule is not None:
            yield from leaves(badge.rule)


def kinds_of(badges: Iterable[Badge]) -> frozenset[DeedKind]:
    """Every kind of deed that these badges count."""
    return frozenset(kind for rule in rules_in(badges) for kind in rule.kinds)


def newness_of(badges: Iterable[Badge]) -> Newness | None:
    """Whether any of these badges asks who was new, and what that means."""
    return NEWNESS if any(rule.newcomers for rule in rules_in(badges)) else None


def topic_ids(uow: UnitOfWork, badges: Iterable[Badge]) -> dict[str, int]:
    """The topics that these badges name and their ids, but for those nobody has used."""
    names = {name for rule in rules_in(badges) for name in rule.topics}
    found = topics.found_by(uow.session, uow.organization_id, names)
    return {name: topic.id for name, topic in found.items()}


class Weeks:
    """People's weeks, looked up for many at once where a rule asks for them."""

    def __init__(
        self,
        uow: UnitOfWork,
        house: Attention,
        person_ids: Collection[int],
        badges: Sequence[Badge],
    ) -> None:
        self._found: dict[int, OwnWeeks] = {}
        if not any(rule.weeks_in_row for rule in rules_in(badges)):
            return
        at = uow.session, uow.organization_id
        hours = attention.hours(*at, person_ids, date.min)
        pauses = attention.pauses(*at, person_ids)
        asked = badge_log.days_asked(*at, person_ids)
        for id_, own in hours.items():
            weeks = frozenset(week_of(day) for day in asked.get(id_, ()))
            rhythm = as_rhythm(house, own, uow.now)
            self._found[id_] = OwnWeeks(rhythm, tuple(pauses.get(id_, ())), weeks)

    def of(self, person_id: int) -> OwnWeeks:
        """One person's weeks; nobody asks for them where no rule does."""
        return self._found[person_id] if self._found else _UNASKED


_UNASKED = OwnWeeks(Rhythm())


def replay(rules: Rules, weeks: OwnWeeks, deeds: Iterable[Logged]) -> Iterator[Earned]:
    """Everything that one person earns by these deeds, which come in the order of time."""
    career = Career(rules, weeks)
    for deed in deeds:
        yield from career.add(deed)
