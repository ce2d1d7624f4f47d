"""The quarter of a demo as lines: who says or does what, and when, made from its talks."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from adapters.playground import demo_acts as acts
from adapters.playground.demo_acts import Act

GAP = (50, 420)
"""Seconds between two messages of one talk, at least and at most."""
STORY = ("demo_before.yaml", "demo.yaml")
"""The first two months, and the last one."""


@dataclass(slots=True)
class Line:
    """One thing that somebody says or does, and when (aware UTC)."""

    at: datetime
    who: str
    text: str
    place: str
    deed: str
    below: str | None = None
    """The deed that made the message this is a reply to."""
    emoji: str | None = None
    """A reaction to the message of `below`."""
    act: Act | None = None
    """A button pressed on the card of `below`."""
    plan: dict[str, Any] | None = None
    """What the form of a session is filled in with."""
    is_quiet: bool = False
    """A command that makes no card for others."""
    order: int = 0


@dataclass(slots=True)
class Story:
    """The whole quarter as lines, under one seed."""

    now: datetime
    zones: Mapping[str, str]
    dice: random.Random
    lines: list[Line] = field(default_factory=list)

    def tell(self, scenes: list[dict[str, Any]]) -> list[Line]:
        """Everything in the order of time."""
        for n, scene in enumerate(scenes):
            place = f"c-{scene['in']}" if "in" in scene else "d-" + "-".join(sorted(scene["with"]))
            first = next(iter(scene["talk"][0]))
            at = self._begin(scene["ago"], scene["at"], self.zones[first])
            self._talk(scene["talk"], at, place, f"demo-{n:03}", None)
        self.lines.sort(key=lambda line: (line.at, line.order))
        return self.lines

    def _begin(self, ago: int, wall: str, zone: str) -> datetime:
        """A wall-clock time so many working days ago (ahead: negative), where the speaker lives."""
        day = self.now.astimezone(ZoneInfo(zone)).date()
        step = -1 if ago > 0 else 1
        while ago:
            day += timedelta(days=step)
            ago += step * (day.weekday() < 5)
        return datetime.combine(day, time.fromisoformat(wall), ZoneInfo(zone))

    def _talk(
        self, talk: list[dict[str, Any]], at: datetime, place: str, name: str, below: str | None
    ) -> datetime:
        """One thing after the other, a thread before what follows it; when it ended."""
        for n, said in enumerate(talk):
            who, text = next(iter(said.items()))
            deed = f"{name}-{n:02}"
            line = Line(at, who, text, place, deed, below)
            line.is_quiet = acts.says_nothing_to_others(said)
            self._add(line)
            if "plan" in said:
                self._session(line, said)
            for done in (
                *acts.of_wish(said, at, self.dice),
                *acts.of_question(said, at, self.dice),
                *acts.of_topic(said, at),
                *acts.of_earlier(said, at),
            ):
                self._act(line, done)
            for emoji, people in said.get("react", {}).items():
                for person in people:
                    later = at + timedelta(seconds=self.dice.randint(40, 5400))
                    each = f"{deed}-{emoji}-{person}".replace("_", "-")
                    self._add(Line(later, person, "", place, each, deed, str(emoji)))
            soon = at + timedelta(seconds=self.dice.randint(*GAP))
            at = self._talk(said.get("thread", []), soon, place, f"{deed}-t", deed)
        return at

    def _session(self, line: Line, said: dict[str, Any]) -> None:
        plan = said["plan"]
        ago = plan["ago"] if "ago" in plan else -plan["ahead"]
        starts = self._begin(ago, plan["at"], plan.get("zone", self.zones[line.who]))
        line.plan = acts.planned(plan, starts)
        for done in acts.of_session(said, (line.at, starts), self.dice):
            self._act(line, done)

    def _act(self, card: Line, done: acts.Done) -> None:
        at, who, act = done
        if at < self.now:
            what = f"{card.deed}-{act.key}-{act.nth}-{act.number}-{who}"
            deed = re.sub(r"[._ ]", "-", what)
            self._add(Line(at, who, "", card.place, deed, card.deed, act=act))

    def _add(self, line: Line) -> None:
        line.order = len(self.lines)
        self.lines.append(line)


def scenes() -> list[dict[str, Any]]:
    """The talks of the quarter, the earliest first."""
    folder = files("adapters.playground")
    made: list[dict[str, Any]] = []
    for name in STORY:
        made += yaml.safe_load(folder.joinpath(name).read_text(encoding="utf-8"))
    return made
