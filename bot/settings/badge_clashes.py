"""Badges that can't be meant: rules nobody could ever keep, and keys that stand twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bot.settings.badge import Badge, Different, Rule
from bot.settings.deed_kinds import HAS_TOPICS, NAMES_A_COLLEAGUE, DeedKind
from bot.settings.problems import listed
from bot.settings.tree import Loc

Clash = tuple[Loc, str]
WAYS = ("count", "weeks_in_row", "all_of", "any_of")
"""How a rule's number may be made: one of these."""
A_DAY = frozenset({DeedKind.RECALL_KEPT})
"""Kinds of which one person does one a day at most."""


def clashes(badges: tuple[Badge, ...], allowance: int) -> Iterator[Clash]:
    """Where, and what to do instead. `allowance` is how many kudos one may give a day."""
    keys: set[str] = set()
    names: set[str] = set()
    for i, badge in enumerate(badges):
        at: Loc = ("badges", "kinds", i)
        if badge.key in keys:
            yield (*at, "key"), f'is "{badge.key}", the key of another badge above.'
        if badge.name.lower() in names:
            yield (*at, "name"), f'is "{badge.name}", the name of another badge above.'
        keys.add(badge.key)
        names.add(badge.name.lower())
        yield from _of_badge(at, badge, allowance)


def _of_badge(at: Loc, badge: Badge, allowance: int) -> Iterator[Clash]:
    if not badge.levels:
        yield (*at, "levels"), "needs at least one number."
        return
    for low, high in pairwise(badge.levels):
        if high <= low:
            yield (*at, "levels"), f"must grow from level to level: {high} follows {low}."
    if badge.rule is None:
        if badge.levels != (1,):
            yield (*at, "levels"), "means something only where there is a rule. Remove it."
        return
    yield from _of_rule((*at, "rule"), badge.rule, badge, badge.levels[-1], allowance)


def _of_rule(at: Loc, rule: Rule, badge: Badge, most: int, allowance: int) -> Iterator[Clash]:
    """`most` is the number that the highest level asks of it."""
    most *= rule.at_least
    said = [way for way in WAYS if getattr(rule, way)]
    if len(said) != 1:
        has = f"has {listed(said)}" if said else "says nothing to count"
        yield at, f"{has}: write exactly one of {listed(WAYS)}."
        return
    if rule.parts:
        yield from _of_parts(at, rule, badge, most, allowance)
        return
    yield from _about_colleagues(at, rule, badge)
    yield from _about_topics(at, rule, badge)
    if rule.weeks_in_row:
        for key in ("different", "colleagues", "newcomers", "within_days", "topics"):
            if getattr(rule, key):
                yield (*at, key), _NOT_OF_WEEKS.get(key, "can't be asked of weeks in a row.")
    elif rule.within_days is not None:
        yield from _too_many(at, rule, most, allowance, rule.within_days)


_NOT_OF_WEEKS = {
    "within_days": "can't be asked of weeks in a row: the row ends when a week goes by without."
}


def _of_parts(at: Loc, rule: Rule, badge: Badge, most: int, allowance: int) -> Iterator[Clash]:
    for key in ("different", "colleagues", "newcomers", "within_days", "topics"):
        if getattr(rule, key):
            yield (*at, key), "belongs to the rules within all_of or any_of."
    way = "all_of" if rule.all_of else "any_of"
    if len(rule.parts) < 2:
        yield (*at, way), "needs two rules or more; write a single one without it."
    for n, part in enumerate(rule.parts):
        yield from _of_rule((*at, way, n), part, badge, most, allowance)


def _about_colleagues(at: Loc, rule: Rule, badge: Badge) -> Iterator[Clash]:
    """Sessions and recalls name no colleague."""
    asked = [key for key in ("colleagues", "newcomers") if getattr(rule, key)]
    asked += ["different"] if rule.different is Different.COLLEAGUES else []
    alone = sorted(set(rule.kinds) - NAMES_A_COLLEAGUE)
    for key in asked:
        if alone:
            names = listed(sorted(NAMES_A_COLLEAGUE))
            yield (*at, key), f"can't be asked of {alone[0]}, only of {names}."
    if rule.colleagues is not None:
        if rule.different is not None:
            yield (*at, "colleagues"), "stands beside different: write one of the two."
        lowest = badge.levels[0] * rule.at_least
        if rule.colleagues > lowest and not alone:
            asks = f"asks for {rule.colleagues} different colleagues where {lowest} deeds"
            yield (*at, "colleagues"), f"{asks} are enough for the first level: at most {lowest}."


def _about_topics(at: Loc, rule: Rule, badge: Badge) -> Iterator[Clash]:
    """Recalls are about no topic that others may know."""
    without = sorted(set(rule.kinds) - HAS_TOPICS)
    if without:
        why = f"can't be asked of {without[0]}, which has no topics."
        if badge.per_topic:
            yield at, f"is counted for each topic (per_topic), which {why}"
        if rule.topics:
            yield (*at, "topics"), why
        if rule.different is Different.TOPICS:
            yield (*at, "different"), why
    elif rule.different is Different.TOPICS and (badge.per_topic or rule.topics):
        key = "per_topic" if badge.per_topic else "topics"
        yield (*at, "different"), f"counts topics, and {key} leaves one to count. Remove one."


def _too_many(at: Loc, rule: Rule, most: int, allowance: int, days: int) -> Iterator[Clash]:
    """More than so many days can hold, as their days need not begin when the days counted do."""
    of_a_day = 0
    for kind in set(rule.count):
        if kind is DeedKind.KUDOS_GIVEN:
            of_a_day += allowance
        elif kind in A_DAY:
            of_a_day += 1
        else:
            return
    holds = of_a_day * (days + 1)
    if most > holds:
        yield (*at, "within_days"), f"holds {holds} at most, and the highest level asks for {most}."
