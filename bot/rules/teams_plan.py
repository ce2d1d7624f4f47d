"""Decides what a list of people changes: who is new, who stands elsewhere, who comes and goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.rules.sessions import moment
from bot.rules.teams import circles, top_down
from bot.rules.teams_import import Entry, Fault, Problem

MOST_NAMED = 20
"""People of a circle who are named."""
MOST_LEAVING = 0.2
"""The share of everybody that leaves without being asked again: more looks like half a list."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is stored, as far as a list says something about them."""

    id: int
    name: str
    email: str
    """As the list has it; empty: on no list until now."""
    zone: str
    started_on: date | None
    leaves_on: date | None
    left_at: datetime | None
    has_account: bool
    """Then the platform says what they are called and where they live."""
    is_bot: bool
    is_guest: bool
    """Of every workspace they are in."""
    country: str | None = None
    """Whose public holidays they have, as the list has it."""


@dataclass(frozen=True, slots=True)
class Stands:
    """Where somebody stands: under whom (person), and in which team (its name)."""

    manager: int | None = None
    team: str = ""


class Became(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "the same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the report."""

    entry: Entry
    became: Became
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What is written of a person; who is new has a number below 0."""

    key: int
    values: Mapping[str, object]
    """Columns of a person, those that change."""
    ends_at: datetime | None = None
    """From when on (aware UTC) they stand nowhere."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where somebody stands from now on; keys as in Change."""

    key: int
    to: Stands


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a list changes. `moves` are written in their order: docs of `top_down` say why."""

    rows: list[Row]
    people: list[Change]
    moves: list[Move]
    absent: list[Known] = field(default_factory=list)
    """Who is here and not on the list."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What an organization has stored of its people."""

    people: Mapping[int, Known]
    by_email: Mapping[str, int]
    """E-mail, in lower case → whom it means."""
    stands: Mapping[int, Stands]
    """Person → where they stand, for those who do."""
    teams: Sequence[str] = ()
    """Names of teams."""


def decide(entries: Sequence[Entry], stored: Stored, now: datetime) -> Plan:
    """What a list changes of what is stored: nothing of it is lost for what is wrong elsewhere.

    A row that can't be used in part counts in all others. Applied, nobody reports in a circle who
    did not before.
    """
    return _Deciding(entries, stored, now).plan()


def here(stored: Stored) -> list[Known]:
    """Who has not left and can be recognised by an e-mail; bots and guests are not meant."""
    ids = sorted(set(stored.by_email.values()))
    people = (stored.people[id_] for id_ in ids)
    return [p for p in people if p.left_at is None and not p.is_bot and not p.is_guest]


def missing(entries: Iterable[Entry], stored: Stored) -> list[Known]:
    """Those of `here` whom no row names."""
    named = {stored.by_email.get(e.email) for e in entries}
    return [person for person in here(stored) if person.id not in named]


def goes(person: Known, now: datetime) -> Change:
    """Somebody leaves now (aware UTC)."""
    return Change(person.id, {"left_at": now, "leaves_on": None}, ends_at=now)


def end_of(day: date, zone: str) -> datetime:
    """When somebody's last day is over (aware UTC)."""
    return moment(datetime.combine(day + timedelta(days=1), time()), zone).at


def over_everywhere(day: date) -> datetime:
    """When a day is over wherever somebody may live (aware UTC): twelve hours after Greenwich."""
    return datetime.combine(day + timedelta(days=1), time(12), UTC)


class _Deciding:
    def __init__(self, entries: Sequence[Entry], stored: Stored, now: datetime) -> None:
        self.entries, self.stored, self.now = entries, stored, now
        self.stands = stored.stands
        self.teams = {name.casefold(): name for name in stored.teams}
        """As a name is spelt that is written in another case now."""
        self.problems: dict[int, list[Problem]] = {}
        """Row (by its place) → what is wrong with it."""
        self.keys: dict[int, int] = {}
        """Row → whom it means, where it counts."""
        self.row_of: dict[int, int] = {}
        self.by_email: dict[str, int] = {}
        self.gone: set[int] = set()
        self.above: dict[int, int | None] = {}
        """Person → under whom they will stand."""

    def plan(self) -> Plan:
        self._recognise()
        self._find_managers()
        self._open_circles()
        people, moves, rows = [], {}, []
        for i, entry in enumerate(self.entries):
            became = Became.REFUSED
            if i in self.keys:
                key = self.keys[i]
                change = self._change(key, entry)
                move = self._move(key, entry)
                if change is not None:
                    people.append(change)
                if move is not None:
                    moves[key] = move
                became = Became.SAME if change is None and move is None else Became.CHANGED
                if key < 0:
                    became = Became.NEW
            rows.append(Row(entry, became, tuple(self.problems[i])))
        return Plan(rows, people, [moves[key] for key in top_down(moves, self.above)])

    def _recognise(self) -> None:
        for i, entry in enumerate(self.entries):
            self.problems[i] = list(entry.problems)
            if entry.is_refused:
                continue
            person = self._known(entry.email)
            key = person.id if person else -1 - i
            if entry.email in self.by_email:
                first = self.entries[self.row_of[self.by_email[entry.email]]]
                self.problems[i].append(Problem(Fault.TWICE, str(first.number)))
            elif key in self.row_of:
                first = self.entries[self.row_of[key]]
                self.problems[i].append(Problem(Fault.SAME_PERSON, str(first.number)))
            elif person is not None and person.is_bot:
                self.problems[i].append(Problem(Fault.BOT))
            else:
                self.keys[i], self.row_of[key] = key, i
                self.by_email[entry.email] = key
                if self._has_left(entry, person):
                    self.gone.add(key)

    def _known(self, email: str) -> Known | None:
        id_ = self.stored.by_email.get(email)
        return None if id_ is None else self.stored.people[id_]

    def _has_left(self, entry: Entry, person: Known | None) -> bool:
        if entry.has(Fault.BAD_LEFT):
            return person is not None and person.left_at is not None
        zone = self._zone(entry, person)
        return entry.left is not None and end_of(entry.left, zone) <= self.now

    def _zone(self, entry: Entry, person: Known | None) -> str:
        if person is not None and (person.has_account or not entry.zone):
            return person.zone
        return entry.zone or "UTC"

    def _find_managers(self) -> None:
        for key, stands in self.stands.items():
            self.above[key] = stands.manager
        for i, key in self.keys.items():
            entry = self.entries[i]
            manager, problem = self._manager(key, entry)
            if problem is not None:
                self.problems[i].append(problem)
            is_unclear = problem is not None or entry.has(Fault.BAD_MANAGER)
            before = self.stands.get(key, Stands()).manager
            self.above[key] = before if is_unclear else manager
            if key in self.gone:
                self.above[key] = None

    def _manager(self, key: int, entry: Entry) -> tuple[int | None, Problem | None]:
        if not entry.manager or key in self.gone:
            return None, None
        person = self._known(entry.manager)
        manager = self.by_email.get(entry.manager, person.id if person else None)
        if manager is None:
            return None, Problem(Fault.UNKNOWN_MANAGER, entry.manager)
        if manager == key:
            return None, Problem(Fault.ITSELF, entry.manager)
        is_absent = manager not in self.row_of and person is not None and person.left_at is not None
        if manager in self.gone or is_absent:
            return None, Problem(Fault.MANAGER_LEFT, entry.manager)
        if person is not None and person.is_bot:
            return None, Problem(Fault.MANAGER_BOT, entry.manager)
        return manager, None

    def _open_circles(self) -> None:
        """Rows of a circle leave their people where they stand; that may close another one."""
        left = set(self.row_of)
        while True:
            found = [(c, rows) for c in circles(self.above) if (rows := left.intersection(c))]
            if not found:
                return  # what is still a circle was stored as one, and no row says otherwise
            for circle, rows in found:
                self._tell(circle, rows)
                left -= rows
                for key in rows:
                    self.above[key] = self.stands.get(key, Stands()).manager

    def _tell(self, circle: list[int], rows: set[int]) -> None:
        """The first row of a circle names it whole, the others name that row."""
        first = min(rows, key=lambda key: self.row_of[key])
        at = circle.index(first)
        whole = circle[at:] + circle[:at]
        named = [self._called(key) for key in whole[:MOST_NAMED]]
        if len(whole) > MOST_NAMED:
            named.append(f"… ({len(whole) - MOST_NAMED} more)")
        chain = " → ".join([*named, named[0]])
        number = str(self.entries[self.row_of[first]].number)
        for key in rows:
            problem = Problem(Fault.IN_CIRCLE, number)
            if key == first:
                problem = Problem(Fault.CIRCLE, chain)
            self.problems[self.row_of[key]].append(problem)

    def _called(self, key: int) -> str:
        if key in self.row_of:
            return self.entries[self.row_of[key]].email
        person = self.stored.people[key]
        return person.email or person.name

    def _change(self, key: int, entry: Entry) -> Change | None:
        person = self._known(entry.email)
        zone = self._zone(entry, person)
        name = entry.name or entry.email.partition("@")[0]
        wanted: dict[str, object] = {"email": entry.email}
        if person is None or not person.has_account:
            wanted["zone"] = zone
            if entry.name or person is None:
                wanted["name"] = name
        if entry.started is not None or person is None:
            wanted["started_on"] = entry.started
        if entry.country:
            wanted["country"] = entry.country
        ends_at = None
        if not entry.has(Fault.BAD_LEFT):
            wanted["leaves_on"] = entry.left
            wanted["left_at"] = self._left_at(entry, person, zone)
            ends_at = wanted["left_at"]
        values = {n: v for n, v in wanted.items() if person is None or getattr(person, n) != v}
        if not values:
            return None
        if "zone" in values:
            values["time_zone"] = values.pop("zone")
        return Change(key, values, ends_at if isinstance(ends_at, datetime) and person else None)

    def _left_at(self, entry: Entry, person: Known | None, zone: str) -> datetime | None:
        if entry.left is None:
            return None
        if person is not None and person.left_at is not None and person.leaves_on == entry.left:
            return person.left_at
        end = end_of(entry.left, zone)
        return end if end <= self.now else None

    def _move(self, key: int, entry: Entry) -> Move | None:
        if key in self.gone:
            return None
        wanted = Stands(self.above[key], self.teams.setdefault(entry.team.casefold(), entry.team))
        return Move(key, wanted) if wanted != self.stands.get(key, Stands()) else None


def without_absent(plan: Plan, absent: Sequence[Known], now: datetime) -> Plan:
    """The plan in which those who are on no row leave as well."""
    leave = [goes(person, now) for person in absent]
    return replace(plan, people=[*plan.people, *leave], absent=list(absent))
