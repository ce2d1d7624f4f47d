"""Every word about rings, for moderators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.events import Person
from bot.messages import (
    Block,
    Button,
    Buttons,
    Context,
    Header,
    Mention,
    Message,
    Payload,
    Says,
    Text,
    When,
    listed,
)
from bot.rules.points import BACK, OFTEN

MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Ring:
    """Who thanks whom round and round. Times are aware UTC."""

    people: tuple[Person, ...]
    inside: int
    """Thanks among them."""
    given: int
    """All they gave to anybody, of what others may be told of."""
    first: datetime
    last: datetime
    full: float
    """Points that their thanks to each other would count if they were of strangers."""
    counted: float


class ShowRings(Payload, key="boards.rings"):
    """Look at rings."""


def rings(found: Sequence[Ring]) -> Message:
    """What moderators are shown."""
    if not found:
        return Message.of(
            f"No thanks went round and round in the last {BACK.days} days: nowhere did people thank"
            f" each other {OFTEN} times or more in a circle. Nothing to look at."
        )
    blocks: list[Block] = [
        Header(text="Thanks that go round"),
        Text.of(
            f"In the last {BACK.days} days these people thanked each other {OFTEN} times or more,"
            " in circles of two or three. Mostly that is a team that works closely together. On"
            " the boards such thanks count less; nothing else happens by itself, and nobody is"
            " told."
        ),
    ]
    for ring in found:
        blocks += [Text.of(*_names(ring.people)), Context.of(*_figures(ring))]
    blocks.append(Context.of("Only administrators see this. Private thanks are not part of it."))
    return Message.of(*blocks, summary="Thanks that go round")


def _names(people: Sequence[Person]) -> tuple[Says, ...]:
    if len(people) <= MOST_NAMES:
        return listed(people, ping=False)
    named: list[Says] = []
    for person in people[:MOST_NAMES]:
        named += [Mention(person=person, ping=False), ", "]
    return (*named[:-1], f" and {len(people) - MOST_NAMES} more")


def _figures(ring: Ring) -> tuple[Says, ...]:
    outside = ring.given - ring.inside
    elsewhere = f"; {outside} to others" if outside else "; none to others"
    damped = 1 - ring.counted / ring.full
    return (
        f"{ring.inside} thanks to each other{elsewhere}. ",
        When(at=ring.first, form="date"),
        " to ",
        When(at=ring.last, form="date"),
        f". Counted as {ring.counted:,.1f} of {ring.full:,.0f} points: {damped:.0%} less.",
    )


def home(found: Sequence[Ring]) -> list[Block]:
    """The part of a moderator's Home; nothing when there are none."""
    if not found:
        return []
    groups = "one group" if len(found) == 1 else f"{len(found)} groups"
    return [
        Text.of(f"Thanks go round and round in {groups} of people. No hurry: it counts less."),
        Buttons.of(Button.of("Have a look", ShowRings())),
    ]


def moderators_only() -> Message:
    """Somebody else asks for them."""
    return Message.of(
        "That list is for administrators. If a kudos looks odd to you, press Report on its card."
    )
