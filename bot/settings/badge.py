"""One badge of app.yaml: what it is called, and the rule it is earned by."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.settings.deed_kinds import DeedKind
from bot.settings.parts import AccountName, Section, lower


class Motif(StrEnum):
    """What a badge's picture shows."""

    HEART = "heart"
    STAR = "star"
    LAMP = "lamp"
    BOOK = "book"
    BRIDGE = "bridge"
    SEEDLING = "seedling"
    HANDS = "hands"
    COMPASS = "compass"
    KEY = "key"
    CUP = "cup"
    SPEECH = "speech"
    MOUNTAIN = "mountain"
    ANCHOR = "anchor"
    BELL = "bell"
    CALENDAR = "calendar"
    CHAIN = "chain"
    CHECK = "check"
    FEATHER = "feather"
    FLAME = "flame"
    GEM = "gem"
    GIFT = "gift"
    LIGHTHOUSE = "lighthouse"
    LOOP = "loop"
    MICROPHONE = "microphone"
    PEOPLE = "people"
    POT = "pot"
    SUN = "sun"


class Shape(StrEnum):
    """What surrounds it."""

    CIRCLE = "circle"
    SHIELD = "shield"
    HEXAGON = "hexagon"
    ROSETTE = "rosette"


class Colour(StrEnum):
    """In which colour; the picture chooses shades that can be told apart."""

    CORAL = "coral"
    AMBER = "amber"
    GREEN = "green"
    TEAL = "teal"
    BLUE = "blue"
    VIOLET = "violet"
    PINK = "pink"
    GREY = "grey"


class Different(StrEnum):
    """What is counted in the place of deeds."""

    COLLEAGUES = "colleagues"
    """For whom, or thanks to whom."""
    TOPICS = "topics"


def _listed(value: Any) -> Any:
    """One item may be written without a list around it."""
    return [value] if isinstance(value, str) else value


def without_hash(value: Any) -> Any:
    """A topic or channel, with or without "#"."""
    return value.strip().removeprefix("#").lower() if isinstance(value, str) else value


def _key(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", value):
        raise ValueError(
            'must be lower-case letters, digits and "_", begin with a letter, and have 40'
            " characters at most."
        )
    return value


Kinds = Annotated[tuple[Annotated[DeedKind, BeforeValidator(lower)], ...], BeforeValidator(_listed)]
"""Kinds of deeds: one, or a list."""
TopicName = Annotated[str, BeforeValidator(without_hash), Field(min_length=1, max_length=40)]
"""A topic, with or without "#"."""


class Rule(Section):
    """What a badge is earned by: a number, which is compared with the badge's levels.

    Exactly one of `count`, `weeks_in_row`, `all_of` and `any_of` says how it is made.
    """

    count: Kinds = ()
    """How many deeds of these kinds, or how many `different` ones."""
    weeks_in_row: Kinds = ()
    """How many weeks in a row had such a deed; weeks off neither count nor break the row."""
    different: Annotated[Different, BeforeValidator(lower)] | None = None
    """Count these in the place of deeds; each once, however often."""
    colleagues: int | None = Field(default=None, ge=2, le=1000)
    """Deeds count only if they were for, or thanks to, so many different colleagues."""
    newcomers: bool = False
    """Only deeds for colleagues who were new at that time."""
    topics: Annotated[tuple[TopicName, ...], BeforeValidator(_listed)] = ()
    """Only deeds about one of these; empty: whatever they were about."""
    within_days: int | None = Field(default=None, ge=1, le=3650)
    """Only deeds of the last so many days; None: all there ever were."""
    at_least: int = Field(default=1, ge=1, le=10_000)
    """Within all_of or any_of: how many of it make one step towards a level."""
    all_of: tuple[Rule, ...] = ()
    """The least of these numbers, each divided by its `at_least`."""
    any_of: tuple[Rule, ...] = ()
    """The greatest of them."""

    @property
    def parts(self) -> tuple[Rule, ...]:
        """The rules this one is made of; empty for one that counts by itself."""
        return self.all_of or self.any_of

    @property
    def kinds(self) -> tuple[DeedKind, ...]:
        """What it counts itself."""
        return self.count or self.weeks_in_row

    @property
    def all_kinds(self) -> frozenset[DeedKind]:
        """Every kind of deed that may change its number."""
        return frozenset(self.kinds).union(*(part.all_kinds for part in self.parts))

    @property
    def all_topics(self) -> frozenset[str]:
        """Every topic it names."""
        return frozenset(self.topics).union(*(part.all_topics for part in self.parts))


class Picture(Section):
    """What its drawing shows."""

    motif: Annotated[Motif, BeforeValidator(lower)] = Motif.STAR
    shape: Annotated[Shape, BeforeValidator(lower)] = Shape.CIRCLE
    colour: Annotated[Colour, BeforeValidator(lower)] = Colour.BLUE


class Badge(Section):
    """One badge: what it is called, and how one comes by it."""

    key: Annotated[str, BeforeValidator(_key)]
    """What awards are stored under: never to be changed."""
    name: str = Field(min_length=1, max_length=40)
    words: str = Field(min_length=1, max_length=200)
    """What it says about whoever has it, in a sentence."""
    picture: Picture = Picture()
    rule: Rule | None = None
    """None: it is given by hand alone, by its owner, or by administrators where it has none."""
    levels: Annotated[
        tuple[Annotated[int, Field(ge=1, le=1_000_000)], ...], BeforeValidator(_listed)
    ] = (1,)
    """The numbers of the rule at which it is earned, and then its next levels."""
    per_topic: bool = False
    """Whether it is earned, or given, for each topic on its own."""
    announce: bool = True
    """Whether others are told, where `badges.announce` lets them."""
    private: bool = False
    """Whether nobody but its holder sees it: what one remembers, say, is nobody else's business."""
    owner: AccountName | None = None
    """Who grants and declines it where it is given by hand; None, or gone: administrators do."""

    @property
    def is_by_hand(self) -> bool:
        """Whether nobody earns it by deeds alone."""
        return self.rule is None
