"""Decisions about teams: nobody may report to themselves, not even by way of others."""

from __future__ import annotations

from collections.abc import Collection, Mapping

NAME_LENGTH = 80
"""Characters a team's name may have when somebody types it."""
MOST_ADDED = 20
"""Colleagues one command takes into a team."""


def circles(above: Mapping[int, int | None]) -> list[list[int]]:
    """Everybody who reports to themselves by way of others, each circle from its lowest number on.

    `above` is person → whom they report to.
    """
    found = []
    passed: dict[int, int] = {}
    """Person → from whom on the way up led to them."""
    for start in above:
        way = []
        at: int | None = start
        while at is not None and at not in passed:
            passed[at] = start
            way.append(at)
            at = above.get(at)
        if at is not None and passed[at] == start:
            circle = way[way.index(at) :]
            first = circle.index(min(circle))
            found.append(circle[first:] + circle[:first])
    return found


def way_up(above: Mapping[int, int | None], person: int) -> list[int]:
    """A person and everybody above them, the highest last; a circle is gone round once."""
    way: dict[int, None] = {}
    at: int | None = person
    while at is not None and at not in way:
        way[at] = None
        at = above.get(at)
    return list(way)


def closes(above: Mapping[int, int | None], person: int, manager: int) -> list[int]:
    """The circle that would be if somebody reported to this manager, from them on; none: empty."""
    way = way_up(above, manager)
    return [person, *way[: way.index(person)]] if person in way else []


def top_down(people: Collection[int], above: Mapping[int, int | None]) -> list[int]:
    """These people, each after whom they report to; where nobody reports in a circle.

    Written in this order, lines make no circle at any moment between: who is written stands under
    people who are written, so the way up from there never leads into what was before.
    """
    depths: dict[int, int] = {}
    for person in people:
        way = []
        at: int | None = person
        while at is not None and at not in depths:
            depths[at] = 0
            way.append(at)
            at = above.get(at)
        depth = depths[at] if at is not None else -1
        for one in reversed(way):
            depth += 1
            depths[one] = depth
    return sorted(people, key=lambda one: depths[one])
